import { databaseOf, noServer } from '../databases.js';
import { type Lab, type Size, sizes } from '../lab.js';
import { ms, type Row, ratio } from '../measure.js';
import type { Section } from '../section.js';

/** A million nodes and five million edges. */
const million: Size = {
  label: '1,000,000 nodes, 5,000,000 edges',
  options: {
    accounts: 60,
    users: 600_000,
    roles: 300_000,
    groups: 10_000,
    buckets: 60_000,
    policies: 30_000,
    policiesPerPrincipal: 6,
  },
};

export const storesLoadSection: Section = {
  name: 'stores-load',
  title: 'The two stores side by side: loading, and the memory of the process',
  words:
    'A first load by the command line, and a question asked by a process of its own: the largest resident set of that process. The server has two gigabytes of heap and one of page cache.',
  run: async (lab) => {
    if (noServer()) return [{ what: 'no Java here: not measured' }];
    const rows: Row[] = [];
    for (const size of lab.scale === 'full' ? [...sizes.slice(1), million] : [sizes[1]!]) {
      const row = await loaded(lab, size);
      if (row) rows.push(row);
    }
    return rows;
  },
};

const question = "who can s3:GetObject on 'arn:aws:s3:::bench-probe'";
const scan = "config from iam where action.name = 's3:GetObject' limit 5000";

async function loaded(lab: Lab, size: Size): Promise<Row | null> {
  const dump = await lab.dump(size);
  const data = `${dump}.beside`;
  const embedded = lab.command('--data', data, 'ingest', 'aws', '--from', dump, '-q');
  const database = await databaseOf(lab, size);
  if (database === null) return null;
  try {
    const { records } = await database.driver.executeQuery(
      'MATCH (fact:Fact) WHERE fact.key >= 0 WITH count(fact) AS nodes MATCH (:Entity)<-[edge]-(:Fact) RETURN nodes, count(edge) AS edges',
    );
    const asked = lab.command('--store', database.url, '--format', 'json', 'query', question);
    const scanned = lab.command('--store', database.url, '--format', 'ndjson', 'query', scan);
    return {
      what: size.label,
      nodes: Number(records[0]?.get('nodes')).toLocaleString('en'),
      edges: Number(records[0]?.get('edges')).toLocaleString('en'),
      'embedded load s': ms(embedded.ms / 1000),
      'Neo4j load s': ms(database.load.ms / 1000),
      'Neo4j / embedded': ratio(database.load.ms, embedded.ms),
      'load MB': Math.round(database.load.peakMb),
      'who can MB': Math.round(asked.peakMb),
      '5,000 rows MB': Math.round(scanned.peakMb),
    };
  } finally {
    await database.close();
  }
}
