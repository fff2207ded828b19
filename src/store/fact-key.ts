/**
 * Keys of facts: those of one part stand together, `pid` in the upper bits, so that a part's facts are a range of the table and no
 * index of parts is needed. Room for two million parts and four thousand million rows in each, within exact JavaScript numbers.
 */
const perPart = 2 ** 32;

export function firstKeyOf(pid: number): number {
  return pid * perPart;
}

/** The first key that is not the part's. */
export function endKeyOf(pid: number): number {
  return (pid + 1) * perPart;
}

export function partOfKey(key: number): number {
  return Math.floor(key / perPart);
}
