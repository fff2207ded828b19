import type { Fact, JsonObject } from '../../src/graph/fact.js';
import type { IndexRecord } from '../../src/graph/generation-index.js';
import type { Generation, Node, NodeRef, ReplacePart, Store, WorkingSet } from '../../src/store/contract.js';

/** Facts and parts that the suites store. They need not mean anything to an evaluator. */
export const account = '111122223333';
export const otherAccount = '444455556666';

export const arnOf = (type: 'user' | 'role', name: string, owner = account): string =>
  `arn:aws:iam::${owner}:${type}/${name}`;
export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;

export function user(name: string, props: JsonObject = {}, more: Partial<Fact> = {}): Fact {
  return { id: arnOf('user', name), kind: 'user', name, account, props, ...more };
}

export function role(name: string, props: JsonObject = {}, more: Partial<Fact> = {}): Fact {
  return { id: arnOf('role', name), kind: 'role', name, account, props, ...more };
}

export function bucket(name: string, props: JsonObject = {}, more: Partial<Fact> = {}): Fact {
  const resource = { kind: 'resource', type: 's3:bucket', region: 'eu-west-1' } as const;
  return { id: bucketArn(name), name, account, props, ...resource, ...more };
}

let digests = 0;

/** A part with a digest of its own, so that it never counts as unchanged by chance. */
export function partOf(more: Partial<ReplacePart> = {}): ReplacePart {
  const names = { provider: 'aws', scope: account, part: 'identities', source: 'dump.json' };
  return { ...names, digest: `digest ${++digests}`, notCollected: [], ...more };
}

export interface Contents {
  readonly part?: Partial<ReplacePart>;
  readonly facts?: readonly Fact[];
  readonly index?: readonly IndexRecord[];
  readonly problems?: readonly JsonObject[];
}

export const firstDay = '2026-03-01T08:00:00.000Z';
export const secondDay = '2026-03-02T08:00:00.000Z';

/** One committed ingest of these parts. */
export async function store(target: Store, parts: readonly Contents[], collectedAt = firstDay): Promise<Generation> {
  const ingest = await target.ingest({ collectedAt });
  try {
    for (const { part: given, facts, index, problems } of parts) {
      const part = partOf(given);
      await ingest.replace(part, facts ?? []);
      if (index) await ingest.index(part, index);
      if (problems) ingest.problems(part, problems);
    }
    return await ingest.commit();
  } catch (error) {
    await ingest.abort();
    throw error;
  }
}

export const estate = (target: Store, asOf?: { generation?: number; date?: string }): Promise<WorkingSet> =>
  target.workingSet({ ask: 'estate' }, asOf);

export const idsOf = (found: Iterable<Node | NodeRef>): string[] => [...found].map(({ id }) => id).sort();

/** Everything that a reader sees of the facts, in one comparable value. */
export function seen(set: WorkingSet): { readonly [id: string]: Node } {
  const kinds = ['user', 'role', 'account', 'group', 'resource'] as const;
  return Object.fromEntries(kinds.flatMap((kind) => [...set.nodesOfKind(kind)]).map((node) => [node.id, node]));
}

/** Code of the GrantgraphError that a promise ends with. */
export async function codeOf(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'no error';
}
