/**
 * Globs are strings in which two private-use characters stand for the wildcards, so that substituted text stays literal.
 * All functions are free of back-tracking blow-ups.
 */
export const ANY = '\uE000';
export const ONE = '\uE001';

/** Reads `*` and `?` of a policy as wildcards. */
export function toGlob(text: string): string {
  return normalize(withWildcards(text));
}

/** The same for a piece of a text, which is normalized once the whole stands. */
export function withWildcards(text: string): string {
  return text.replaceAll('*', ANY).replaceAll('?', ONE);
}

/** A glob as a policy writes it. */
export function writtenGlob(glob: string): string {
  return glob.replaceAll(ANY, '*').replaceAll(ONE, '?');
}

/** Within a run of wildcards the single ones come first and one ANY is enough. */
export function normalize(glob: string): string {
  return glob.replace(/[\uE000\uE001]{2,}/g, (run) => {
    const ones = [...run].filter((char) => char === ONE).length;
    return ONE.repeat(ones) + (ones < run.length ? ANY : '');
  });
}

export function isGlob(text: string): boolean {
  return text.includes(ANY) || text.includes(ONE);
}

const anyCode = ANY.charCodeAt(0);
const oneCode = ONE.charCodeAt(0);

/** Does the glob match the literal text? */
export function matches(glob: string, text: string): boolean {
  if (glob === ANY) return true;
  let g = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const code = g < glob.length ? glob.charCodeAt(g) : -1;
    if (code === anyCode) {
      star = g++;
      mark = t;
    } else if (code === oneCode || code === text.charCodeAt(t)) {
      g++;
      t++;
    } else if (star >= 0) {
      g = star + 1;
      t = ++mark;
    } else return false;
  }
  while (g < glob.length && glob.charCodeAt(g) === anyCode) g++;
  return g === glob.length;
}

/** What every text that the glob matches begins with. */
export function literalPrefix(glob: string): string {
  const end = glob.search(/[\uE000\uE001]/);
  return end < 0 ? glob : glob.slice(0, end);
}

/** Does every text that `inner` matches also match `outer`? */
export function covers(outer: string, inner: string): boolean {
  if (outer === ANY || outer === inner) return true;
  if (!isGlob(inner)) return matches(outer, inner);
  if (outer.includes(ONE + ANY)) return coversEveryLength(outer, inner);
  return search(outer, inner, (o, i) => (o === ONE ? i !== ANY : o === i), false);
}

/**
 * Where `outer` counts characters (`?` beside `*`), no one reading of `inner` need fit all its texts. Its wildcards stand for
 * characters that `outer` does not name, its `*` for any number of them: every such text must end in an accepted place.
 */
function coversEveryLength(outer: string, inner: string): boolean {
  let reached = [places(outer, [0])];
  for (const char of inner) {
    const next = new Map<string, readonly number[]>();
    for (const from of reached) {
      let moved = char === ANY ? from : advance(outer, from, char);
      while (!next.has(moved.join())) {
        if (moved.length === 0) return false;
        next.set(moved.join(), moved);
        if (char === ANY) moved = advance(outer, moved, ONE);
      }
    }
    reached = [...next.values()];
  }
  return reached.every((one) => one.includes(outer.length));
}

/** Places of `outer` after one more character; ONE = one that it does not name. */
function advance(outer: string, from: readonly number[], char: string): readonly number[] {
  const moved: number[] = [];
  for (const at of from) {
    if (outer[at] === ANY) moved.push(at);
    else if (at < outer.length && (outer[at] === ONE || outer[at] === char)) moved.push(at + 1);
  }
  return places(outer, moved);
}

/** With the places after a `*` that takes nothing. */
function places(outer: string, from: readonly number[]): readonly number[] {
  const all = new Set(from);
  for (const at of all) if (outer[at] === ANY) all.add(at + 1);
  return [...all].sort((left, right) => left - right);
}

/** Is there a text that both match? */
export function intersect(left: string, right: string): boolean {
  if (left === ANY || right === ANY) return true;
  if (!isGlob(left)) return matches(right, left);
  if (!isGlob(right)) return matches(left, right);
  if (!prefixesAgree(left, right)) return false;
  return search(left, right, (a, b) => a === b || a === ONE || b === ONE, true);
}

function prefixesAgree(left: string, right: string): boolean {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const a = left[at]!;
    const b = right[at]!;
    if (a === ANY || b === ANY) return true;
    if (a !== b && a !== ONE && b !== ONE) return false;
  }
  return true;
}

/** Row by row over the outer glob: which positions of the inner one can be reached. */
function search(outer: string, inner: string, step: (outer: string, inner: string) => boolean, both: boolean): boolean {
  const width = inner.length;
  let row = new Uint8Array(width + 1);
  row[0] = 1;
  if (both) for (let i = 0; i < width && inner[i] === ANY; i++) row[i + 1] = 1;
  for (const o of outer) {
    const next = new Uint8Array(width + 1);
    if (o === ANY) {
      let reached = 0;
      for (let i = 0; i <= width; i++) {
        reached |= row[i]!;
        next[i] = reached;
      }
    } else {
      for (let i = 0; i <= width; i++) {
        if (i > 0 && row[i - 1] && inner[i - 1] !== ANY && step(o, inner[i - 1]!)) next[i] = 1;
        if (both && i < width && inner[i] === ANY && row[i]) next[i] = 1;
        if (both && i > 0 && inner[i - 1] === ANY && next[i - 1]) next[i] = 1;
      }
    }
    row = next;
  }
  return row[width] === 1;
}

/** `*`/`?` texts, for rooms that hold plain patterns. */
export function globCovers(pattern: string, other: string): boolean {
  return covers(toGlob(pattern), toGlob(other));
}
export function globsIntersect(left: string, right: string): boolean {
  return intersect(toGlob(left), toGlob(right));
}
