import { localAdministrator } from '../callers/caller.js';
import { labelsOf } from '../commands/check.js';
import { explainActual, explainEstimates } from '../commands/explain.js';
import { explainWork } from '../commands/explain-question.js';
import { plan, type QueryAnswer, query } from '../commands/query.js';
import { renderJson } from '../reports/json.js';
import { notCollectedWords } from '../reports/not-collected.js';
import { renderRows } from '../reports/rows.js';
import { renderRowsTable } from '../reports/rows-table.js';
import { renderVerdict } from '../reports/verdict.js';
import { type AskingOptions, askingInput, conditionMet, isTable } from './asking.js';
import { type Format, keyValues, type Session } from './session.js';
import { rowStream } from './stream-rows.js';
import { terminalWidth } from './terminal.js';
import { writeChanges } from './write-changes.js';
import { writePaths } from './write-paths.js';

type Rows = Extract<QueryAnswer, { kind: 'rows' }>;

export async function queryCommand(session: Session, text: string, options: AskingOptions): Promise<number> {
  const { environment, options: global } = session;
  const parameters = typed(keyValues(options.param, '--param'));
  if (options.explain) {
    const wanted = await plan(text, parameters, global.reach);
    process.stderr.write(`${await explainEstimates(environment, localAdministrator, wanted)}\n\n`);
  }
  // Without a limit, formats that programs read line by line hold every row, written as it is found.
  const streams = (global.format === 'ndjson' || global.format === 'csv') && options.limit === undefined;
  const stream = streams ? rowStream(global.format as 'ndjson' | 'csv', process.stdout) : null;
  const answer = await query(environment, localAdministrator, {
    text,
    parameters,
    ...askingInput(session, options),
    ...(stream ? { sink: stream.sink } : {}),
  });
  if (answer.kind === 'check') {
    if (isTable(session)) {
      const labels = await labelsOf(environment, answer.answer);
      process.stdout.write(`${renderVerdict(answer.answer, { color: process.stdout.isTTY === true, name: (id) => labels[id] })}
`);
    } else process.stdout.write(renderJson(answer.answer, { compact: global.format === 'ndjson' }));
    return 0;
  }
  const format = global.format ?? 'table';
  if (answer.kind !== 'rows') {
    if (answer.kind === 'paths') writePaths(answer.answer, format);
    else writeChanges(answer.answer, format);
    if (options.explain) process.stderr.write(`\n${explainWork(answer)}\n`);
    return conditionMet(options, answer.kind === 'paths' ? answer.answer.paths.length : answer.answer.total);
  }
  if (stream) stream.end();
  else write(answer, format);
  if (format !== 'table' && format !== 'json') noteBeyond(answer);
  if (options.explain) process.stderr.write(`\n${explainActual(answer.actual)}\n`);
  return conditionMet(options, stream ? (answer.total ?? 0) : answer.rows.length);
}

/** Formats of bare rows have no place for what the answer rests on: an empty one says on stderr why it is empty. */
function noteBeyond({ rows, total, coverage }: Rows): void {
  if (rows.length > 0 || (total ?? 0) > 0) return;
  const beyond = coverage.notCollected.filter(({ layer }) => ['provider', 'attribute', 'snapshot'].includes(layer));
  for (const entry of beyond) process.stderr.write(`not collected: ${notCollectedWords(entry)}\n`);
}

/** Numbers and truth values get their type; everything else is text, and so are account ids: their zeros in front count. */
export function typed(values: Record<string, string>): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      /^-?(0|[1-9]\d*)$/.test(value) && !/^\d{12}$/.test(value)
        ? Number(value)
        : value === 'true'
          ? true
          : value === 'false'
            ? false
            : value,
    ]),
  );
}

export function write(answer: Rows, format: Format): void {
  if (format === 'table') {
    writeTable(answer);
    return;
  }
  process.stdout.write(renderRows(answer, format));
  if (answer.cursor && format !== 'json') process.stderr.write(`more rows: --cursor ${answer.cursor}\n`);
}

export function writeTable(answer: Rows): void {
  const table = renderRowsTable(answer, {
    width: terminalWidth(),
    nextPage: (cursor) => `next page: --cursor ${cursor}`,
    reachAll: 'see them with --reach all',
  });
  process.stdout.write(`${table}\n`);
}
