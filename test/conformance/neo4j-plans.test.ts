import { readdirSync } from 'node:fs';
import neo4j, { type Driver, type Plan } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Fact } from '../../src/graph/fact.js';
import type { IndexRecord } from '../../src/graph/generation-index.js';
import { edgeKinds, nodeKinds } from '../../src/graph/kinds/index.js';
import type { ResourceFilter } from '../../src/store/contract.js';
import type { Statement } from '../../src/store/neo4j/connection.js';
import * as lease from '../../src/store/neo4j/cypher/lease.js';
import * as prune from '../../src/store/neo4j/cypher/prune.js';
import * as readFacts from '../../src/store/neo4j/cypher/read-facts.js';
import * as readIndex from '../../src/store/neo4j/cypher/read-index.js';
import * as readPartContent from '../../src/store/neo4j/cypher/read-part-content.js';
import * as readParts from '../../src/store/neo4j/cypher/read-parts.js';
import * as schema from '../../src/store/neo4j/cypher/schema.js';
import * as writeFacts from '../../src/store/neo4j/cypher/write-facts.js';
import * as writeIndex from '../../src/store/neo4j/cypher/write-index.js';
import * as writeParts from '../../src/store/neo4j/cypher/write-parts.js';
import { openNeo4jStore } from '../../src/store/neo4j/index.js';
import { neo4jSettings } from '../../src/store/neo4j/settings.js';
import { wipe } from '../servers/neo4j-wipe.js';
import { account, arnOf, bucket, otherAccount, secondDay, store, user } from './sample.js';

const server = inject('neo4j');
const folder = new URL('../../src/store/neo4j/cypher/', import.meta.url);
const modules = {
  ...{ lease, prune, readFacts, readIndex, readPartContent, readParts },
  ...{ schema, writeFacts, writeIndex, writeParts },
};

const ids = [arnOf('user', 'u1'), arnOf('user', 'u2')];
const ways = [
  { by: 'key', keys: [1, 2] },
  { by: 'identity', ids },
  { by: 'document', documents: [1, 2] },
] as const;
const filters: readonly ResourceFilter[] = [
  {},
  { account },
  { account, region: 'eu-west-1' },
  { account, type: 's3:bucket' },
  { type: 's3:bucket' },
  { region: 'eu-west-1' },
  { service: 's3' },
  { name: 'b1' },
  { name: 'b1', account },
  { idPrefix: 'arn:aws:s3:::b' },
  { idPrefix: 'arn:aws:s3:::b', account },
];
const part = { pid: 1, provider: 'aws', scope: account, part: 'identities' };
const state: writeParts.PartState = {
  ...{ ...part, version: 1, source: 's', digest: 'd', collectedAt: secondDay, stale: null, notCollected: '[]' },
  ...{ facts: 1, problems: 0, indexed: true, resources: 0, classes: 0, identities: 0 },
};
const row = { key: 1, id: 'x', idText: 'x', name: null, nameText: null, account: null, region: null, type: null };
const range = { from: 0, end: 4_294_967_296 };

