import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Access, AccessRow } from '../../../src/access/contract.js';
import { type Caller, localAdministrator, type RowScope } from '../../../src/callers/caller.js';
import { holds, type Place } from '../../../src/callers/scope.js';
import { beginStore } from '../../../src/commands/begin-store.js';
import { check } from '../../../src/commands/check.js';
import { complete } from '../../../src/commands/complete.js';
import { copyBetween } from '../../../src/commands/copy-store.js';
import type { Environment } from '../../../src/commands/environment.js';
import { explainEstimates } from '../../../src/commands/explain.js';
import { ingest } from '../../../src/commands/ingest.js';
import { clearPublished } from '../../../src/commands/publish.js';
import { plan, query } from '../../../src/commands/query.js';
import { runQuery } from '../../../src/commands/saved-queries.js';
import { snapshots, status } from '../../../src/commands/status.js';
import { wire } from '../../../src/wiring.js';
import { freshStore } from './records.js';
import { estate, one, three, two } from './small-estate.js';

let environment: Environment;
let access: Access;
const quiet = { step: () => {}, warn: () => {} };

beforeAll(async () => {
  const { store, directory } = await freshStore();
  await store.close();
  const dump = join(directory, 'dump');
  for (const [name, text] of Object.entries(estate)) {
    mkdirSync(join(dump, name, '..'), { recursive: true });
    writeFileSync(join(dump, name), text);
  }
  environment = wire({ data: join(directory, 'data'), store: 'embedded:' });
  await ingest(environment, localAdministrator, { provider: 'aws', from: dump, progress: quiet });
  ({ access } = await environment.access({ ask: 'estate' }));
});
afterAll(() => environment.close());

const caller = (scope: RowScope): Caller => ({ name: 'team', role: 'reader', ...scope });
const ofAccounts = (...accounts: string[]) => caller({ accounts: new Set(accounts) });
const now = Date.parse('2026-11-01T00:00:00Z');

/** A generator of its own, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function scopeOf(next: () => number): RowScope {
  const some = <T>(all: readonly T[]): T[] => all.filter(() => next() < 0.5);
  const tags = [
    { key: 'team', value: 'pay' },
    { key: 'TEAM', value: 'lake' },
    { key: 'env', value: null },
    { key: 'unit', value: 'core' },
    { key: 'team', value: 'nobody' },
  ];
  return {
    accounts: next() < 0.6 ? new Set(some([one, two, three, '999999999999'])) : null,
    providers: next() < 0.3 ? new Set(some(['aws', 'azure'])) : null,
    tags: next() < 0.5 ? some(tags) : null,
  };
}

/** The definition, written once more and plainly: begins or ends where every restriction holds. */
function belongs(row: AccessRow, scope: RowScope, places: Access): boolean {
  const { source, destination } = row;
  const ends: readonly (readonly [Place, string | null])[] = [
    [places.place(source.id), source.account],
    [places.place(destination.id ?? destination.pattern), destination.account],
  ];
  return ends.some(([place, account]) => {
    const at = place.account ?? (place.provider === null || account === '*' ? null : account);
    if (scope.accounts && !(at !== null && scope.accounts.has(at))) return false;
    if (scope.providers && !(place.provider !== null && scope.providers.has(place.provider))) return false;
    if (!scope.tags) return true;
    const held = [...Object.entries(place.tags), ...Object.entries(place.accountTags)];
    return scope.tags.some(({ key, value }) =>
      held.some(([name, text]) => name.toLowerCase() === key.toLowerCase() && (value === null || value === text)),
    );
  });
}

const ends = ({ source, action, destination, verdict }: AccessRow) =>
  `${source.id} ${action.name} ${destination.id ?? destination.pattern} ${verdict}`;

