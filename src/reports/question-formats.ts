import type { PathsAnswer } from '../access/path-contract.js';
import { changeColumns, changeRows, type PageOfChanges } from './changes.js';
import { renderCsv } from './csv.js';
import { renderJson } from './json.js';
import { pathRows } from './paths.js';

type Format = 'json' | 'ndjson' | 'csv';

const pathColumns = ['path', 'length', 'verdict', 'from', 'to', 'by', 'onlyIf', 'actions', 'grants'];

/** Paths for programs: the whole answer, one path a line, or a row a path. */
export function renderPathsAs(answer: PathsAnswer, format: Format): string {
  if (format === 'json') return renderJson(answer);
  if (format === 'csv') return renderCsv(pathColumns, pathRows(answer));
  return answer.paths.map((path) => renderJson(path, { compact: true })).join('');
}

/** Changes for programs: the whole page, one change a line, or a row a change. */
export function renderChangesAs(answer: PageOfChanges, format: Format): string {
  if (format === 'json') return renderJson(answer);
  if (format === 'csv') return renderCsv(changeColumns, changeRows(answer.changes));
  return answer.changes.map((change) => renderJson(change, { compact: true })).join('');
}
