import type { Driver } from 'neo4j-driver';
import type { Access } from '../../src/access/contract.js';
import { localAdministrator } from '../../src/callers/caller.js';
import type { Environment } from '../../src/commands/environment.js';
import { query } from '../../src/commands/query.js';
import { wire } from '../../src/wiring.js';
import { type Database, databaseOf, noServer } from '../databases.js';
import { accountId, probeBucket } from '../estate.js';
import { type Lab, type Size, sizes } from '../lab.js';
import { ms, once, type Row, ratio } from '../measure.js';
import type { Section } from '../section.js';

const asking = { caller: localAdministrator, now: Date.now() };
/** Questions of each kind, each about something else, and as many before that are not counted. */
const rounds = 60;
const warmUp = 60;

export const storesSection: Section = {
  name: 'stores',
  title: 'The two stores side by side: point questions',
  words:
    'Each question is about something that was not asked about before, by a process that has been asked others. `bare` is one parameterised Cypher statement that returns the same candidates (classes with their members and documents); the answer is more: every verdict with its reason.',
  run: async (lab) => {
    const rows: Row[] = [];
    if (noServer()) return [{ what: 'no Java here: not measured' }];
    for (const size of lab.sizes.slice(1))
      await withBoth(lab, size, async (both) => void rows.push(...(await points(both, size))));
    return rows;
  },
};

export const storesQuerySection: Section = {
  name: 'stores-query',
  title: 'The two stores side by side: queries',
  words: 'The first answer of a process that has been asked other things; 15,000 principals.',
  run: async (lab) => {
    if (noServer()) return [{ what: 'no Java here: not measured' }];
    const rows: Row[] = [];
    await withBoth(lab, sizes[1]!, async (both) => {
      for (const [what, text] of queries) rows.push(await queried(both, what, text));
    });
    return rows;
  },
};

const queries = [
  [
    'selective: one source, one service',
    "config from iam where source.cloud.resource.name = 'u-3' AND dest.cloud.service.name = 's3'",
  ],
  [
    'selective: one policy, one action',
    "config from iam where grantedby.cloud.entity.name = 'g-5' AND action.name = 's3:GetObject'",
  ],
  [
    'unselective: an action, everywhere',
    "config from iam where action.name = 's3:ListBucket' AND source.cloud.resource.type = 'role'",
  ],
] as const;

interface Both {
  readonly embedded: Environment;
  readonly database: Database;
}

async function withBoth(lab: Lab, size: Size, use: (both: Both) => Promise<void>): Promise<void> {
  const embedded = wire({ data: await lab.data(size), store: 'embedded:' });
  const database = await databaseOf(lab, size);
  if (database === null) return;
  try {
    await use({ embedded, database });
  } finally {
    await embedded.close();
    await database.close();
  }
}

interface Point {
  readonly what: string;
  readonly subjects: (driver: Driver) => Promise<string[]>;
  readonly bare: (driver: Driver, subject: string) => Promise<unknown>;
  readonly ask: (environment: Environment, subject: string) => Promise<number>;
}

const classes = `WITH DISTINCT class MATCH (class)-[:HOLDS]->(:Grant)-[:OF]->(document:Document)
  RETURN class.body, class.members, collect(document.key)`;

const byPattern = `UNWIND $keys AS key UNWIND $prefixes AS prefix
  MATCH (:Pattern {actionKey: key, prefix: prefix})-[:ALLOWS]->(:Document)<-[:OF]-(:Grant)<-[:HOLDS]-(class:Class) ${classes}`;
const byIdentity = `MATCH (identity:Identity {idText: $id}) MATCH (class:Class {key: identity.class}) ${classes}`;

const points: (both: Both, size: Size) => Promise<Row[]> = async (both, size) => {
  const rows: Row[] = [];
  for (const point of kinds) rows.push(await measured(both, size, point));
  return rows;
};