describe('rows of a row scope', () => {
  it('are those of the administrator that begin or end in it, for 200 random scopes', () => {
    const seed = {
      resources: 'granted',
      actions: ['s3:GetObject', 's3:PutObject', 'sts:AssumeRole', 'iam:PassRole'],
    } as const;
    const all = [...access.rows(seed, { caller: localAdministrator, now, reach: 'all' })];
    expect(all.length).toBeGreaterThan(15);
    const sizes = new Set<number>();
    const next = random(7);
    for (let at = 0; at < 200; at++) {
      const scope = scopeOf(next);
      const rows = [...access.rows(seed, { caller: caller(scope), now, reach: 'all' })];
      const wanted = all.filter((row) => belongs(row, scope, access));
      expect(
        rows.map(ends),
        JSON.stringify(scope, (_, value) => (value instanceof Set ? [...value] : value)),
      ).toEqual(wanted.map(ends));
      sizes.add(rows.length);
    }
    expect(sizes.size, 'the scopes differ').toBeGreaterThan(5);
  });

  it('say nothing of what lies outside but the ends of the row', () => {
    const rows = [...access.rows({ resources: 'granted' }, { caller: ofAccounts(three), now, reach: 'all' })];
    const far = rows.filter(({ source, path }) => source.account === one && path.length > 1);
    expect(far.length).toBeGreaterThan(0);
    for (const row of rows) {
      const { source, destination, ...rest } = row;
      // The ends stand in the path, too; they are told anyway.
      const path = rest.path.map(({ hop, from, to }) => [hop, ...[from, to].filter((id) => id !== source.id)]);
      const told = JSON.stringify({ ...rest, path, action: null }).replaceAll(destination.pattern, '');
      expect([told.match(new RegExp(`${one}|${two}`))?.[0], row.source.id]).toEqual([undefined, row.source.id]);
    }
    expect(far[0]!.path.map(({ hop, from, to }) => [hop, from, to])).toEqual([
      ['assume', far[0]!.source.id, 'outside your scope'],
      ['assume', 'outside your scope', `arn:aws:iam::${three}:role/vault-reader`],
    ]);
    expect(far[0]!.because.length).toBeGreaterThan(0);
  });

  it('cannot be asked who granted them', async () => {
    const ask = async (who: Caller, where: string) => {
      const answer = await query(environment, who, { text: `config from iam where ${where}` });
      return answer.kind === 'rows' ? answer.rows : [];
    };
    const bucket = "dest.cloud.resource.name = 'lake' AND action.name = 's3:GetObject'";
    const granter = 'readers';
    const all = await ask(localAdministrator, `${bucket} AND grantedby.cloud.policy.name = '${granter}'`);
    expect(all.map((row) => row['sourceResourceName'])).toContain('ana');
    expect(await ask(ofAccounts(two), `${bucket} AND grantedby.cloud.policy.name = '${granter}'`)).toEqual([]);
    const other = await ask(ofAccounts(two), `${bucket} AND grantedby.cloud.policy.name != '${granter}'`);
    const [row] = other.filter(({ sourceResourceName }) => sourceResourceName === 'ana');
    expect(row).toMatchObject({
      grantedByCloudPolicyName: 'outside your scope',
      grantedByCloudEntityId: 'outside your scope',
      grantedByStatement: 'outside your scope',
    });
  });
});

