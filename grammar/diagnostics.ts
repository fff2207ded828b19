/** UTF-16 offsets, end exclusive; start = end marks the end of input. */
export type Span = readonly [start: number, end: number];

/** What is wrong, where, and what to do. Messages are one line, lower case, user text in back quotes. */
export interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
}

/** User text inside a message, cut so that a message never repeats a whole novel. */
export function quoted(text: string): string {
  const line = text.replace(/\p{Cc}/gu, ' ');
  return `\`${line.length > 60 ? `${line.slice(0, 57)}…` : line}\``;
}

/** Message, the line it stands in, a caret under the span, and the hint. */
export function renderDiagnostics(source: string, diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => renderOne(source, diagnostic)).join('\n');
}

const widest = 100;

function renderOne(source: string, { code, message, span, hint }: Diagnostic): string {
  const start = Math.min(span[0], source.length);
  const lineStart = source.slice(0, start).lastIndexOf('\n') + 1;
  const next = source.indexOf('\n', start);
  const lineEnd = next < 0 ? source.length : next;
  const line = source.slice(0, start).split('\n').length;
  const from = Math.max(lineStart, start - 60);
  const text = source.slice(from, Math.min(lineEnd, from + widest)).replace(/\p{Cc}/gu, ' ');
  const width = Math.max(1, Math.min(span[1], lineEnd, from + widest) - start);
  const lead = from > lineStart ? '…' : '';
  const position = `${line}:${start - lineStart + 1}`;
  const out = [
    `${message} [${code}] at ${position}`,
    `  ${lead}${text}`,
    `  ${' '.repeat(lead.length + start - from)}${'^'.repeat(width)}`,
  ];
  if (hint) out.push(`  ${hint}`);
  return out.join('\n');
}
