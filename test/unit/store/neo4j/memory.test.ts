import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../src/store/neo4j/connection.js';
import { FactMemory } from '../../../../src/store/neo4j/fact-memory.js';
import type { Fetch } from '../../../../src/store/neo4j/fetch.js';
import { GenerationParts } from '../../../../src/store/neo4j/generation-parts.js';
import { IndexMemory } from '../../../../src/store/neo4j/index-memory.js';
import { firstOfVersion } from '../../../../src/store/neo4j/version-key.js';

/** More than is kept of each sort. */
const rounds = 60;
const perRound = 1000;

const generation = { number: 1, collectedAt: '2026-03-01', createdAt: '2026-03-01', facts: 1 };
const state = {
  pid: 1,
  version: 1,
  provider: 'aws',
  scope: '1',
  part: 'identities',
  notCollected: '[]',
  indexed: true,
};

function parts(): GenerationParts {
  const found = new GenerationParts(generation);
  found.take([{ part: state }]);
  return found;
}

/** As if the database had answered with these rows. */
function answer(fetches: readonly Fetch[], rows: readonly Row[]): void {
  fetches[0]?.take(rows);
  for (const { take } of fetches.slice(1)) take([]);
}

const some = <T>(round: number, make: (at: number) => T): T[] =>
  Array.from({ length: perRound }, (_, at) => make(round * perRound + at));

describe('what a generation remembers of facts', () => {
  const fact = (at: number, length: number): Row => ({
    ...{ key: at, id: `n${at}`, kind: 'user', name: `n${at}`, account: '1', region: null, type: null },
    body: JSON.stringify([{ text: 'x'.repeat(length) }]),
  });

  it('stays within its limit, however many nodes are read and of whatever size', () => {
    const memory = new FactMemory(parts());
    for (let round = 0; round < rounds; round++) {
      const rows = some(round, (at) => fact(at, round === 40 ? 20_000 : 1000));
      answer(memory.nodes(rows.map((row) => String(row['id']))), rows);
      expect(memory.node(`n${round * perRound + perRound - 1}`)?.name).toBe(`n${round * perRound + perRound - 1}`);
      expect(memory.held.characters).toBeLessThanOrEqual(40_000_000);
    }
    expect(memory.held.characters).toBeGreaterThan(30_000_000);
    expect([memory.knows('n0'), memory.node('n0')]).toEqual([false, undefined]);
  });

  it('stays within its limit, however long the lists are', () => {
    const memory = new FactMemory(parts());
    for (let round = 0; round < rounds; round++) {
      const length = round === 50 ? 200_000 : 5000;
      const rows = Array.from({ length }, (_, at) => ({ target: `g${round}`, key: at, id: `u${at}`, name: `u${at}` }));
      answer(memory.into([`g${round}`], 'member-of'), rows);
      expect(memory.intoRows(`g${round}`, 'member-of')).toHaveLength(length);
      answer(
        memory.texts([`t${round}`]),
        rows.slice(0, 300).map((row) => ({ ...row, found: `t${round}`, rank: 1 })),
      );
      answer(memory.namesIn(`${round}`, 'role', ''), rows);
      expect(memory.held.references).toBeLessThanOrEqual(2.25 * 250_000);
    }
    expect(memory.intoRows('g0', 'member-of')).toBeNull();
  });
});

describe('what a generation remembers of its index', () => {
  const first = firstOfVersion(1);

  it('stays within its limits, however large the index', () => {
    const memory = new IndexMemory(parts(), () => {});
    for (let round = 0; round < rounds; round++) {
      const keys = some(round, (at) => first + at);
      memory.takeGrants(keys.map((key) => ({ key, body: '{"local":1}' })));
      memory.takeClasses(
        keys.map((key) => ({
          ...{ key, version: 1, scope: '1', size: 100, grants: [key], body: '{"kind":"role"}' },
          members: Array.from({ length: 100 }, (_, at) => `m${at}`),
        })),
      );
      memory.takeDocuments(keys.map((key) => ({ key, json: JSON.stringify({ text: 'x'.repeat(2000) }) })));
      answer(
        memory.holdersIn(keys),
        keys.flatMap((document) => Array.from({ length: 10 }, (_, at) => ({ document, class: first + at }))),
      );
      answer(
        memory.grantees.in([`k${round}`]),
        keys.map((key) => ({ wanted: `k${round}`, id: `${key}`, kind: 'role', name: 'r', version: 1 })),
      );
      expect(memory.grantees.rowsOf(`k${round}`)).toHaveLength(perRound);
      expect(memory.classView(keys.at(-1)!).size).toBe(100);
      expect(memory.document(keys.at(-1)!)).toEqual({ text: 'x'.repeat(2000) });
      expect(memory.held.characters).toBeLessThanOrEqual(40_000_000);
      expect(memory.held.listed).toBeLessThanOrEqual(2_000_000);
    }
    expect([memory.knowsClass(first), memory.knowsDocument(first), memory.holders(first)]).toEqual([
      false,
      false,
      null,
    ]);
  });

  it('never takes what had to make room for nothing', () => {
    const memory = new IndexMemory(parts(), () => {});
    const thrown = expect.objectContaining({ code: 'not-read' });
    expect(() => memory.grantees.rowsOf('nobody')).toThrow(thrown);
    expect(() => memory.classOf('nobody')).toThrow(thrown);
    expect(() => memory.grantees.keys('a')).toThrow(thrown);
    expect(() => new FactMemory(parts()).refsNamed('1', 'role', 'a')).toThrow(thrown);
  });
});
