/** A graph that is looked at as far as it is walked. Both must answer the same each time they are asked. */
export interface StepGraph<S extends { readonly to: string }> {
  steps(from: string): readonly S[];
  arrives(at: string): boolean;
}

/** `end`: nothing is left; `length`: longer paths may exist; `work`: too many ways were looked at to go on. */
export type Ending = 'end' | 'length' | 'work';

/** Steps tried in vain before the search says that it stopped. */
const mostTries = 500_000;

/**
 * All simple paths from `start` to wherever the graph arrives, shortest first, up to `longest` steps. Nothing farther away than
 * the path at hand is looked at, so that whoever takes the first few pays for the neighbourhood alone.
 *
 * Each length is a walk of its own, cut wherever the way that remains is too long: after Yen, "Finding the k shortest loopless
 * paths in a network" (1971), with the distances of a breadth-first search in place of his deviations.
 */
export function* shortestPaths<S extends { readonly to: string }>(
  graph: StepGraph<S>,
  start: string,
  longest: number,
): Generator<readonly S[], Ending> {
  const known = new Explored(graph, start);
  const work = { left: mostTries };
  for (let length = 0; ; length++) {
    known.reach(length);
    if (length > longest) return known.anyOf(length, work) || known.unseen() ? 'length' : 'end';
    yield* known.pathsOf(length, work);
    if (work.left <= 0) return 'work';
    if (known.complete(length)) return 'end';
  }
}

class Explored<S extends { readonly to: string }> {
  /** Nodes by their distance from the start. */
  private readonly layers: string[][] = [];
  private readonly seen = new Set<string>();
  private readonly into = new Map<string, string[]>();
  private readonly arrivals = new Set<string>();
  private toGo = new Map<string, number>();

  constructor(
    private readonly graph: StepGraph<S>,
    private readonly start: string,
  ) {}

  /** Looks at the nodes of one distance more. */
  reach(distance: number): void {
    const layer = distance === 0 ? [this.start] : this.next(this.layers[distance - 1]!);
    for (const node of layer) {
      this.seen.add(node);
      if (this.graph.arrives(node)) this.arrivals.add(node);
    }
    this.layers.push(layer);
    this.toGo = this.distances();
  }

  /** Nodes one step farther; the steps to known ones are kept as well. */
  private next(layer: readonly string[]): string[] {
    const found = new Set<string>();
    for (const node of layer) {
      for (const { to } of this.graph.steps(node)) {
        const from = this.into.get(to);
        if (from) from.push(node);
        else this.into.set(to, [node]);
        if (!this.seen.has(to)) found.add(to);
      }
    }
    return [...found];
  }

  /** Fewest steps to an arrival. No path comes back to the start, so no way leads through it. */
  private distances(): Map<string, number> {
    const distance = new Map([...this.arrivals].map((node) => [node, 0]));
    const queue = [...this.arrivals];
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at]!;
      if (node === this.start) continue;
      for (const from of this.into.get(node) ?? []) {
        if (distance.has(from)) continue;
        distance.set(from, distance.get(node)! + 1);
        queue.push(from);
      }
    }
    return distance;
  }

  /** No path is longer than there are nodes. */
  complete(length: number): boolean {
    return this.layers.at(-1)!.length === 0 && (this.arrivals.size === 0 || length >= this.seen.size - 1);
  }

  unseen(): boolean {
    return this.layers.at(-1)!.some((node) => this.graph.steps(node).some(({ to }) => !this.seen.has(to)));
  }

  anyOf(length: number, work: { left: number }): boolean {
    return !this.pathsOf(length, work).next().done || work.left <= 0;
  }

  *pathsOf(length: number, work: { left: number }): Generator<readonly S[]> {
    if (length === 0) {
      if (this.arrivals.has(this.start)) yield [];
      return;
    }
    yield* this.walk(this.start, length, [], new Set([this.start]), work);
  }

  private *walk(
    node: string,
    left: number,
    path: S[],
    on: Set<string>,
    work: { left: number },
  ): Generator<readonly S[]> {
    for (const step of this.graph.steps(node)) {
      if (on.has(step.to) || (this.toGo.get(step.to) ?? Number.POSITIVE_INFINITY) > left - 1) continue;
      if (--work.left <= 0) return;
      path.push(step);
      if (left > 1) {
        on.add(step.to);
        yield* this.walk(step.to, left - 1, path, on, work);
        on.delete(step.to);
      } else if (this.arrivals.has(step.to)) {
        work.left = mostTries;
        yield [...path];
      }
      path.pop();
    }
  }
}
