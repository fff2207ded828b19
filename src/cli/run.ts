import colors from 'picocolors';
import { GrantgraphError } from '../base/errors.js';
import { localAdministrator } from '../callers/caller.js';
import { explainActual, explainEstimates } from '../commands/explain.js';
import { plan, type QueryAnswer } from '../commands/query.js';
import { runSaved, type SavedQuery, savedParameters, selectQueries } from '../commands/saved-queries.js';
import { renderJson } from '../reports/json.js';
import { renderQueryAdvice, renderQueryHead } from '../reports/saved-query.js';
import { type AskingOptions, askingInput, conditionMet, isTable } from './asking.js';
import { typed, write, writeTable } from './query.js';
import { keyValues, type Session } from './session.js';

interface RunOptions extends AskingOptions {
  readonly queries?: string;
}

type Rows = Extract<QueryAnswer, { kind: 'rows' }>;
type Given = ReturnType<typeof typed>;

/** Runs saved queries by id or pack, one after the other; the findings decide the exit code when asked to. */
export async function runCommand(session: Session, names: readonly string[], options: RunOptions): Promise<number> {
  const selected = await selectQueries(names, options.queries === undefined ? {} : { directory: options.queries });
  const given = typed(keyValues(options.param, '--param'));
  const several = selected.length > 1;
  usable(session, selected, options);
  known(selected, given);
  const asked = runnable(selected, names, several ? (saved) => own(saved, given) : () => given);
  const answers: { saved: SavedQuery; answer: Rows }[] = [];
  for (const { saved, parameters } of asked) {
    const answer = await runOne(session, saved, parameters, options);
    answers.push({ saved, answer });
    if (session.options.format !== 'json' || !several) show(saved, answer, session, several);
  }
  if (session.options.format === 'json' && several)
    process.stdout.write(renderJson({ results: answers.map(({ saved, answer }) => plain(saved, answer)) }));
  if (several && isTable(session)) process.stdout.write(`\n${summary(answers)}\n`);
  return conditionMet(options, answers.filter(({ answer }) => answer.rows.length > 0).length);
}

/**
 * Nothing is asked before every query has what it needs: one that was named must have its parameters, one that came with its
 * pack is left out without them, and said so.
 */
function runnable(
  selected: readonly SavedQuery[],
  names: readonly string[],
  parametersOf: (saved: SavedQuery) => Given,
): readonly { readonly saved: SavedQuery; readonly parameters: Given }[] {
  return selected.flatMap((saved) => {
    const parameters = parametersOf(saved);
    try {
      savedParameters(saved, parameters);
    } catch (error) {
      const named = names.some((name) => name === saved.id || name.endsWith(`/${saved.id}`));
      if (named || !(error instanceof GrantgraphError) || error.code !== 'missing-parameter') throw error;
      process.stderr.write(`left out: ${error.message}, ${error.hint}\n`);
      return [];
    }
    return [{ saved, parameters }];
  });
}

async function runOne(session: Session, saved: SavedQuery, parameters: Given, options: RunOptions): Promise<Rows> {
  const { environment, options: global } = session;
  if (options.explain) {
    const wanted = await plan(saved.text, savedParameters(saved, parameters), global.reach);
    process.stderr.write(`${saved.id}\n${await explainEstimates(environment, localAdministrator, wanted)}\n\n`);
  }
  const answer = await runSaved(environment, localAdministrator, saved, {
    parameters,
    ...askingInput(session, options),
  });
  // Proven at load: a saved query answers rows.
  const rows = answer as Rows;
  if (options.explain) process.stderr.write(`${saved.id}: ${explainActual(rows.actual)}\n\n`);
  return rows;
}

