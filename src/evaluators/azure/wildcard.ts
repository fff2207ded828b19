/** A compiled pattern: character codes, with two numbers for the wildcards. */
export type Pattern = readonly number[];
const ANY = -1;
const ONE = -2;

/**
 * Patterns of actions: `*` is any run of characters, `/` included; every other character stands for itself; case does not count.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format
 */
export function actionPattern(text: string): Pattern {
  return withoutRuns([...text.toLowerCase()].map((char) => (char === '*' ? ANY : char.codePointAt(0)!)));
}

/**
 * Patterns of the Like operators: `*`, `?`, and a backslash that takes their meaning from them.
 * https://learn.microsoft.com/azure/role-based-access-control/conditions-format#string-comparison-operators
 */
export function likePattern(text: string): Pattern {
  const codes: number[] = [];
  const chars = [...text];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!;
    const next = chars[at + 1];
    if (char === '\\' && (next === '*' || next === '?')) {
      codes.push(next.codePointAt(0)!);
      at++;
    } else if (char === '*') codes.push(ANY);
    else if (char === '?') codes.push(ONE);
    else codes.push(char.codePointAt(0)!);
  }
  return withoutRuns(codes);
}

function withoutRuns(codes: readonly number[]): Pattern {
  return codes.filter((code, at) => code !== ANY || codes[at - 1] !== ANY);
}

/** Two places are kept, so that no pattern takes more than its length times the text's. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  if (pattern.length === 1 && pattern[0] === ANY) return true;
  const codes = codesOf(text);
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < codes.length) {
    const code = pattern[p];
    if (code === ANY) {
      star = p++;
      mark = t;
    } else if (code !== undefined && (code === ONE || code === codes[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === ANY) p++;
  return p === pattern.length;
}

function codesOf(text: string): readonly number[] {
  return Array.from(text, (char) => char.codePointAt(0)!);
}
