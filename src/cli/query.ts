import { localAdministrator } from '../callers/caller.js';
import { labelsOf } from '../commands/check.js';
import { explainActual, explainEstimates } from '../commands/explain.js';
import { plan, type QueryAnswer, query } from '../commands/query.js';
import type { Residual } from '../evaluators/verdict.js';
import { renderCsv } from '../reports/csv.js';
import { renderJson } from '../reports/json.js';
import { renderResidual } from '../reports/residual.js';
import { renderTable } from '../reports/table.js';
import { renderVerdict } from '../reports/verdict.js';
import { keyValues, type Session } from './session.js';
import { writeChanges } from './write-changes.js';
import { writePaths } from './write-paths.js';

interface QueryOptions {
  readonly param?: readonly string[];
  readonly limit?: number;
  readonly cursor?: string;
  readonly count: boolean;
  readonly explain: boolean;
  readonly timeout?: number;
  readonly failIfAny: boolean;
  readonly failIfNone: boolean;
}

type Rows = Extract<QueryAnswer, { kind: 'rows' }>;

export async function queryCommand(
  { environment, options: global, signal }: Session,
  text: string,
  options: QueryOptions,
): Promise<number> {
  const parameters = typed(keyValues(options.param, '--param'));
  if (options.explain) {
    const wanted = await plan(text, parameters, global.reach);
    process.stderr.write(`${await explainEstimates(environment, localAdministrator, wanted)}\n\n`);
  }
  const table = global.format === undefined || global.format === 'table';
  const answer = await query(environment, localAdministrator, {
    text,
    parameters,
    reach: global.reach,
    strict: global.strict,
    signal,
    count: options.count,
    ...(table ? { page: 200 } : {}),
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
  });
  if (answer.kind === 'check') {
    if (table) {
      const labels = await labelsOf(environment, answer.answer);
      process.stdout.write(`${renderVerdict(answer.answer, { color: process.stdout.isTTY === true, name: (id) => labels[id] })}
`);
    } else process.stdout.write(renderJson(answer.answer, { compact: global.format === 'ndjson' }));
    return 0;
  }
  const format = global.format ?? 'table';
  if (answer.kind === 'paths') {
    writePaths(answer.answer, format);
    return conditionMet(options, answer.answer.paths.length);
  }
  if (answer.kind === 'changes') {
    writeChanges(answer.answer, format);
    return conditionMet(options, answer.answer.total);
  }
  write(answer, format);
  if (options.explain) process.stderr.write(`\n${explainActual(answer.actual)}\n`);
  return conditionMet(options, answer.rows.length);
}

/** Exit code by what was asked of the number of answers. */
function conditionMet({ failIfAny, failIfNone }: QueryOptions, count: number): number {
  return (failIfAny && count > 0) || (failIfNone && count === 0) ? 1 : 0;
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

export function write(answer: Rows, format: string): void {
  switch (format) {
    case 'json':
      process.stdout.write(
        renderJson({
          rows: answer.rows,
          total: answer.total,
          cursor: answer.cursor,
          coverage: answer.coverage,
          ...(answer.couldBecome ? { couldBecome: answer.couldBecome } : {}),
        }),
      );
      return;
    case 'ndjson':
      for (const row of answer.rows) process.stdout.write(renderJson(row, { compact: true }));
      if (answer.cursor) process.stderr.write(`more rows: --cursor ${answer.cursor}\n`);
      return;
    case 'csv': {
      const columns = answer.columns ? Object.keys(answer.rows[0] ?? {}) : csvColumns;
      process.stdout.write(renderCsv(columns, answer.rows));
      if (answer.cursor) process.stderr.write(`more rows: --cursor ${answer.cursor}\n`);
      return;
    }
    default:
      writeTable(answer);
  }
}

const csvColumns = [
  'sourceResourceId',
  'sourceResourceName',
  'sourceResourceType',
  'sourceCloudAccount',
  'sourceIdpEmail',
  'grantedByCloudEntityId',
  'grantedByCloudEntityType',
  'grantedByCloudPolicyId',
  'grantedByCloudPolicyType',
  'grantedByStatement',
  'effectiveActionName',
  'destResourceId',
  'destResourceType',
  'destCloudServiceName',
  'destCloudAccount',
  'destCloudRegion',
  'destPattern',
  'verdict',
  'residual',
  'path',
];

export function writeTable(answer: Rows): void {
  const out = (line: string) => process.stdout.write(`${line}\n`);
  if (answer.columns) out(renderTable([...answer.columns, 'actions', 'verdict'], answer.rows));
  else
    out(
      renderTable(
        ['verdict', 'source', 'by', 'granted by', 'policy', 'action', 'destination', 'only if'],
        answer.rows.map(brief),
      ),
    );
  const total =
    answer.total === null
      ? `${answer.rows.length} rows shown, more follow`
      : `${answer.total.toLocaleString('en')} row${answer.total === 1 ? '' : 's'}`;
  out(`\n${total}`);
  if (answer.cursor) out(`next page: --cursor ${answer.cursor}`);
  if (answer.couldBecome && answer.couldBecome.count > 0) {
    const { count, exact, examples } = answer.couldBecome;
    out(
      `${exact ? '' : 'at least '}${count} more could become one of these: ${examples.join(', ')}${count > examples.length ? ', …' : ''} (see them with --reach all)`,
    );
  }
  const open = answer.coverage.notCollected.filter((entry) => entry.couldFlip);
  if (open.length > 0)
    out(
      `not collected: ${[...new Set(open.map((entry) => `${entry.layer} of ${entry.scope}`))].slice(0, 6).join(', ')}${open.length > 6 ? ' …' : ''}`,
    );
}

function brief(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const path = row['path'] as readonly { hop: string }[];
  return {
    verdict: row['verdict'],
    source: row['sourceIdpEmail'] ?? sourceName(row),
    by: path.map((hop) => hop.hop).join(' > '),
    'granted by': `${row['grantedByCloudEntityType']} ${row['grantedByCloudEntityName']}`,
    policy: `${row['grantedByCloudPolicyName']}#${row['grantedByStatement']}`,
    action: row['effectiveActionName'],
    destination: row['destResourceId'],
    'only if': row['residual'] ? renderResidual(row['residual'] as Residual) : '',
  };
}

function sourceName(row: Readonly<Record<string, unknown>>): string {
  return row['sourcePublic'] === true
    ? row['sourceResourceId'] === 'public'
      ? 'everyone'
      : 'everyone with an AWS account'
    : `${row['sourceResourceType']} ${row['sourceResourceName']}${row['sourceCloudAccount'] ? ` (${row['sourceCloudAccount']})` : ''}`;
}