/** What each statement is explained with; one that is not here fails the test. Null = no statement. */
const samples: Readonly<Record<keyof typeof modules, Readonly<Record<string, readonly Statement[] | null>>>> = {
  lease: {
    takeLease: [lease.takeLease('a', 1)],
    locked: null,
    leaseLeft: [lease.leaseLeft],
    renewLease: [lease.renewLease('a', 1)],
    beginBatch: [lease.beginBatch('a', 1, 1)],
    releaseLease: [lease.releaseLease('a')],
  },
  prune: {
    endedVersions: [prune.endedVersions(secondDay)],
    markPruned: [prune.markPruned(1)],
    prunedVersions: [prune.prunedVersions],
    deletePruned: [prune.deletePruned(1, 10)],
    changedIndexes: [prune.changedIndexes(1, null), prune.changedIndexes(1, secondDay)],
    beginRebuilding: [prune.beginRebuilding(1)],
    endRebuilding: [prune.endRebuilding(1, secondDay)],
  },
  readFacts: {
    above: null,
    beginning: null,
    factsById: [readFacts.factsById(1, ids)],
    factsByText: [readFacts.factsByText(1, ['u1', 'u2'], 50)],
    factsInto: edgeKinds.map(({ kind }) => readFacts.factsInto(1, ids, kind)),
    factsAroundEdges: edgeKinds.map(({ kind }) => readFacts.factsAroundEdges(1, ids, kind, 500)),
    factsNamed: nodeKinds
      .filter(({ kind }) => kind !== 'resource')
      .flatMap(({ kind }) => ['', 'u'].map((prefix) => readFacts.factsNamed(1, account, kind, prefix))),
    factsStarting: (['name', 'alias', 'id'] as const).flatMap((by) =>
      [null, ['user'] as const].map((kinds) => readFacts.factsStarting(1, by, 'u', kinds, { limit: 20, most: 2000 })),
    ),
    factsOfKind: nodeKinds
      .filter(({ kind }) => kind !== 'resource')
      .map(({ kind }) => readFacts.factsOfKind(1, kind, readFacts.beginning, 500)),
    factsOfInventory: filters.map((filter) => readFacts.factsOfInventory(1, filter, readFacts.beginning, 500)),
    countInventory: filters.map((filter) => readFacts.countInventory(1, filter, 100_000)),
    differingFacts: [readFacts.differingFacts(range, 1, 2, readFacts.beginning, 500)],
  },
  readPartContent: {
    partAt: [readPartContent.partAt('aws', account, 'identities', 1)],
    factsOfPart: [readPartContent.factsOfPart(0, 4_294_967_296, 1, 500)],
    problemsOfPart: [readPartContent.problemsOfPart(1, 1)],
  },
  readIndex: {
    classesOf: [readIndex.classesOf(ids)],
    wholeClasses: ways.map((way) => readIndex.wholeClasses(way, 200, 1, 500)),
    documentsByKey: [readIndex.documentsByKey([1, 2])],
    classPage: [readIndex.classPage(null, -1, 200), readIndex.classPage(account, -1, 200)],
    membersOf: [readIndex.membersOf(1, 0, 1)],
    holdersOf: [readIndex.holdersOf([1, 2])],
    filedOfService: [readIndex.filedOfService('s3', 1000)],
    filedUnder: [null, 'arn:aws:s3:::', ''].map((below) =>
      readIndex.filedUnder(['s3:*', '*'], ['', 'a', 'ar'], below, 1000),
    ),
    granteesOf: [readIndex.granteesOf(ids)],
    granteeKeys: [readIndex.granteeKeys(''), readIndex.granteeKeys('arn:')],
  },
  readParts: {
    readLatest: [readParts.readLatest],
    readGenerations: [readParts.readGenerations],
    readParts: [readParts.readParts(1)],
    readProblems: [readParts.readProblems(1, null), readParts.readProblems(1, account)],
  },
  schema: {
    migrations: null,
    // Asked once, of a database without a store.
    countNodes: null,
    awaitIndexes: null,
    readStore: [schema.readStore],
    beginStore: [schema.beginStore],
  },
  writeFacts: {
    createFacts: nodeKinds.map(({ kind }) => writeFacts.createFacts(kind, 1, [{ ...row, body: '[]', digest: '' }])),
    mergeEntities: [writeFacts.mergeEntities(ids)],
    createEdges: edgeKinds.map(({ kind }) => writeFacts.createEdges(kind, [{ from: 1, to: 'x', props: null }])),
    createAliases: [writeFacts.createAliases([{ text: 'x', fact: 1 }])],
    standingFacts: [writeFacts.standingFacts([{ id: 'x', idText: 'x' }], 0, 10)],
    standingKeys: [writeFacts.standingKeys(0, 10, 100)],
    closeFacts: [writeFacts.closeFacts([1], 1)],
    reopenFacts: [writeFacts.reopenFacts(1, 100)],
    deleteFacts: [writeFacts.deleteFacts(0, 10, 100)],
  },
  writeIndex: {
    createDocuments: [writeIndex.createDocuments(1, [{ key: 1, json: '{}' }])],
    createPatterns: [writeIndex.createPatterns([{ actionKey: '*', prefix: '', document: 1 }])],
    createGrants: [writeIndex.createGrants(1, [{ key: 1, document: 1, body: '{}' }])],
    createClasses: [
      writeIndex.createClasses(1, account, [{ key: 1, account, size: 1, grants: [1], body: '{}', members: ids }]),
    ],
    boundClasses: [writeIndex.boundClasses([{ key: 1, document: 1 }])],
    createMembers: [writeIndex.createMembers(1, [{ class: 1, chunk: 0, ids }])],
    createIdentities: [writeIndex.createIdentities(1, [{ id: 'x', idText: 'x', class: 1 }])],
    createGrantees: [writeIndex.createGrantees(1, [{ key: 'x', keyText: 'x', node: 'x', kind: 'role', name: 'x' }])],
    deleteRows: null,
    deleteIndexed: [writeIndex.deleteIndexed(1, 100)],
  },
  writeParts: {
    forever: null,
    standingParts: [writeParts.standingParts],
    partNames: [writeParts.partNames],
    announce: [writeParts.announce(1, 1, [1])],
    pendingParts: [writeParts.pendingParts],
    withdraw: [writeParts.withdraw(1)],
    endParts: [writeParts.endParts([1], 1)],
    createParts: [writeParts.createParts([state], 1)],
    namePart: [writeParts.namePart({ ...part, lastKey: 1 })],
    endProblems: [writeParts.endProblems([1], 1)],
    createProblems: [writeParts.createProblems([{ pid: 1, at: 0, body: '{}' }], 1)],
    createGeneration: [
      writeParts.createGeneration({ number: 9, collectedAt: secondDay, createdAt: secondDay, facts: 1, lease: 'a' }),
    ],
    generationBy: [writeParts.generationBy(1, 'a')],
    moveHead: [writeParts.moveHead(1, 1, 1)],
  },
};

