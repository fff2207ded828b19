/**
 * A fact is seen in the generations from `since` on until it was closed. Written so that no plan goes by the index of `closed`, which is
 * for clearing up: with an OR, a plan may look at all that was ever closed, again for each row.
 */
export function valid(fact = 'fact', generation = '$generation'): string {
  return `${fact}.since <= ${generation} AND coalesce(${fact}.closed, ${generation} + 1) > ${generation}`;
}
