/**
 * ARN formats of the service authorization reference (`arn:${Partition}:s3:::${BucketName}/${ObjectName}`) and how texts
 * relate to them. A variable of the header (partition, region, account) holds no colon; one inside the resource part holds
 * neither the delimiter that follows it nor a colon; the last one may hold anything, since names may contain `/` and `:`.
 */
export type Piece = { readonly text: string } | { readonly exclude: string; readonly last: boolean };

export interface ArnFormat {
  readonly format: string;
  /** Third field: `s3`; null when it is a variable. */
  readonly service: string | null;
  /** More literal characters = more specific. */
  readonly literals: number;
  readonly pieces: readonly Piece[];
}

export function parseFormat(format: string): ArnFormat {
  const pieces: Piece[] = [];
  let literals = 0;
  let end = 0;
  for (const match of format.matchAll(/\$\{[^}]*\}|\*/g)) {
    const text = format.slice(end, match.index);
    if (text !== '') pieces.push({ text });
    literals += text.length;
    end = match.index + match[0].length;
    const header = format.slice(0, match.index).split(':').length <= 5;
    const next = format[end];
    pieces.push({ exclude: header || next === ':' ? ':' : next === undefined ? '' : ':/', last: next === undefined });
  }
  const tail = format.slice(end);
  if (tail !== '') pieces.push({ text: tail });
  return { format, service: arnServiceOf(format), literals: literals + tail.length, pieces };
}

export function arnServiceOf(format: string): string | null {
  const service = format.split(':', 3)[2]!;
  return service.includes('$') ? null : service;
}

/** First word of the resource part of an ARN or format (`instance` of `…:instance/i-1`); null when it is or holds a variable or wildcard. */
export function headWord(text: string): string | null {
  let start = 0;
  for (let colons = 0; colons < 5; colons++) {
    start = text.indexOf(':', start) + 1;
    if (start === 0) return null;
  }
  let end = text[start] === '/' ? start + 1 : start;
  for (; end < text.length && text[end] !== '/' && text[end] !== ':'; end++) {
    if (text[end] === '*' || text[end] === '?' || text[end] === '$') return null;
  }
  return text.slice(start, end);
}

/** Whole-text pattern. `lastExclude` narrows the last variable, where contents of the resource follow after that character. */
export function formatRegExp(pieces: readonly Piece[], lastExclude = ''): RegExp {
  const source = pieces.map((piece) =>
    'text' in piece ? quoted(piece.text) : variable(piece.last ? lastExclude : piece.exclude),
  );
  return new RegExp(`^${source.join('')}$`, 's');
}

function variable(exclude: string): string {
  return exclude === '' ? '.+' : `[^${exclude}]+`;
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** A place where a format can be cut: what stands before names a container, what follows its contents. */
export interface Cut {
  readonly container: readonly Piece[];
  /** `/*`, `/index/*`, `:log-stream:*`: the rest with `*` for each variable. */
  readonly rest: string;
}

/** Cuts after each variable of the resource part that a `/` or `:` follows, the innermost first. */
export function cutsOf(format: ArnFormat): readonly Cut[] {
  const cuts: Cut[] = [];
  let colons = 0;
  format.pieces.forEach((piece, index) => {
    const before = colons;
    if ('text' in piece) colons += piece.text.split(':').length - 1;
    if (index === 0 || !('text' in piece) || 'text' in format.pieces[index - 1]!) return;
    if (before < 5 || !/^[/:]/.test(piece.text)) return;
    const rest = format.pieces.slice(index).map((part) => ('text' in part ? part.text : '*'));
    cuts.unshift({ container: format.pieces.slice(0, index), rest: rest.join('') });
  });
  return cuts;
}

/** Does `inner` extend `outer` by a slash: is its resource a content of the other's? Names of variables do not matter. */
export function extendsBySlash(outer: ArnFormat, inner: ArnFormat): boolean {
  if (inner.pieces.length <= outer.pieces.length || 'text' in outer.pieces.at(-1)!) return false;
  const same = outer.pieces.every((piece, index) => {
    const other = inner.pieces[index]!;
    return 'text' in piece ? 'text' in other && other.text === piece.text : !('text' in other);
  });
  const next = inner.pieces[outer.pieces.length];
  return same && next !== undefined && 'text' in next && next.text.startsWith('/');
}
