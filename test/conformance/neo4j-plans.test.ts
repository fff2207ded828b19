import { readdirSync, readFileSync } from 'node:fs';
import neo4j, { type Driver, type Plan } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Fact } from '../../src/graph/fact.js';
import type { IndexRecord } from '../../src/graph/generation-index.js';
import { edgeKinds, nodeKinds } from '../../src/graph/kinds/index.js';
import type { Store } from '../../src/store/contract.js';
import { openNeo4jStore } from '../../src/store/neo4j/index.js';
import { settingsOf } from '../servers/neo4j-settings.js';
import { wipe } from '../servers/neo4j-wipe.js';
import { account, store as ingest } from './sample.js';
import { everyStatement } from './statement-samples.js';

const server = inject('neo4j');
const statements = await everyStatement();

/** Labels with as few nodes as there are parts or ingests. */
const few = /:(Store|Part|Generation|Pending)\b/;
/** Operators that look at all nodes, relationships or entries of an index. */
const scan =
  /AllNodesScan|LabelScan|LabelsScan|RelationshipsScan|RelationshipTypeScan|IndexScan|ContainsScan|EndsWithScan/;

function wastes(plan: Plan, repeated = false): string[] {
  const { children } = plan;
  const operatorType = plan.operatorType.replace(/@.*/, '');
  const details = String((plan.arguments as Record<string, unknown>)['Details']);
  const found: string[] = [];
  if (scan.test(operatorType) && !few.test(details)) found.push(`${operatorType} ${details}`);
  // On the right-hand side all is done once for each row of the left: a range that no row narrows is gone through again and again.
  if (repeated && /SeekByRange/.test(operatorType) && !narrowed(details))
    found.push(`repeated: ${operatorType} ${details}`);
  const each = /Apply|CartesianProduct/.test(operatorType);
  return [...found, ...children.flatMap((child, at) => wastes(child, repeated || (each && at > 0)))];
}

/** Does the condition of a seek name anything but parameters and the properties of what is sought? */
function narrowed(details: string): boolean {
  const condition = details
    .replace(/^.* WHERE /, '')
    .replace(/, cache\[.*/, '')
    .replace(/"[^"]*"/g, '');
  return condition.split(' AND ').some((one) => /[<>=] *(cache\[)?[a-z_]/i.test(one));
}

/** `facts` of each kind, and as many of each record of an index. */
async function fill(store: Store, facts: number): Promise<void> {
  for (const [part, { kind }] of nodeKinds.entries()) {
    const problems = Array.from({ length: facts }, (_, at) => ({ code: `p${at}` }));
    const contents = { facts: factsOf(kind, part, facts), index: indexOf(part, facts), problems };
    await ingest(store, [{ part: { part: kind }, ...contents }]);
  }
}

function factsOf(kind: (typeof nodeKinds)[number]['kind'], part: number, count: number): Fact[] {
  return Array.from({ length: kind === 'resource' ? 10 * count : count }, (_, at) => ({
    ...{ id: `arn:aws:${kind}::${at}`, kind, name: `${kind} ${at}`, account: `${at % 7}`, region: `r${at % 5}` },
    ...{ type: `t${at % 20}`, props: { at }, aliases: [`${kind} alias ${at}`] },
    edges: [{ kind: edgeKinds[(at + part) % edgeKinds.length]!.kind, to: `arn:aws:group::${at % 100}` }],
  }));
}

function indexOf(part: number, count: number): IndexRecord[] {
  return Array.from({ length: count }, (_, local): IndexRecord[] => {
    const id = `arn:aws:user::${part}/${local}`;
    const grant = { local, policy: `p${local}`, name: 'p', type: 'Inline Policy', group: null } as const;
    const body = { kind: 'user', account: `${local % 7}`, grants: [grant], groups: [], props: { local } } as const;
    return [
      { record: 'document', local, json: { local } },
      { record: 'pattern', local, actionKey: `s3:a${local % 40}`, prefix: `arn:aws:s3:::${local}` },
      { record: 'class', body, members: local === 0 ? Array.from({ length: 1200 }, (_, at) => `${id}/${at}`) : [id] },
      { record: 'grantee', key: id, node: `arn:aws:s3:::${local}`, kind: 'resource', name: 'b' },
    ];
  })
    .flat()
    .sort((one, other) => order(one) - order(other));
}

const order = ({ record }: IndexRecord) => ['document', 'pattern', 'class', 'grantee'].indexOf(record);

it('all Cypher stands in cypher/', () => {
  const room = new URL('../../src/store/neo4j/', import.meta.url);
  const outside = readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('cypher/'))
    .filter((name) =>
      /\b(MATCH|MERGE|UNWIND|CREATE) ?[($:]|\bRETURN \w/.test(readFileSync(new URL(name, room), 'utf8')),
    );
  expect(outside).toEqual([]);
});

it('sees the statements of every file', () => {
  const files = new Set(statements.map(({ name }) => name.split(':')[0]));
  expect([...files]).toEqual(expect.arrayContaining(['lease', 'prune', 'read-facts', 'read-index', 'write-facts']));
  expect(statements.length).toBeGreaterThan(100);
  expect(statements.filter(({ text }) => text.includes('undefined'))).toEqual([]);
});

describe.skipIf(server === null)('the plan of every statement', () => {
  let driver: Driver;
  let opened: Store;

  beforeAll(async () => {
    const { url, user, password } = server!;
    driver = neo4j.driver(url, neo4j.auth.basic(user, password));
    await wipe(server!);
    opened = await openNeo4jStore(settingsOf(server!), { create: true });
  });

  afterAll(async () => {
    await opened.close();
    await driver.close();
  });

  /** By the name of the statement, what it goes through. */
  async function allWastes(): Promise<Record<string, readonly string[]>> {
    const found: Record<string, readonly string[]> = {};
    await driver.executeQuery('CALL db.prepareForReplanning(120)');
    const session = driver.session();
    for (const { name, text, parameters } of statements) {
      const { summary } = await session.run(`EXPLAIN ${text}`, parameters);
      const wasted = summary.plan ? wastes(summary.plan) : ['no plan'];
      if (wasted.length > 0) found[name] = [...new Set([...(found[name] ?? []), ...wasted])];
    }
    await session.close();
    return found;
  }

  it('scans nothing in a store that was just begun', async () => {
    expect(await allWastes()).toEqual({});
  });

  it('scans nothing in an estate', async () => {
    await fill(opened, 250);
    expect(await allWastes()).toEqual({});
  });

  it('would show a scan', async () => {
    const { summary } = await driver.executeQuery(`EXPLAIN MATCH (n:Fact) WHERE n.account = '${account}' RETURN n.key`);
    expect(wastes(summary.plan as Plan)).toEqual(['NodeByLabelScan n:Fact']);
  });
});