function show(saved: SavedQuery, answer: Rows, session: Session, several: boolean): void {
  const format = session.options.format ?? 'table';
  const out = (text: string) => process.stdout.write(`${text}\n`);
  if (format === 'json') process.stdout.write(renderJson(plain(saved, answer)));
  else if (format === 'ndjson')
    for (const row of answer.rows) process.stdout.write(renderJson({ query: saved.id, ...row }, { compact: true }));
  else if (format === 'csv') write(answer, 'csv');
  else if (several && answer.rows.length === 0)
    out(colors.dim(`nothing found: ${saved.title}  ${saved.pack}/${saved.id}\n`));
  else {
    out(`${renderQueryHead(saved)}\n`);
    writeTable(brief(answer));
    if (answer.rows.length > 0) out(`\n${renderQueryAdvice(saved)}`);
    if (several) out('');
  }
}

/** For reading: ids give way to the names beside them, and columns take the words of the row table. */
function brief(answer: Rows): Rows {
  if (!answer.columns) return answer;
  const shown = answer.columns.filter(
    (column) => !answer.columns!.includes(column.replace(/\.id$/, '.name')) || !column.endsWith('.id'),
  );
  // Rows about a grant say how many hold it.
  const counted =
    answer.columns.some((one) => one.startsWith('grantedby.')) &&
    !answer.columns.some((one) => one.startsWith('source.'));
  const rows = answer.rows.map((row) =>
    Object.fromEntries([
      ...shown.map((column) => [words[column] ?? column, row[column]]),
      ...(counted ? [['identities', row['sources']]] : []),
      ['actions', row['actions']],
      ['verdict', row['verdict']],
    ]),
  );
  const columns = shown.map((column) => words[column] ?? column);
  return { ...answer, rows, columns: counted ? [...columns, 'identities'] : columns };
}

const words: Readonly<Record<string, string>> = {
  'source.cloud.resource.name': 'source',
  'source.cloud.resource.type': 'type',
  'source.cloud.account': 'account',
  'grantedby.cloud.entity.id': 'granted by',
  'grantedby.cloud.entity.name': 'granted by',
  'grantedby.cloud.entity.type': 'type',
  'grantedby.cloud.policy.name': 'policy',
  'dest.cloud.resource.id': 'destination',
  'dest.cloud.resource.name': 'destination',
  'dest.cloud.service.name': 'service',
  'dest.cloud.account': 'in account',
  'action.name': 'action',
};

function plain(saved: SavedQuery, answer: Rows): object {
  const { id, pack, title, severity } = saved;
  const { rows, columns, total, cursor, coverage } = answer;
  return { query: { id, pack, title, severity }, ...(columns ? { columns } : {}), rows, total, cursor, coverage };
}

function summary(answers: readonly { saved: SavedQuery; answer: Rows }[]): string {
  const found = answers.filter(({ answer }) => answer.rows.length > 0);
  const list = found.map(({ saved, answer }) => {
    const { rows, total } = answer;
    return `  ${saved.severity.padEnd(8)}  ${saved.id}  ${colors.dim(total === null ? `${rows.length} and more` : String(total))}`;
  });
  return [`${found.length} of ${answers.length} queries found something`, ...list].join('\n');
}

/** Several queries have different columns and cursors: what speaks of one of them takes one. */
function usable({ options: { format } }: Session, selected: readonly SavedQuery[], { cursor }: RunOptions): void {
  if (selected.length === 1 || (format !== 'csv' && cursor === undefined)) return;
  throw new GrantgraphError('one-query-only', `${format === 'csv' ? 'CSV' : 'a cursor'} takes one query at a time`, {
    exit: 2,
    hint: 'run them one by one, or use --format ndjson',
  });
}

function own(saved: SavedQuery, given: Given): Given {
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => saved.parameters.some((one) => one.name === name)),
  );
}

/** A parameter that none of the queries takes is a slip. */
function known(selected: readonly SavedQuery[], given: Given): void {
  const stray = Object.keys(given).find(
    (name) => !selected.some((saved) => saved.parameters.some((one) => one.name === name)),
  );
  if (stray === undefined) return;
  throw new GrantgraphError('unknown-parameter', `none of the queries takes \`${stray}\``, { exit: 2 });
}