/** Labels with a node for each ingest or part: as many as one looks at anyway. */
const few = /:(Store|Part|PartName|Generation|Pending|Pruned)$/;
const scans =
  /^(AllNodesScan|.*LabelScan|.*LabelsScan|.*RelationshipTypeScan|.*RelationshipTypesScan|.*AllRelationshipsScan|NodeIndexScan|.*ContainsScan)/;

/** Operators of a plan that go through all of something, with what they say of it. */
function scansIn(plan: Plan): string[] {
  const type = plan.operatorType.replace(/@.*/, '');
  const details = String((plan.arguments as Record<string, unknown>)['Details'] ?? '');
  const own = scans.test(type) && !few.test(details) ? [`${type} ${details}`] : [];
  return [...own, ...plan.children.flatMap(scansIn)];
}

function facts(): Fact[] {
  const others = nodeKinds
    .filter(({ kind }) => kind !== 'resource' && kind !== 'user')
    .flatMap(({ kind }) =>
      Array.from({ length: 200 }, (_, at): Fact => {
        const edges = edgeKinds
          .filter((edge) => (edge.from as readonly string[]).includes(kind))
          .map((edge) => ({ kind: edge.kind, to: `${edge.to[0]} ${at}` }));
        return {
          id: `${kind} ${at}`,
          kind,
          name: `${kind}${at}`,
          account,
          props: {},
          aliases: [`${kind}-${at}`],
          edges,
        };
      }),
    );
  const users = Array.from({ length: 1000 }, (_, at) =>
    user(`u${at}`, {}, { aliases: [`u${at}@x`], edges: [{ kind: 'member-of', to: `group ${at % 50}` }] }),
  );
  return [...others, ...users];
}

function inventory(): Fact[] {
  return Array.from({ length: 3000 }, (_, at) =>
    bucket(
      `b${at}`,
      {},
      {
        account: at % 3 ? account : otherAccount,
        edges: [
          { kind: 'runs-as', to: `role ${at % 100}` },
          { kind: 'encrypted-with', to: `key ${at % 10}` },
        ],
      },
    ),
  );
}

function* index(): Iterable<IndexRecord> {
  for (let at = 0; at < 500; at++) {
    const policy = `policy ${at}`;
    yield { record: 'document', local: at, json: { at } };
    yield { record: 'pattern', local: at, actionKey: at % 2 ? 's3:*' : 's3:getobject', prefix: `arn:aws:s3:::b${at}` };
    yield {
      record: 'class',
      body: {
        ...{ kind: 'user', account: at % 3 ? account : otherAccount, groups: [] },
        grants: [{ local: at, policy, name: policy, type: 'Inline Policy', group: null }],
        boundary: { policy, local: at },
      },
      members: [arnOf('user', `u${2 * at}`), arnOf('user', `u${2 * at + 1}`)],
    };
    yield { record: 'grantee', key: arnOf('user', `u${at}`), node: `role ${at}`, kind: 'role', name: `role${at}` };
  }
  const members = Array.from({ length: 3000 }, (_, at) => arnOf('user', `many${at}`));
  yield { record: 'class', body: { kind: 'user', account, groups: [], grants: [] }, members };
}

describe.skipIf(server === null)('plans of the statements', () => {
  let driver: Driver;

  beforeAll(async () => {
    const { url, user: name, password } = server!;
    await wipe(server!);
    const settings = neo4jSettings(url, { GRANTGRAPH_NEO4J_USER: name, GRANTGRAPH_NEO4J_PASSWORD: password });
    const target = await openNeo4jStore(settings, { create: true });
    const problems = Array.from({ length: 200 }, (_, at) => ({ code: `c${at}` }));
    await store(target, [
      { facts: facts(), index: [...index()], problems },
      { part: { part: 'resources' }, facts: inventory() },
    ]);
    await store(target, [{ facts: facts().slice(100), index: [...index()], problems }], secondDay);
    await target.close();
    driver = neo4j.driver(url, neo4j.auth.basic(name, password));
    // Plans rest on what the database knows of its contents: let it count before.
    await driver.executeQuery('CALL db.awaitIndexes(60)');
    await driver.executeQuery('CALL db.prepareForReplanning(60)');
  });

  afterAll(() => driver?.close());

  it('are all looked at', () => {
    const files = Object.keys(modules).map(
      (name) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`,
    );
    expect(
      readdirSync(folder)
        .filter((name) => name !== 'names.ts')
        .toSorted(),
    ).toEqual(files.toSorted());
    for (const [name, exported] of Object.entries(modules))
      expect(Object.keys(samples[name as keyof typeof modules]).toSorted(), name).toEqual(
        Object.keys(exported).toSorted(),
      );
  });

  const statements = Object.values(samples).flatMap((module) =>
    Object.entries(module).flatMap(([name, list]) => (list === null ? [] : [{ name, list }])),
  );

  it.each(statements)('$name goes by an index', async ({ list }) => {
    for (const { text, parameters } of list) {
      const { summary } = await driver.executeQuery(`EXPLAIN ${text}`, parameters);
      expect(summary.plan, text).not.toBe(false);
      expect(scansIn(summary.plan as Plan), text).toEqual([]);
    }
  });
});
