import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { virtualRoleArn } from '../../src/access/aws/identity-center.js';
import type { Access, AskOptions } from '../../src/access/contract.js';
import { localAdministrator } from '../../src/callers/caller.js';
import { loadAwsCatalogue } from '../../src/catalogue/aws.js';
import { ingest } from '../../src/commands/ingest.js';
import { freshEnvironment } from '../environment.js';
import { actorsOf } from '../oracle/aws/estate/actors.js';
import { identitiesOf } from '../oracle/aws/estate/inventory.js';
import type { Estate } from '../oracle/aws/estate.js';
import { writeDump } from './estate-files.js';
import { generateEstate } from './generators/estate.js';
import { pick, seeded } from './generators/random.js';

const count = Number(process.env['GRANTGRAPH_PATH_ESTATES'] ?? 12);
const seed = Number(process.env['GRANTGRAPH_SEED'] ?? 1);
const now = '2026-11-23T00:00:00Z';
const longest = 4;
const options: AskOptions = { caller: localAdministrator, now: Date.parse(now) };

/** Everything at once, with nothing remembered and nothing narrowed: each hop and each right is a check of its own. */
class Brute {
  private readonly roles: readonly string[];
  private readonly known = new Map<string, readonly string[]>();
  private readonly arrived = new Map<string, boolean>();

  constructor(
    private readonly estate: Estate,
    private readonly access: Access,
    private readonly resource: string,
  ) {
    this.roles = estate.accounts.flatMap((one) => one.authorizationDetails.RoleDetailList.map((role) => role.Arn));
  }

  paths(start: string): string[] {
    const found: string[] = [];
    const walk = (path: readonly string[]) => {
      const last = path.at(-1)!;
      if (this.arrives(last)) found.push(path.join(' > '));
      if (path.length > longest) return;
      for (const to of this.steps(last)) if (!path.includes(to)) walk([...path, to]);
    };
    walk([start]);
    return found;
  }

  private steps(id: string): readonly string[] {
    let steps = this.known.get(id);
    if (!steps) {
      steps = this.sessions(id) ?? this.roles.filter((role) => role !== id && this.may(id, 'sts:AssumeRole', role));
      this.known.set(id, [...new Set(steps)]);
    }
    return this.known.get(id)!;
  }

  /** Roles that people and workloads act as; null for whoever acts by itself. */
  private sessions(id: string): readonly string[] | null {
    const workload = this.estate.accounts.flatMap((one) => one.resources).find((one) => one.Arn === id);
    if (workload) return workload.RunsAs === undefined ? [] : [workload.RunsAs];
    if (!id.includes('/user/') || id.startsWith('arn:')) return null;
    return actorsOf(this.estate, id).map(({ principal, context }) => {
      const [, account = '', set = ''] =
        /::(\d+):assumed-role\/AWSReservedSSO_(.+)_[0-9a-f]{16}\//.exec(principal) ?? [];
      return String(context['aws:PrincipalArn'] ?? virtualRoleArn(account, set));
    });
  }

  private arrives(id: string): boolean {
    let arrives = this.arrived.get(id);
    if (arrives === undefined) {
      const role = this.roles.includes(this.resource);
      const actions = loadAwsCatalogue()
        .actionsOn(this.resource)
        .map((action) => action.name)
        .filter((name) => !(role && /^sts:(AssumeRole|SetSourceIdentity|TagSession)/.test(name)));
      arrives =
        id === this.resource ||
        (this.sessions(id) === null && actions.some((action) => this.may(id, action, this.resource)));
      this.arrived.set(id, arrives);
    }
    return arrives;
  }

  private may(id: string, action: string, resource: string): boolean {
    return this.access.check(id, action, resource, options).verdict !== 'deny';
  }
}

async function opened<T>(estate: Estate, use: (access: Access) => T): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'grantgraph-paths-'));
  const environment = await freshEnvironment(join(root, 'data'));
  try {
    writeDump(estate, join(root, 'dump'));
    const progress = { step() {}, warn() {} };
    await ingest(environment, localAdministrator, { provider: 'aws', from: join(root, 'dump'), progress });
    return use((await environment.access({ ask: 'estate' })).access);
  } finally {
    await environment.close();
    rmSync(root, { recursive: true, force: true });
  }
}

function resourcesOf(estate: Estate): string[] {
  return estate.accounts.flatMap((one) => [
    ...one.resources.map((record) => record.Arn),
    ...one.authorizationDetails.RoleDetailList.map((role) => role.Arn),
  ]);
}

/** A way as the brute search writes it: identities only. */
function way(start: string, hops: readonly { hop: string; to: string }[]): string {
  return [start, ...hops.filter(({ hop }) => hop !== 'member').map(({ to }) => to)].join(' > ');
}

describe('paths and a brute search on random estates', () => {
  it(`are the same, shortest first, on ${count} estates`, async () => {
    const seen = { none: 0, direct: 0, hops: 0, longer: 0 };
    for (let at = seed; at < seed + count; at++) {
      const random = seeded(at);
      const { estate } = generateEstate(random);
      await opened(estate, (access) => {
        for (let turn = 0; turn < 3; turn++) {
          const resource = pick(random, resourcesOf(estate));
          const brute = new Brute(estate, access, resource);
          for (const identity of identitiesOf(estate)) {
            const expected = brute.paths(identity);
            const answer = access.paths(
              { identity, resource, length: longest, count: 100_000, timeMs: 60_000 },
              options,
            );
            const got = answer.paths.map(({ hops }) => way(identity, hops));
            const place = `estate ${at}: ${identity} to ${resource}`;
            expect([place, ...got.toSorted()]).toEqual([place, ...expected.toSorted()]);
            const lengths = answer.paths.map(({ length }) => length);
            expect(lengths).toEqual(lengths.toSorted((left, right) => left - right));
            if (lengths.length === 0) seen.none++;
            else if (lengths[0] === 0) seen.direct++;
            else seen.hops++;
            if (lengths.at(-1)! > 1) seen.longer++;
            for (const path of answer.paths) {
              expect(path.grants.length > 0 || (path.hops.at(-1)?.to ?? identity) === resource).toBe(true);
              for (const hop of path.hops) expect(hop.because.length).toBeGreaterThan(0);
            }
          }
        }
      });
    }
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0);
  }, 600_000);

  it('exist where reach gives a right, and nowhere else', async () => {
    for (let at = seed + 1000; at < seed + 1000 + count / 2; at++) {
      const random = seeded(at);
      const { estate } = generateEstate(random);
      await opened(estate, (access) => {
        const resource = pick(
          random,
          estate.accounts.flatMap((one) => one.resources.map((record) => record.Arn)),
        );
        const actions = loadAwsCatalogue().actionsOn(resource);
        for (const identity of identitiesOf(estate)) {
          if (identity === resource) continue;
          const all: AskOptions = { ...options, reach: 'all' };
          const may = actions.some(({ name }) => access.check(identity, name, resource, all).verdict !== 'deny');
          const { paths, nearest, cut } = access.paths({ identity, resource, count: 1 }, options);
          expect([at, identity, resource, paths.length > 0]).toEqual([at, identity, resource, may]);
          if (!may) expect([cut, nearest === null]).toEqual([null, false]);
        }
      });
    }
  }, 600_000);
});
