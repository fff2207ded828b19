/** The shape of a JSON text as far as its beginning shows it. */
export interface JsonHead {
  readonly container: 'object' | 'array' | 'none';
  /** Keys of the object, or of the first object in the array. */
  readonly keys: ReadonlySet<string>;
  /** The first top-level value ended within the text. */
  readonly closed: boolean;
  /** The first top-level value stands on one line, as far as seen. */
  readonly oneLine: boolean;
  /** Something other than space follows the first value. */
  readonly more: boolean;
}

/** Reads keys by walking brackets and strings; never parses values, never fails. */
export function jsonHead(text: string): JsonHead {
  const start = text.search(/\S/);
  const first = start < 0 ? '' : text[start];
  const none = { container: 'none', keys: new Set<string>(), closed: false, oneLine: true, more: false } as const;
  if (first !== '{' && first !== '[') return none;
  const keyDepth = first === '{' ? 1 : 2;
  const keys = new Set<string>();
  let depth = 0;
  let objects = 0;
  let expectKey = false;
  let end = text.length;
  let closed = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') {
      const close = stringEnd(text, at);
      if (expectKey && depth === keyDepth && objects <= 1) {
        const key = text.slice(at + 1, close);
        if (close < text.length && /^\s*:/.test(text.slice(close + 1, close + 64))) keys.add(key);
      }
      expectKey = false;
      at = close;
    } else if (char === '{' || char === '[') {
      depth++;
      if (char === '{' && depth === keyDepth) objects++;
      expectKey = char === '{';
    } else if (char === '}' || char === ']') {
      depth--;
      expectKey = false;
      if (depth === 0) {
        closed = true;
        end = at + 1;
        break;
      }
    } else if (char === ',') {
      expectKey = true;
    }
  }
  const value = text.slice(start, end);
  return {
    container: first === '{' ? 'object' : 'array',
    keys,
    closed,
    oneLine: !value.includes('\n'),
    more: closed && text.slice(end).trim() !== '',
  };
}

function stringEnd(text: string, quote: number): number {
  for (let at = quote + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
