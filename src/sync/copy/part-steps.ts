import type { PartName, PartStatus } from '../../store/contract.js';

/** What an ingest did to one part, told from its states before and after. */
export interface PartStep {
  /** `renew`: read again and found the same; `stale`: its collection failed and nothing else. */
  readonly does: 'replace' | 'renew' | 'stale' | 'drop';
  /** The state after it; for `drop` the last one. */
  readonly part: PartStatus;
}

/** The steps that lead from the states of one generation to those of the next, in the order of the parts. */
export function partSteps(before: readonly PartStatus[], after: readonly PartStatus[]): PartStep[] {
  const earlier = new Map(before.map((part) => [partKey(part), part]));
  const later = new Set(after.map(partKey));
  const dropped = before.filter((part) => !later.has(partKey(part)));
  return [
    ...dropped.map((part): PartStep => ({ does: 'drop', part })),
    ...after.flatMap((part) => stepOf(earlier.get(partKey(part)), part)),
  ];
}

function stepOf(before: PartStatus | undefined, after: PartStatus): PartStep[] {
  if (before === undefined) return [{ does: 'replace', part: after }];
  if (sameState(before, after)) return [];
  if (!sameContent(before, after)) return [{ does: 'replace', part: after }];
  const failed = after.stale !== null && sameState({ ...before, stale: after.stale }, after);
  return [{ does: failed ? 'stale' : 'renew', part: after }];
}

/** Equal digests stand for equal content; to look at the counts as well costs nothing. */
export function sameContent(one: PartStatus, other: PartStatus): boolean {
  return one.digest === other.digest && one.facts === other.facts && one.problems === other.problems;
}

export function sameState(one: PartStatus, other: PartStatus): boolean {
  return stateText(one) === stateText(other);
}

/** All that a store says of a part's state, in one comparable text. */
export function stateText(part: PartStatus): string {
  const { provider, scope, part: name, source, digest, collectedAt, facts, stale, notCollected, problems } = part;
  return JSON.stringify([provider, scope, name, source, digest, collectedAt, facts, stale, notCollected, problems]);
}

export function partKey({ provider, scope, part }: PartName): string {
  return JSON.stringify([provider, scope, part]);
}
