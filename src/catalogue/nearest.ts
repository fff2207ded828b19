/** Edit distance with swaps of neighbours; gives up with `limit + 1` when it must be larger. */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let older: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= right.length; j++) {
      const cost = left[i - 1] === right[j - 1] ? 0 : 1;
      let value = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        value = Math.min(value, older[j - 2]! + 1);
      row.push(value);
      best = Math.min(best, value);
    }
    if (best > limit) return limit + 1;
    older = previous;
    previous = row;
  }
  return previous[right.length]!;
}

/** The candidate nearest to `text` without case, no farther than `limit`; of equals the first. */
export function nearest<T>(
  text: string,
  candidates: Iterable<T>,
  nameOf: (candidate: T) => string,
  limit: number,
): T | undefined {
  const lower = text.toLowerCase();
  let best = limit + 1;
  let found: T | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(lower, nameOf(candidate).toLowerCase(), best - 1);
    if (distance >= best) continue;
    best = distance;
    found = candidate;
    if (distance === 0) break;
  }
  return found;
}
