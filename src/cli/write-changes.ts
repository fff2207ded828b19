import type { QueryAnswer } from '../commands/query.js';
import { cutChangesWords, renderChanges } from '../reports/changes.js';
import { renderChangesAs } from '../reports/question-formats.js';
import type { Format } from './session.js';
import { terminalWidth } from './terminal.js';

type ChangesPage = Extract<QueryAnswer, { kind: 'changes' }>['answer'];

/** An answer to `what changed between …` in the asked format; what does not fit the format goes to stderr. */
export function writeChanges(answer: ChangesPage, format: Format): void {
  if (format === 'table') {
    process.stdout.write(`${renderChanges(answer, { width: terminalWidth() })}\n`);
    return;
  }
  process.stdout.write(renderChangesAs(answer, format));
  if (format === 'json') return;
  if (answer.cut) process.stderr.write(`${cutChangesWords(answer.cut)}\n`);
  if (answer.cursor) process.stderr.write(`more changes: --cursor ${answer.cursor}\n`);
}
