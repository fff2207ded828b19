/** Can be repeated. Explorers find identities and destinations by these; drafts are found by their keys. */
export const schema: readonly string[] = [
  'CREATE CONSTRAINT grantgraph_publish_lock IF NOT EXISTS FOR (n:PublishLock) REQUIRE n.name IS UNIQUE',
  'CREATE CONSTRAINT grantgraph_publishing IF NOT EXISTS FOR (n:Publishing) REQUIRE n.key IS UNIQUE',
  ...[
    ['identity_id', 'PublishedIdentity', 'id'],
    ['identity_name', 'PublishedIdentity', 'name'],
    ['group_name', 'PublishedGroup', 'name'],
    ['account_id', 'PublishedAccount', 'id'],
    ['destination_pattern', 'PublishedDestination', 'pattern'],
    ['destination_name', 'PublishedDestination', 'name'],
  ].map(
    ([name, label, property]) =>
      `CREATE INDEX grantgraph_published_${name} IF NOT EXISTS FOR (n:${label}) ON (n.${property})`,
  ),
];

export const awaitIndexes = { text: 'CALL db.awaitIndexes(300)', parameters: {} };
