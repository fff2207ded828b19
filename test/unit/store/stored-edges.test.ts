import { describe, expect, it } from 'vitest';
import type { Edge } from '../../../src/graph/fact.js';
import { readEdges, storedEdges } from '../../../src/store/stored-edges.js';

describe('edges as they are stored', () => {
  it('makes one list of plain edges of a kind that stand together', () => {
    const edges: Edge[] = [
      { kind: 'attached', to: 'a' },
      { kind: 'attached', to: 'b' },
      { kind: 'member-of', to: 'g' },
    ];
    expect(storedEdges(edges)).toEqual([
      ['attached', 'a', 'b'],
      ['member-of', 'g'],
    ]);
  });

  it('gives back every edge in its order, those with properties among them', () => {
    const edges: Edge[] = [
      { kind: 'assigned', to: 'set', props: { account: '111122223333' } },
      { kind: 'attached', to: 'a' },
      { kind: 'assigned', to: 'set' },
      { kind: 'attached', to: 'b' },
      { kind: 'attached', to: 'c', props: {} },
      { kind: 'attached', to: 'd' },
    ];
    expect(readEdges(JSON.parse(JSON.stringify(storedEdges(edges))))).toEqual(edges);
    expect(readEdges(storedEdges([]))).toEqual([]);
  });
});
