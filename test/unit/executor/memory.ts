import { parse } from '../../../grammar/index.js';
import type {
  Access,
  AccessRow,
  AskOptions,
  Destination,
  Granter,
  RowSeed,
  Source,
} from '../../../src/access/contract.js';
import { withRowScope } from '../../../src/access/row-scope.js';
import { localAdministrator } from '../../../src/callers/caller.js';
import { nowhere } from '../../../src/callers/scope.js';
import { loadAwsCatalogue } from '../../../src/catalogue/aws.js';
import { type ExecuteOptions, type Execution, execute } from '../../../src/executor/index.js';
import { bind, type Parameters, type RowsPlan } from '../../../src/planner/index.js';
import type { Node, PartStatus, WorkingSet } from '../../../src/store/contract.js';

export const catalogue = loadAwsCatalogue();
export const now = Date.parse('2026-11-01T00:00:00Z');

export function node(one: Partial<Node> & Pick<Node, 'id' | 'kind'>): Node {
  return {
    name: one.id.split(/[/:]/).at(-1)!,
    aliases: [],
    account: undefined,
    region: undefined,
    type: undefined,
    scope: '111122223333',
    props: {},
    edges: [],
    ...one,
  };
}

export function source(one: Partial<Source> = {}): Source {
  return {
    id: 'arn:aws:iam::111122223333:user/ana',
    name: 'ana',
    type: 'user',
    service: 'iam',
    account: '111122223333',
    region: null,
    public: false,
    external: false,
    user: true,
    tags: {},
    idp: null,
    groups: [],
    node: null,
    ...one,
  };
}

export function granter(one: Partial<Granter> = {}): Granter {
  return {
    entityId: 'arn:aws:iam::111122223333:user/ana',
    entityName: 'ana',
    entityType: 'user',
    entityAccount: '111122223333',
    entityTags: {},
    entityLastUsed: null,
    policyId: 'arn:aws:iam::111122223333:policy/readers',
    policyName: 'readers',
    policyType: 'Customer Managed Policy',
    policyAccount: '111122223333',
    policyTags: {},
    statement: 0,
    excessive: false,
    conditions: [],
    ...one,
  };
}

export function destination(one: Partial<Destination> = {}): Destination {
  return {
    pattern: '*',
    id: null,
    name: '*',
    type: 'object',
    service: 's3',
    account: '*',
    region: '*',
    tags: null,
    wildcard: true,
    ...one,
  };
}

export interface RowParts {
  readonly source?: Partial<Source>;
  readonly granter?: Partial<Granter>;
  readonly destination?: Partial<Destination>;
  readonly action?: string;
  readonly row?: Partial<AccessRow>;
}

export function row({ action = 's3:GetObject', ...parts }: RowParts = {}): AccessRow {
  return {
    source: source(parts.source),
    path: [],
    granter: granter(parts.granter),
    action: catalogue.action(action)!,
    destination: destination(parts.destination),
    verdict: 'allow',
    residual: null,
    until: null,
    because: [{ key: 'identity-allow', layer: 'identity' }],
    exceptions: [],
    ...parts.row,
  };
}

export interface MemoryAccess extends Access {
  /** Seeds it was asked with, in order. */
  readonly seeds: RowSeed[];
  readonly asked: AskOptions[];
  /** Rows handed out so far. */
  readonly handed: () => number;
}

/** Hands out the given rows, whatever the seed: rows may exceed it. Only the kind of destination follows what was asked. */
export function memoryAccess(rows: Iterable<AccessRow>): MemoryAccess {
  const seeds: RowSeed[] = [];
  const asked: AskOptions[] = [];
  let count = 0;
  function* stream(seed: RowSeed, options: AskOptions): Iterable<AccessRow> {
    seeds.push(seed);
    asked.push(options);
    for (const one of rows) {
      count++;
      yield one;
    }
  }
  const scoped = withRowScope({
    rows: stream,
    stream,
    estimate: () => ({ identities: 0, classes: 0, resources: null, actions: 0 }),
    sourcesNamed: () => null,
    grantersNamed: () => null,
    check() {
      throw new Error('rows only');
    },
    paths() {
      throw new Error('rows only');
    },
    actsAs: (id) => [id],
    couldBecome: () => ({ count: 0, exact: true, examples: [] }),
    coverage: () => ({ scopes: [], notCollected: [] }),
    source: () => null,
    place: () => ({ ...nowhere, provider: 'aws' }),
  });
  return { ...scoped, seeds, asked, handed: () => count };
}

/** A graph of a few nodes. */
export function memorySet(nodes: readonly Node[] = [], parts: readonly Partial<PartStatus>[] = []): WorkingSet {
  const refOf = ({ id, kind, name }: Node) => ({ id, kind, name });
  const lacking = (): never => {
    throw new Error('not needed to run a plan');
  };
  return {
    generation: 7,
    collectedAt: '2026-11-01T00:00:00Z',
    parts: () => parts,
    node: (id) => nodes.find((one) => one.id === id),
    resolve: (text, limit = 50) => {
      const wanted = text.toLowerCase();
      const byId = nodes.filter((one) => one.id === text);
      const named = nodes.filter((one) =>
        [one.id, one.name, ...one.aliases].some((known) => known.toLowerCase() === wanted),
      );
      return (byId.length > 0 ? byId : named).slice(0, limit).map(refOf);
    },
    into: (id, kind) =>
      nodes.filter((one) => one.edges.some((edge) => edge.kind === kind && edge.to === id)).map(refOf),
    nodesOfKind: (kind) => nodes.filter((one) => one.kind === kind),
    resources: () => nodes.filter((one) => one.kind === 'resource'),
    named: lacking,
    classOf: lacking,
    classView: lacking,
    classKeys: lacking,
    members: lacking,
    holders: lacking,
    document: lacking,
    documentKey: lacking,
    allowDocuments: lacking,
    grantees: () => [],
  } as unknown as WorkingSet;
}

export function planOf(text: string, parameters: Parameters = {}): RowsPlan {
  const { ast, diagnostics } = parse(text);
  if (ast === null) throw new Error(JSON.stringify(diagnostics));
  const bound = bind(ast, parameters);
  if (bound.plan?.kind !== 'rows') throw new Error(JSON.stringify(bound.diagnostics));
  return bound.plan;
}

export interface Run extends Execution {
  readonly access: MemoryAccess;
}

export type RunOptions = Partial<ExecuteOptions> & {
  nodes?: readonly Node[];
  parts?: readonly Partial<PartStatus>[];
  parameters?: Parameters;
};

export async function run(text: string, rows: Iterable<AccessRow>, more: RunOptions = {}): Promise<Run> {
  const { nodes = [], parts = [], parameters, ...options } = more;
  const access = memoryAccess(rows);
  const done = await execute(planOf(text, parameters), access, memorySet(nodes, parts), catalogue, {
    caller: localAdministrator,
    now,
    ...options,
  });
  return { ...done, access };
}

/** Which of the rows satisfy the comparisons after `where`, by number. */
export async function kept(where: string, rows: readonly AccessRow[], more: RunOptions = {}): Promise<number[]> {
  const numbered = rows.map((one, at) => ({ ...one, exceptions: [String(at)] }));
  const done = await run(`config from iam where ${where}`, numbered, { limit: rows.length + 1, ...more });
  return done.rows.map((one) => Number((one['exceptions'] as readonly { messageCode: string }[])[0]!.messageCode));
}