const kinds: readonly Point[] = [
  {
    what: 'who can',
    subjects: grantedBuckets,
    bare: (driver, bucket) =>
      driver.executeQuery(byPattern, {
        keys: ['s3:getobject', 's3:*', '*'],
        prefixes: Array.from({ length: bucket.length + 2 }, (_, length) => `${bucket}/`.slice(0, length)),
      }),
    ask: async (environment, bucket) => {
      const { access } = await environment.access({ ask: 'who', actions: ['s3:GetObject'], resource: bucket });
      return counted(access.rows({ actions: ['s3:GetObject'], resources: { ids: [bucket] } }, asking));
    },
  },
  {
    what: 'what can',
    subjects: users(0),
    bare: (driver, id) => driver.executeQuery(byIdentity, { id }),
    ask: async (environment, id) => {
      const { access } = await environment.access({ ask: 'what', principal: id });
      return counted(access.rows({ sources: [id] }, asking));
    },
  },
  {
    what: 'check',
    subjects: users(1),
    bare: (driver, id) => driver.executeQuery(byIdentity, { id }),
    ask: async (environment, principal) => {
      const { access } = await environment.access({
        ask: 'check',
        principal,
        action: 's3:GetObject',
        resource: probeBucket,
      });
      return access.check(principal, 's3:GetObject', probeBucket, asking).because.length;
    },
  },
  {
    what: 'path',
    subjects: users(2),
    bare: (driver, id) => driver.executeQuery(byIdentity, { id }),
    ask: async (environment, identity) => {
      const request = { ask: 'rows', principals: [identity], actions: [], resources: [probeBucket] } as const;
      const { access } = await environment.access(request);
      return access.paths({ identity, resource: probeBucket }, { ...asking, reach: 'all' }).paths.length;
    },
  },
];

async function measured({ embedded, database }: Both, size: Size, point: Point): Promise<Row> {
  const subjects = await point.subjects(database.driver);
  const times = { bare: [] as number[], embedded: [] as number[], neo4j: [] as number[], again: [] as number[] };
  for (const [at, subject] of subjects.entries()) {
    const bare = await once(() => point.bare(database.driver, subject));
    const answers = [0, 0];
    const local = await once(async () => {
      answers[0] = await point.ask(embedded, subject);
    });
    const remote = await once(async () => {
      answers[1] = await point.ask(database.environment, subject);
    });
    if (answers[0] !== answers[1]) throw new Error(`${point.what} ${subject}: ${answers.join(' and ')} rows`);
    const again = await once(() => point.ask(database.environment, subject));
    if (at < warmUp) continue;
    times.bare.push(bare);
    times.embedded.push(local);
    times.neo4j.push(remote);
    times.again.push(again);
  }
  const [bare, local, remote, again] = [times.bare, times.embedded, times.neo4j, times.again].map(middle) as [
    number,
    number,
    number,
    number,
  ];
  return {
    what: `${point.what}, ${size.label}`,
    'embedded ms': ms(local),
    'Neo4j ms': ms(remote),
    'asked again ms': ms(again),
    'bare Cypher ms': ms(bare),
    'Neo4j / bare': ratio(remote, bare),
  };
}

async function queried({ embedded, database }: Both, what: string, text: string): Promise<Row> {
  const times: number[] = [];
  const counts: number[] = [];
  for (const environment of [embedded, database.environment]) {
    let rows = 0;
    times.push(
      await once(() =>
        query(environment, localAdministrator, {
          text,
          sink: (batch) => {
            rows += batch.length;
          },
          timeoutMs: 3_600_000,
        }),
      ),
    );
    counts.push(rows);
  }
  if (counts[0] !== counts[1]) throw new Error(`${what}: ${counts.join(' and ')} rows`);
  return {
    what,
    rows: counts[0]!.toLocaleString('en'),
    'embedded ms': ms(times[0]!),
    'Neo4j ms': ms(times[1]!),
    'Neo4j / embedded': ratio(times[1]!, times[0]!),
  };
}

async function grantedBuckets(driver: Driver): Promise<string[]> {
  const { records } = await driver.executeQuery(
    `MATCH (pattern:Pattern {actionKey: 's3:getobject'}) WHERE pattern.prefix STARTS WITH 'arn:aws:s3:::b-'
     WITH pattern.prefix AS prefix ORDER BY prefix RETURN DISTINCT prefix LIMIT 2000`,
  );
  const buckets = new Set(records.map((record) => String(record.get('prefix')).replace(/\/.*$/, '')));
  return [...buckets].slice(0, warmUp + rounds);
}

/** Others for each kind of question, none of them a reader of the probe bucket. */
function users(kind: number): () => Promise<string[]> {
  const first = 30 + kind * (warmUp + rounds);
  return async () =>
    Array.from({ length: warmUp + rounds }, (_, n) => `arn:aws:iam::${accountId(0)}:user/u-${first + n}`);
}

function counted(rows: ReturnType<Access['rows']>): number {
  let total = 0;
  for (const _row of rows) total++;
  return total;
}

function middle(times: readonly number[]): number {
  return times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)] ?? 0;
}
