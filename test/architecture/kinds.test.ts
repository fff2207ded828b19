import { describe, expect, it } from 'vitest';
import { edgeKinds, identityKinds, nodeKinds, reverseEdgeKinds } from '../../src/graph/kinds/index.js';
import { read } from './tree.js';

describe('kinds of the graph', () => {
  it('are named alike, described, and of a provider that has a table', () => {
    for (const row of [...nodeKinds, ...edgeKinds]) {
      expect(row.kind).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(row.description, row.kind).toMatch(/^[a-z].{5,}[^.]$/i);
      expect(read(`src/graph/kinds/${row.provider}.ts`)).toContain(`'${row.kind}'`);
    }
  });

  it('stand in their table once', () => {
    for (const kinds of [nodeKinds, edgeKinds]) {
      const names = kinds.map((row) => row.kind);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('have the properties of each node written down', () => {
    const header = read('src/graph/kinds/aws.ts').split('export const')[0]!;
    for (const { kind } of nodeKinds) expect(header, kind).toMatch(new RegExp(`^ \\* - .*\\b${kind}\\b.*\\{`, 'm'));
  });

  it('join kinds that exist', () => {
    const known = new Set<string>(nodeKinds.map((row) => row.kind));
    for (const { kind, from, to } of edgeKinds) {
      expect(from.length * to.length, kind).toBeGreaterThan(0);
      expect(
        [...from, ...to].filter((end) => !known.has(end)),
        kind,
      ).toEqual([]);
    }
  });

  it('yield the sets that others derive from them', () => {
    expect([...identityKinds].toSorted()).toEqual(['role', 'sso-user', 'user']);
    expect(reverseEdgeKinds.has('member-of')).toBe(true);
    expect(reverseEdgeKinds.has('attached')).toBe(false);
  });
});
