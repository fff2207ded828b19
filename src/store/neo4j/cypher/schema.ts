import { besideStore, kindLabels, schemaVersion, storeName } from './names.js';

const unique = (name: string, label: string, ...properties: string[]) =>
  `CREATE CONSTRAINT grantgraph_${name} IF NOT EXISTS FOR (n:${label}) REQUIRE (${list(properties)}) IS UNIQUE`;

const index = (name: string, label: string, ...properties: string[]) =>
  `CREATE INDEX grantgraph_${name} IF NOT EXISTS FOR (n:${label}) ON (${list(properties)})`;

function list(properties: readonly string[]): string {
  return properties.map((property) => `n.${property}`).join(', ');
}

/** Facts of the inventory are many and asked for by place; all others are few of each kind, and asked for by name. */
function factIndexes(): string[] {
  const others = [...kindLabels].filter(([kind]) => kind !== 'resource');
  return [
    index('resource_account', 'Resource', 'account', 'key'),
    index('resource_type', 'Resource', 'type', 'key'),
    index('resource_region', 'Resource', 'region', 'key'),
    ...others.flatMap(([, label]) => [
      index(`${label.toLowerCase()}_id`, label, 'idText', 'key'),
      index(`${label.toLowerCase()}_name`, label, 'account', 'nameText'),
    ]),
  ];
}

/** What each version of the schema adds to the one before. A store of an older version is brought up to date by the next that may write. */
export const migrations: readonly { readonly to: number; readonly statements: readonly string[] }[] = [
  {
    to: 1,
    statements: [
      unique('store', 'Store', 'name'),
      unique('generation', 'Generation', 'number'),
      unique('part_name', 'PartName', 'pid'),
      index('part_until', 'Part', 'until'),
      index('part_version', 'Part', 'version'),
      index('part_pid', 'Part', 'pid'),
      index('problem', 'Problem', 'pid'),
      unique('pending', 'Pending', 'pid'),
      unique('pruned', 'Pruned', 'version'),
      unique('fact_key', 'Fact', 'key'),
      index('fact_id', 'Fact', 'idText'),
      index('fact_name', 'Fact', 'nameText'),
      index('fact_closed', 'Fact', 'closed'),
      ...factIndexes(),
      unique('alias', 'Alias', 'text'),
      unique('entity', 'Entity', 'id'),
      unique('document', 'Document', 'key'),
      unique('pattern', 'Pattern', 'actionKey', 'prefix'),
      unique('grant', 'Grant', 'key'),
      unique('class', 'Class', 'key'),
      index('class_account', 'Class', 'account', 'key'),
      index('members', 'Members', 'class', 'chunk'),
      index('identity', 'Identity', 'idText'),
      index('grantee', 'Grantee', 'keyText'),
      index('principal', 'Principal', 'keyText'),
      index('indexed', 'Indexed', 'version'),
    ],
  },
  {
    to: 2,
    statements: [
      unique('record', 'Record', 'kind', 'id'),
      unique('log', 'Log', 'name'),
      unique('log_entry', 'LogEntry', 'log', 'number'),
    ],
  },
];

const parameters = { name: storeName, schema: schemaVersion };

/** No row where there is no store. */
export const readStore = {
  text: 'MATCH (s:Store {name: $name}) RETURN s.schema AS schema, s.head AS head',
  parameters: { name: storeName },
};

/** All nodes, then those that may stand beside a store. Counted by the database itself, without looking at a node. */
export const countNodes = ['', ...besideStore.map((label) => `:${label}`)].map((label) => ({
  text: `MATCH (n${label}) RETURN count(n) AS nodes`,
  parameters: {},
}));

export const awaitIndexes = { text: 'CALL db.awaitIndexes(300)', parameters: {} };

export const beginStore = {
  text: `MERGE (s:Store {name: $name})
         ON CREATE SET s.head = 0, s.lastPid = 0, s.lastVersion = 0
         SET s.schema = $schema
         RETURN s.schema AS schema`,
  parameters,
};
