import type { Environment } from '../commands/environment.js';
import type { QueryAnswer } from '../commands/query.js';
import { renderChanges } from '../reports/changes.js';
import { renderJson } from '../reports/json.js';
import { renderPaths } from '../reports/paths.js';
import { renderChangesAs, renderPathsAs } from '../reports/question-formats.js';
import { renderRows } from '../reports/rows.js';
import { renderRowsTable } from '../reports/rows-table.js';
import { renderVerdict } from '../reports/verdict.js';
import { labelsOf } from './labels.js';
import type { Format, Rows, Session } from './session.js';
import { inkOf, type Terminal } from './terminal.js';

/** Shows an answer in the format of the session. Rows are numbered from `first`. */
export async function showAnswer(session: Session, answer: QueryAnswer, first: number): Promise<void> {
  const { terminal, settings } = session;
  if (settings.format !== 'table') {
    await terminal.data(machineText(answer, settings.format));
    if (answer.kind === 'rows' && answer.cursor !== null) terminal.note('more rows follow: \\next');
    return;
  }
  await terminal.page(
    answer.kind === 'rows' ? table(session, answer, first) : await words(session.environment, answer, terminal),
  );
}

/** An answer that is no list of permissions, for people. */
export async function words(
  environment: Environment,
  answer: Exclude<QueryAnswer, { kind: 'rows' }>,
  { color, width }: Pick<Terminal, 'color' | 'width'>,
): Promise<string> {
  switch (answer.kind) {
    case 'check':
      return renderVerdict(answer.answer, { color, name: await labelsOf(environment, answer.answer) });
    case 'paths':
      return renderPaths(answer.answer, { color });
    case 'changes':
      return renderChanges(answer.answer, { color, width });
  }
}

/** Any answer, for programs. */
export function machineText(answer: QueryAnswer, format: Exclude<Format, 'table'>): string {
  switch (answer.kind) {
    case 'rows':
      return renderRows(answer, format);
    case 'check':
      return renderJson(answer.answer, { compact: format === 'ndjson' });
    case 'paths':
      return renderPathsAs(answer.answer, format);
    case 'changes':
      return renderChangesAs(answer.answer, format);
  }
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
  const at = text.lastIndexOf('\n\n');
  return `${text.slice(0, at)}\n\n${ink.dim(text.slice(at + 2))}`;
}
