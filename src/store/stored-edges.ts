import type { Edge } from '../graph/fact.js';
import type { EdgeKind } from '../graph/kinds/index.js';

/** Edges as they stand in a stored body: a run of plain edges of one kind is one list, the kind first; others stand as they are. */
export type StoredEdges = readonly (readonly [EdgeKind, ...string[]] | Edge)[];

/** Edges are most of what identities store: five policies are one list instead of five objects. The order is kept. */
export function storedEdges(edges: readonly Edge[]): StoredEdges {
  const stored: ([EdgeKind, ...string[]] | Edge)[] = [];
  let run: [EdgeKind, ...string[]] | null = null;
  for (const edge of edges) {
    if (edge.props !== undefined) {
      stored.push(edge);
      run = null;
    } else if (run !== null && run[0] === edge.kind) run.push(edge.to);
    else {
      run = [edge.kind, edge.to];
      stored.push(run);
    }
  }
  return stored;
}

export function readEdges(stored: StoredEdges): Edge[] {
  const edges: Edge[] = [];
  for (const one of stored) {
    if (!Array.isArray(one)) edges.push(one as Edge);
    else for (let at = 1; at < one.length; at++) edges.push({ kind: one[0] as EdgeKind, to: one[at] as string });
  }
  return edges;
}
