import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AskOptions, RowSeed } from '../../src/access/contract.js';
import { localAdministrator } from '../../src/callers/caller.js';
import { compareRights, isWithin } from '../../src/changes/compare.js';
import type { AccessChange } from '../../src/changes/index.js';
import { Rights } from '../../src/changes/rights.js';
import { ingest } from '../../src/commands/ingest.js';
import { whatChanged } from '../../src/commands/what-changed.js';
import type { WorkingSet } from '../../src/store/contract.js';
import { freshEnvironment } from '../environment.js';
import type { Estate } from '../oracle/aws/estate.js';
import { writeDump } from './estate-files.js';
import { generateEstate } from './generators/estate.js';
import { editEstate } from './generators/estate-edits.js';
import { seeded } from './generators/random.js';

const count = Number(process.env['GRANTGRAPH_CHANGE_ESTATES'] ?? 6);
const seed = Number(process.env['GRANTGRAPH_SEED'] ?? 1);
const [first, second] = ['2026-11-20', '2026-11-21'] as const;

/** Everything of both states, compared without asking which facts differ. */
async function both(before: Estate, after: Estate) {
  const root = mkdtempSync(join(tmpdir(), 'grantgraph-changes-'));
  const environment = {
    ...(await freshEnvironment(join(root, 'data'))),
    now: () => Date.parse('2026-11-23'),
  };
  const progress = { step() {}, warn() {} };
  try {
    for (const [estate, collectedAt] of [
      [before, first],
      [after, second],
    ] as const) {
      const from = join(root, collectedAt);
      writeDump(estate, from);
      await ingest(environment, localAdministrator, { provider: 'aws', from, collectedAt, progress });
    }
    const reported = await whatChanged(environment, localAdministrator, { from: first, to: second });
    const states = [
      await environment.access({ ask: 'estate' }, { date: first }),
      await environment.access({ ask: 'estate' }, { date: second }),
    ];
    const ask: AskOptions = { caller: localAdministrator, now: Date.parse(`${second}T23:59:59.999Z`) };
    const resources = new Set(
      states.flatMap(({ set }) => [...set.resources({}), ...set.nodesOfKind('role')].map((node) => node.id)),
    );
    const all = (seed: RowSeed) => {
      const [old, now] = states.map(({ access }) => {
        const rights = new Rights();
        for (const row of access.rows({ ...seed, services }, ask)) rights.add(row);
        return rights;
      }) as [Rights, Rights];
      return compareRights(old, now, []);
    };
    const sources = new Set(states.flatMap(({ set }) => [...actingIn(set)]));
    return {
      reported,
      // Asked by name, sources show also what they hold because everyone does.
      granted: all({ sources: [...sources], resources: 'granted' }),
      byResource: [...resources].flatMap((id) => all({ resources: { ids: [id] } })),
    };
  } finally {
    await environment.close();
    rmSync(root, { recursive: true, force: true });
  }
}

/** Everybody who acts, and every principal that a policy names. */
function* actingIn(set: WorkingSet): Iterable<string> {
  yield* ['public', 'authenticated'];
  for (const key of set.classKeys()) {
    const { record } = set.classView(key);
    // The stand-in for a role that the account's own dump holds.
    const name = `AWSReservedSSO_${record.props?.['name']}_`;
    if (record.kind === 'permission-set' && set.named(record.account, 'role', name).length > 0) continue;
    yield* set.members(key);
  }
  for (const node of set.nodesOfKind('sso-user')) yield node.id;
  for (const node of set.resources({})) if (node.edges.some((edge) => edge.kind === 'runs-as')) yield node.id;
  // The provider of Identity Center stands for its people, who are listed themselves.
  for (const key of set.granteeKeys('')) if (key !== '*' && !key.includes(':saml-provider/AWSSSO_')) yield key;
}

/** The services that the estates are about. */
const services = ['s3', 'kms', 'sqs', 'secretsmanager', 'lambda', 'sts'];

/** One line for each action. */
function lines(changes: readonly AccessChange[]): string[] {
  return changes.flatMap(({ change, source, grantedBy, destination, actions, before, after }) =>
    actions
      .filter((action) => services.includes(action.slice(0, action.indexOf(':'))))
      .map((action) =>
        [
          change,
          source.id,
          grantedBy.policy,
          destination.id,
          action,
          JSON.stringify([before, after]).slice(0, 300),
        ].join(' | '),
      ),
  );
}

const some = (list: readonly string[]) => list.slice(0, 6);

/** What a policy that could not be read might give is no row; where one comes or goes, that is told as a whole. */
const unread = ({ before, after }: AccessChange) =>
  [before, after].every(
    (one) => one === null || (one.verdict === 'unknown' && JSON.stringify(one.residual).includes('missing')),
  );

/** Becoming a role hangs on both sides, and the caller's text stays open whatever happens: each role's own policy tells. */
const bothSides = ({ actions }: AccessChange) =>
  actions.every((action) => /^sts:(AssumeRole|TagSession|SetSourceIdentity)/.test(action));

describe('what changed and a comparison of everything, on random edits of random estates', () => {
  it(`agree on ${count} edits`, async () => {
    const seen = new Map<string, number>();
    for (let at = seed; at < seed + count; at++) {
      const random = seeded(at);
      const { estate } = generateEstate(random);
      const edited = editEstate(random, estate);
      const place = `estate ${at}: ${edited.what}`;
      const { reported, granted, byResource } = await both(estate, edited.estate);
      const told = new Set(lines(reported.changes));
      expect([place, ...some(lines(granted).filter((line) => !told.has(line)))]).toEqual([place]);
      // What is told and is no granted text is told of a resource.
      const known = new Set([...lines(granted), ...lines(byResource)]);
      expect([place, ...some([...told].filter((line) => !known.has(line)))]).toEqual([place]);
      // Whatever differs at a resource is told there, or of the text that grants it.
      const untold = byResource.filter(
        (one) =>
          one.heldBy === null &&
          !unread(one) &&
          !reported.changes.some(
            (other) =>
              other.source.id === one.source.id &&
              (other.grantedBy.policy === one.grantedBy.policy || bothSides(one)) &&
              (isWithin(one.destination.id, other.destination.id) ||
                other.destination.id.startsWith(one.destination.id) ||
                isWithin(other.destination.id, `${one.destination.id}*`)) &&
              one.actions.some((action) => other.actions.includes(action)),
          ),
      );
      expect([place, ...some(lines(untold))]).toEqual([place]);
      for (const { facts } of reported.changes) expect([place, facts.length > 0]).toEqual([place, true]);
      if (reported.changes.length > 0) seen.set(edited.what, (seen.get(edited.what) ?? 0) + 1);
    }
    if (count >= 6) expect(seen.size).toBeGreaterThan(2);
    if (process.env['GRANTGRAPH_SHOW']) console.log(seen);
  }, 600_000);
});
