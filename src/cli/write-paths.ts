import type { QueryAnswer } from '../commands/query.js';
import { cutWords, renderPaths } from '../reports/paths.js';
import { renderPathsAs } from '../reports/question-formats.js';
import type { Format } from './session.js';

type PathsAnswer = Extract<QueryAnswer, { kind: 'paths' }>['answer'];

/** An answer to `how can … reach …` in the asked format; what does not fit the format goes to stderr. */
export function writePaths(answer: PathsAnswer, format: Format): void {
  if (format === 'table') {
    process.stdout.write(`${renderPaths(answer)}\n`);
    return;
  }
  process.stdout.write(renderPathsAs(answer, format));
  if (format !== 'json' && answer.cut) process.stderr.write(`${cutWords(answer.cut)}\n`);
}
