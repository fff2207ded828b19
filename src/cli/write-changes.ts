import type { QueryAnswer } from '../commands/query.js';
import { changeColumns, changeRows, cutChangesWords, renderChanges } from '../reports/changes.js';
import { renderCsv } from '../reports/csv.js';
import { renderJson } from '../reports/json.js';

type ChangesPage = Extract<QueryAnswer, { kind: 'changes' }>['answer'];

/** An answer to `what changed between …` in the asked format; what does not fit the format goes to stderr. */
export function writeChanges(answer: ChangesPage, format: string): void {
  switch (format) {
    case 'json':
      process.stdout.write(renderJson(answer));
      return;
    case 'ndjson':
      for (const change of answer.changes) process.stdout.write(renderJson(change, { compact: true }));
      break;
    case 'csv':
      process.stdout.write(renderCsv(changeColumns, changeRows(answer.changes)));
      break;
    default:
      process.stdout.write(`${renderChanges(answer)}\n`);
      return;
  }
  if (answer.cut) process.stderr.write(`${cutChangesWords(answer.cut)}\n`);
  if (answer.cursor) process.stderr.write(`more changes: --cursor ${answer.cursor}\n`);
}
