import type { QueryAnswer } from '../commands/query.js';
import { renderCsv } from '../reports/csv.js';
import { renderJson } from '../reports/json.js';
import { cutWords, pathRows, renderPaths } from '../reports/paths.js';

type PathsAnswer = Extract<QueryAnswer, { kind: 'paths' }>['answer'];

const columns = ['path', 'length', 'verdict', 'from', 'to', 'by', 'onlyIf', 'actions', 'grants'];

/** An answer to `how can … reach …` in the asked format; what does not fit the format goes to stderr. */
export function writePaths(answer: PathsAnswer, format: string): void {
  switch (format) {
    case 'json':
      process.stdout.write(renderJson(answer));
      return;
    case 'ndjson':
      for (const path of answer.paths) process.stdout.write(renderJson(path, { compact: true }));
      break;
    case 'csv':
      process.stdout.write(renderCsv(columns, pathRows(answer)));
      break;
    default:
      process.stdout.write(`${renderPaths(answer)}\n`);
      return;
  }
  if (answer.cut) process.stderr.write(`${cutWords(answer.cut)}\n`);
}
