import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { asking, type DumpFiles, type OpenEstate, openEstate, what, who } from './estate.js';

/** A graph and what is true of it; every assertion is asked through check, who and what. */
interface Scenario {
  readonly why: string;
  readonly files: DumpFiles;
  readonly checks: readonly {
    readonly principal: string;
    readonly action: string;
    readonly resource: string;
    readonly verdict: string;
    readonly explicit?: boolean;
    readonly because?: readonly string[];
    readonly residual?: readonly string[];
    readonly context?: Record<string, string | null>;
    readonly reach?: 'own' | 'all';
    readonly path?: readonly string[];
  }[];
  readonly who?: readonly {
    readonly action: string;
    readonly resource: string;
    readonly sources: Record<string, string>;
    readonly reach?: 'own' | 'all';
  }[];
}

const directory = fileURLToPath(new URL('./aws/', import.meta.url));

for (const file of readdirSync(directory).filter((name) => name.endsWith('.yaml'))) {
  const scenario = parse(readFileSync(`${directory}${file}`, 'utf8')) as Scenario;
  describe(`${file}: ${scenario.why}`, () => {
    let estate: OpenEstate;
    beforeAll(async () => {
      estate = await openEstate(scenario.files);
    });
    afterAll(() => estate.close());

    it.each(scenario.checks)('$principal $action $resource is $verdict', (one) => {
      const options = asking({
        ...(one.context ? { context: one.context } : {}),
        ...(one.reach ? { reach: one.reach } : {}),
      });
      const answer = estate.access.check(one.principal, one.action, one.resource, options);
      expect({ verdict: answer.verdict, because: answer.because.map((reason) => reason.key) }).toMatchObject({
        verdict: one.verdict,
      });
      expect(answer.because.length).toBeGreaterThan(0);
      if (one.explicit !== undefined) expect(answer.explicit).toBe(one.explicit);
      for (const key of one.because ?? [])
        expect(answer.because.map((reason) => `${reason.key} ${reason.layer}`).join('; ')).toContain(key);
      for (const key of one.residual ?? [])
        expect(JSON.stringify(answer.residual).toLowerCase()).toContain(key.toLowerCase());
      if (one.path) expect(answer.because[0]?.path?.map((hop) => hop.hop)).toEqual(one.path);
    });

    for (const one of scenario.who ?? []) {
      it(`who ${one.action} on ${one.resource}`, () => {
        const found = who(estate.access, one.action, one.resource, asking(one.reach ? { reach: one.reach } : {}));
        expect(Object.fromEntries(found)).toEqual(one.sources);
      });
    }

    it('check, who and what agree on every pair named here', () => {
      for (const one of scenario.checks.filter((check) => !check.context && !check.reach)) {
        const { principal, resource, verdict } = estate.access.check(one.principal, one.action, one.resource, asking());
        if (estate.set.node(principal)?.kind === 'group' || principal === 'public') continue;
        const expected = verdict === 'deny' ? undefined : verdict;
        const everyone = who(estate.access, one.action, resource);
        const inventory = what(estate.access, principal, one.action, [resource]);
        const covered = everyone.get('public') === expected;
        if (!covered) expect([principal, everyone.get(principal)]).toEqual([principal, expected]);
        if (!covered) expect([resource, inventory.get(resource)]).toEqual([resource, expected]);
      }
    });
  });
}