describe('a caller with a row scope', () => {
  const ana = `arn:aws:iam::${one}:user/ana`;
  const lena = `arn:aws:iam::${two}:user/lena`;
  const lake = 'arn:aws:s3:::lake';
  const pay = 'arn:aws:s3:::pay';
  const asks = (who: Caller, principal: string, resource: string) =>
    check(environment, who, { principal, action: 's3:GetObject', resource: `${resource}/x` });

  it('is answered where a row would tell him, and refused where it would not', async () => {
    expect((await asks(ofAccounts(two), lena, lake)).verdict).toBe('allow');
    const seen = await asks(ofAccounts(two), ana, lake);
    expect(seen.verdict).toBe('allow');
    expect(JSON.stringify({ ...seen, principal: '', identities: [] }).replaceAll(ana, '')).not.toContain(one);
    for (const [principal, resource] of [
      [`arn:aws:iam::${one}:user/ben`, lake],
      [`arn:aws:iam::${one}:user/nobody`, lake],
      [ana, pay],
    ] as const)
      await expect(asks(ofAccounts(two), principal, resource)).rejects.toMatchObject({ code: 'outside-your-scope' });
    await expect(asks(ofAccounts(three), lena, lake)).rejects.toMatchObject({ code: 'outside-your-scope' });
  });

  it('does not learn whether a name of another scope exists', async () => {
    for (const name of ['ana', 'nobody-at-all']) {
      await expect(asks(ofAccounts(two), name, lake)).rejects.toMatchObject({
        code: 'unknown-principal',
        message: `no identity called \`${name}\``,
      });
      await expect(query(environment, ofAccounts(two), { text: `what can '${name}' access` })).rejects.toMatchObject({
        code: 'unknown-principal',
      });
    }
    for (const name of ['pay', 'nothing-at-all'])
      await expect(
        query(environment, ofAccounts(two), { text: `who can s3:GetObject on '${name}'` }),
      ).rejects.toMatchObject({ code: 'unknown-resource', message: `no resource called \`${name}\`` });
    // Two are called so; one of them is his.
    const mine = await check(environment, ofAccounts(two), {
      principal: 'twin',
      action: 's3:GetObject',
      resource: `${lake}/x`,
    });
    expect(mine.principal).toBe(`arn:aws:iam::${two}:user/twin`);
    await expect(
      check(environment, localAdministrator, { principal: 'twin', action: 's3:GetObject', resource: `${lake}/x` }),
    ).rejects.toMatchObject({ code: 'ambiguous-name' });
  });

  it('sees status, problems and counts of his scopes', async () => {
    const all = await status(environment, localAdministrator);
    const mine = await status(environment, ofAccounts(two));
    expect([...new Set(all.parts.map(({ scope }) => scope))].toSorted()).toEqual([one, two, three, 'o-small']);
    expect([...new Set(mine.parts.map(({ scope }) => scope))].toSorted()).toEqual([two, 'o-small']);
    const counted = mine.parts.reduce((sum, { facts }) => sum + facts, 0);
    expect(mine.generation!.facts).toBe(counted);
    expect(counted).toBeLessThan(all.generation!.facts);
    expect((await snapshots(environment, ofAccounts(two)))[0]!.facts).toBe(counted);
    expect(all.problems.length).toBeGreaterThan(0);
    expect(all.problems.map(({ scope }) => scope)).toContain(one);
    expect(mine.problems.filter(({ scope }) => scope !== two)).toEqual([]);
    const tagged = await status(environment, caller({ accounts: null, tags: [{ key: 'unit', value: 'core' }] }));
    expect([...new Set(tagged.parts.map(({ scope }) => scope))].toSorted()).toEqual([three, 'o-small']);
  });

  it('is offered what belongs to it, by account, provider and tag', async () => {
    const text = "config from iam where dest.cloud.resource.name = '";
    const offered = async (who: Caller) =>
      (await complete(environment, who, text, text.length)).candidates.map((one) => one.text);
    expect(await offered(localAdministrator)).toEqual(expect.arrayContaining(["'pay'", "'lake'", "'vault'"]));
    expect((await offered(ofAccounts(two))).filter((one) => /pay|lake|vault/.test(one))).toEqual(["'lake'"]);
    expect(await offered(caller({ accounts: null, providers: new Set(['azure']) }))).toEqual([]);
    const tagged = await offered(caller({ accounts: null, tags: [{ key: 'team', value: 'pay' }] }));
    expect(tagged.filter((one) => /pay|lake|vault/.test(one))).toEqual(["'pay'"]);
  });

  it('is told no numbers of the whole estate', async () => {
    const text = "config from iam where action.name = 's3:GetObject'";
    const wanted = await plan(text, undefined);
    expect(await explainEstimates(environment, localAdministrator, wanted)).toMatch(/identities in/);
    expect(await explainEstimates(environment, ofAccounts(two), wanted)).not.toMatch(/identit/);
    const answer = await query(environment, ofAccounts(two), { text });
    if (answer.kind !== 'rows') throw new Error('rows expected');
    expect(answer.actual).toMatchObject({ classes: 0, decisions: 0, resources: 0, rowsLookedAt: answer.rows.length });
    expect(answer.coverage.scopes.map(({ id }) => id).toSorted()).toEqual([two, 'o-small']);
    expect(JSON.stringify(answer.coverage.notCollected)).not.toMatch(new RegExp(`${one}|${three}`));
  });

  it('runs saved queries within it', async () => {
    const rowsOf = async (who: Caller) => {
      const answer = await runQuery(environment, who, { id: 'administrators' }).catch(() => null);
      return answer?.kind === 'rows' ? answer.rows : [];
    };
    const [all, mine] = [await rowsOf(localAdministrator), await rowsOf(ofAccounts(two))];
    expect(mine.length).toBeLessThanOrEqual(all.length);
    for (const row of mine) expect([row['sourceCloudAccount'], row['destCloudAccount']]).toContain(two);
  });

  it('may do nothing that concerns everything', async () => {
    const who = { ...ofAccounts(two), role: 'admin' } as const;
    const acts = [
      beginStore(environment, who),
      clearPublished(environment, who),
      ingest(environment, who, { provider: 'aws', from: '/nowhere', progress: quiet }),
      copyBetween(environment, who, { from: 'embedded:a', to: 'embedded:b', progress: quiet }),
    ];
    for (const act of acts) await expect(act).rejects.toMatchObject({ code: 'outside-your-scope', exit: 2 });
  });

  it('holds nothing of a scope that is empty', () => {
    const none = caller({ accounts: new Set() });
    expect([...access.rows({ resources: 'granted' }, { caller: none, now })]).toEqual([]);
    expect(holds(none, access.place(ana))).toBe(false);
  });
});
