import type { QueryAnswer } from '../commands/query.js';
import { renderJson } from '../reports/json.js';
import { renderRows } from '../reports/rows.js';
import { renderRowsTable } from '../reports/rows-table.js';
import { renderVerdict } from '../reports/verdict.js';
import { type CheckAnswer, labelsOf } from './labels.js';
import type { Format, Rows, Session } from './session.js';
import { inkOf } from './terminal.js';

/** Shows an answer in the format of the session. Rows are numbered from `first`. */
export async function showAnswer(session: Session, answer: QueryAnswer, first: number): Promise<void> {
  const { terminal, settings } = session;
  if (answer.kind === 'check') {
    if (settings.format === 'table') await terminal.page(await verdict(session, answer.answer));
    else await terminal.data(json(answer.answer, settings.format));
    return;
  }
  if (settings.format === 'table') {
    await terminal.page(table(session, answer, first));
    return;
  }
  await terminal.data(renderRows(answer, settings.format));
  if (answer.cursor !== null) terminal.note('more rows follow: \\next');
}

export async function verdict(session: Session, answer: CheckAnswer): Promise<string> {
  const names = await labelsOf(session, answer);
  return renderVerdict(answer, { color: session.terminal.color, name: names });
}

export function json(value: unknown, format: Format): string {
  return renderJson(value, { compact: format === 'ndjson' });
}

function table({ terminal }: Session, answer: Rows, first: number): string {
  const ink = inkOf(terminal);
  const text = renderRowsTable(answer, {
    width: terminal.width,
    color: terminal.color,
    numberFrom: first,
    leftOut: (columns) => `no room for ${columns.join(', ')}: \\open N shows all of row N`,
    nextPage: () => 'next page: \\next',
    reachAll: 'see them with \\reach all',
  });
  const [rows = '', notes] = split(text);
  return notes === undefined ? rows : `${rows}\n\n${ink.dim(notes)}`;
}

function split(text: string): [string, string | undefined] {
  const at = text.lastIndexOf('\n\n');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 2)];
}
