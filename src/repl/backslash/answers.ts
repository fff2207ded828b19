import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { GrantgraphError } from '../../base/errors.js';
import { localAdministrator } from '../../callers/caller.js';
import { explainActual, explainEstimates } from '../../commands/explain.js';
import { plan } from '../../commands/query.js';
import { renderJson } from '../../reports/json.js';
import { renderRowDetail, renderRowPath, renderRowProof } from '../../reports/row-detail.js';
import { renderRows } from '../../reports/rows.js';
import { renderRowsTable } from '../../reports/rows-table.js';
import { rowLabels } from '../labels.js';
import type { Last, Rows, Session } from '../session.js';
import { machineText, words } from '../show-answer.js';
import { statement } from '../statement.js';
import { type BackslashCommand, usage, wordsOf } from './command.js';

/** Commands about the last answer. */
export const answerCommands: readonly BackslashCommand[] = [
  { name: 'why', takes: '[N]', description: 'the proof of row N, or of the last verdict', run: why },
  { name: 'path', takes: '[N]', description: 'how the source of row N comes to the grant, hop by hop', run: path },
  { name: 'open', takes: '[N]', description: 'everything about row N', run: open },
  {
    name: 'next',
    aliases: ['n'],
    takes: '',
    description: 'the next page of the last answer',
    run: (session, _, signal) => session.next(signal),
  },
  {
    name: 'plan',
    takes: '[QUERY]',
    description: 'how the last query was answered, or this one would be',
    run: showPlan,
  },
  {
    name: 'save',
    takes: 'FILE',
    description: 'all rows of the last answer to a new file; .json .ndjson .csv, else a table',
    run: save,
  },
];

function lastOf({ last }: Session): Last {
  if (last) return last;
  throw new GrantgraphError('nothing-asked', 'nothing was asked yet', {
    exit: 2,
    hint: "try: who can s3:GetObject on 'NAME'",
  });
}

/** The row a person means: by number, or the only one. */
function rowOf(
  session: Session,
  rest: string,
): { row: Readonly<Record<string, unknown>>; grouped: boolean; answer: Rows } {
  const { answer, rows } = lastOf(session);
  if (answer.kind !== 'rows' || rows.length === 0)
    throw new GrantgraphError('no-rows', 'the last answer has no rows', { exit: 2 });
  const number = rest === '' && rows.length === 1 ? 1 : Number(rest);
  const row = Number.isInteger(number) ? rows[number - 1] : undefined;
  if (!row)
    throw usage(
      rest === '' ? 'which row?' : `there is no row \`${rest.slice(0, 40)}\``,
      `rows are numbered 1 to ${rows.length}`,
    );
  return { row, grouped: answer.columns !== null, answer };
}

async function why(session: Session, rest: string): Promise<void> {
  const { answer } = lastOf(session);
  if (answer.kind !== 'rows') {
    await session.terminal.page(await words(session.environment, answer, session.terminal));
    return;
  }
  const found = rowOf(session, rest);
  ungrouped(found.grouped);
  const name = await rowLabels(session.environment, found.row);
  await session.terminal.page(
    renderRowProof(found.row, found.answer.coverage, { color: session.terminal.color, name }),
  );
}

async function path(session: Session, rest: string): Promise<void> {
  const { answer } = lastOf(session);
  if (answer.kind === 'paths') {
    await session.terminal.page(await words(session.environment, answer, session.terminal));
    return;
  }
  const { row, grouped } = rowOf(session, rest);
  ungrouped(grouped);
  await session.terminal.page(renderRowPath(row, { name: await rowLabels(session.environment, row) }));
}

function ungrouped(grouped: boolean): void {
  if (grouped)
    throw new GrantgraphError('grouped-rows', 'a group stands for many permissions and has no proof of its own', {
      exit: 2,
      hint: 'ask again without group by',
    });
}

async function open(session: Session, rest: string): Promise<void> {
  const { row, grouped, answer } = rowOf(session, rest);
  if (session.settings.format !== 'table')
    await session.terminal.data(renderJson(row, { compact: session.settings.format === 'ndjson' }));
  else {
    const name = grouped ? undefined : await rowLabels(session.environment, row);
    const options = { color: session.terminal.color, ...(name ? { name } : {}) };
    await session.terminal.page(renderRowDetail(row, grouped, answer.coverage, options));
  }
}

async function showPlan(session: Session, rest: string): Promise<void> {
  const { environment, settings, terminal, last } = session;
  const asked =
    rest === ''
      ? lastOf(session).asked
      : { text: statement(rest), parameters: settings.parameters, reach: settings.reach };
  const wanted = await plan(asked.text, asked.parameters, asked.reach);
  const expected = await explainEstimates(environment, localAdministrator, wanted);
  const done = rest === '' && last?.answer.kind === 'rows' ? `\n\n${explainActual(last.answer.actual)}` : '';
  await terminal.page(`${expected}${done}`);
}

async function save(session: Session, rest: string, signal: AbortSignal): Promise<void> {
  const words = wordsOf(rest);
  const over = words[0] === '-f';
  const [file] = over ? words.slice(1) : words;
  if (file === undefined)
    throw usage('\\save takes the name of a file', '\\save answer.csv; \\save -f answer.csv overwrites');
  const last = lastOf(session);
  const { content, count } = await contentOf(session, last, formatOf(file), signal);
  try {
    writeFileSync(file, content, { mode: 0o600, flag: over ? 'w' : 'wx' });
  } catch (cause) {
    const there = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new GrantgraphError(
      there ? 'file-exists' : 'unwritable-file',
      there ? `\`${file}\` is there already` : `cannot write \`${file}\``,
      {
        place: { file },
        cause,
        ...(there ? { hint: '\\save -f overwrites' } : {}),
      },
    );
  }
  session.terminal.note(`${count} written to ${file}`);
}

/** A file has no colours and all the room it needs. */
const onPaper = { color: false, width: 400 };

type SaveFormat = 'table' | 'json' | 'ndjson' | 'csv';

function formatOf(file: string): SaveFormat {
  const end = extname(file).slice(1).toLowerCase();
  return end === 'json' || end === 'ndjson' || end === 'csv' ? end : 'table';
}

async function contentOf(
  session: Session,
  { asked, answer, rows, cursor }: Last,
  format: SaveFormat,
  signal: AbortSignal,
): Promise<{ content: string; count: string }> {
  if (answer.kind !== 'rows') {
    return {
      content:
        format === 'table' ? `${await words(session.environment, answer, onPaper)}\n` : machineText(answer, format),
      count: 'the answer',
    };
  }
  const all = [...rows];
  for (let at = cursor; at !== null; ) {
    const page = await session.query(asked, at, 10_000, signal);
    if (page.kind !== 'rows') break;
    all.push(...page.rows);
    at = page.cursor;
  }
  const whole: Rows = { ...answer, rows: all, total: all.length, cursor: null };
  const count = `${all.length.toLocaleString('en')} row${all.length === 1 ? '' : 's'}`;
  if (format !== 'table') return { content: renderRows(whole, format), count };
  const table = { ...onPaper, nextPage: () => '', reachAll: 'reach all' };
  return { content: `${renderRowsTable(whole, table)}\n`, count };
}
