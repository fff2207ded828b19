import { graphemes, textWidth } from '../../base/text-width.js';

/** One piece of a text in one colour. */
export interface Ink {
  readonly span: readonly [start: number, end: number];
  readonly paint: (text: string) => string;
}

export interface Prompts {
  readonly first: string;
  /** Before every further line; as wide as the first. */
  readonly next: string;
  readonly paint: (text: string) => string;
}

export interface Layout {
  readonly rows: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number };
}

/** A text with prompts as rows of a terminal. Lines too long for it are broken here, so that the terminal never does. */
export function layout(text: string, cursor: number, prompts: Prompts, inks: readonly Ink[], columns: number): Layout {
  const margin = textWidth(prompts.first);
  const room = Math.max(10, columns - 1);
  const rows: string[] = [];
  let row = prompts.paint(prompts.first);
  let column = margin;
  let place = { row: 0, column: margin };
  let at = 0;
  const begin = (lead: string) => {
    rows.push(row);
    row = lead;
    column = margin;
  };
  const inkOf = inkFinder(inks);
  for (const piece of pieces(text)) {
    const width = piece === '\n' ? 0 : textWidth(piece);
    if (piece !== '\n' && column + width > room) begin(' '.repeat(margin));
    if (at <= cursor && cursor < at + piece.length) place = { row: rows.length, column };
    if (piece === '\n') begin(prompts.paint(prompts.next));
    else {
      row += inkOf(at)(visible(piece));
      column += width;
    }
    at += piece.length;
  }
  if (cursor >= at) {
    if (column >= columns) begin(' '.repeat(margin));
    place = { row: rows.length, column };
  }
  return { rows: [...rows, row], cursor: place };
}

function* pieces(text: string): Iterable<string> {
  for (const [at, line] of text.split('\n').entries()) {
    if (at > 0) yield '\n';
    yield* graphemes(line);
  }
}

/** What was pasted may hold anything; a terminal is given nothing that moves it. */
function visible(piece: string): string {
  return piece === '\t' ? ' ' : /\p{Cc}/u.test(piece) ? '\ufffd' : piece;
}

function inkFinder(inks: readonly Ink[]): (at: number) => (text: string) => string {
  let next = 0;
  return (at) => {
    while (next < inks.length && inks[next]!.span[1] <= at) next++;
    const ink = inks[next];
    return ink && ink.span[0] <= at ? ink.paint : (text) => text;
  };
}
