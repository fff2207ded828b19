import type { Piece } from './arn-format.js';

/** One position of a text pattern: an exact character, or any character not in `exclude`; `many` = any number of them. */
interface Item {
  readonly exact?: string;
  readonly exclude: string;
  readonly many: boolean;
}

/** Can a glob (`*`, `?`) and an ARN format stand for the same text? `lastExclude` as in `formatRegExp`. */
export function globMeetsFormat(glob: string, pieces: readonly Piece[], lastExclude: string): boolean {
  return meet(globItems(glob), formatItems(pieces, lastExclude));
}

function globItems(glob: string): Item[] {
  return [...glob].map((char) =>
    char === '*' || char === '?' ? { exclude: '', many: char === '*' } : { exact: char, exclude: '', many: false },
  );
}

function formatItems(pieces: readonly Piece[], lastExclude: string): Item[] {
  return pieces.flatMap((piece): Item[] => {
    if ('text' in piece) return [...piece.text].map((exact) => ({ exact, exclude: '', many: false }));
    const exclude = piece.last ? lastExclude : piece.exclude;
    return [
      { exclude, many: false },
      { exclude, many: true },
    ];
  });
}

/** Walks both patterns together; states are pairs of positions, each visited once. */
function meet(left: readonly Item[], right: readonly Item[]): boolean {
  const width = right.length + 1;
  const seen = new Uint8Array((left.length + 1) * width);
  const open = [0];
  seen[0] = 1;
  const push = (i: number, j: number) => {
    const state = i * width + j;
    if (seen[state] === 0) {
      seen[state] = 1;
      open.push(state);
    }
  };
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const i = Math.floor(state / width);
    const j = state % width;
    if (i === left.length && j === right.length) return true;
    const a = left[i];
    const b = right[j];
    if (a?.many) push(i + 1, j);
    if (b?.many) push(i, j + 1);
    if (a && b && compatible(a, b)) push(a.many ? i : i + 1, b.many ? j : j + 1);
  }
  return false;
}

function compatible(a: Item, b: Item): boolean {
  if (a.exact !== undefined && b.exact !== undefined) return a.exact === b.exact;
  if (a.exact !== undefined) return !b.exclude.includes(a.exact);
  return b.exact === undefined || !a.exclude.includes(b.exact);
}
