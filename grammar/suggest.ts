import { type Diagnostic, quoted, type Span } from './diagnostics.js';

/** Nearest of the options by edit distance; undefined when none is near. */
export function nearest(text: string, options: Iterable<string>): string | undefined {
  if (text.length > 80) return undefined;
  const wanted = text.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(text.length * 0.4)) + 1;
  for (const option of options) {
    const distance = editDistance(wanted, option.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = option;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[right.length]!;
}

/** The shortest that has the text in it: somebody knew a part of the name. */
function holding(text: string, options: readonly string[]): string | undefined {
  const wanted = text.toLowerCase();
  if (wanted.length < 4) return undefined;
  return options
    .filter((option) => option.toLowerCase().includes(wanted))
    .toSorted((left, right) => left.length - right.length)[0];
}

/** The only maker of "unknown …" messages. */
export function unknownName(
  what: string,
  code: string,
  text: string,
  span: Span,
  options: Iterable<string>,
  known?: string,
): Diagnostic {
  const all = [...options];
  const near = nearest(text, all) ?? holding(text, all);
  const hints = [near === undefined ? '' : `did you mean \`${near}\`?`, known ?? ''].filter((hint) => hint !== '');
  return {
    code,
    message: `unknown ${what} ${quoted(text)}`,
    span,
    ...(hints.length > 0 ? { hint: hints.join(' ') } : {}),
  };
}
