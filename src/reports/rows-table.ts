import type { Coverage } from '../access/contract.js';
import type { Residual } from '../evaluators/verdict.js';
import { notCollectedWords } from './not-collected.js';
import { renderResidual } from './residual.js';
import { renderTable } from './table.js';

type Row = Readonly<Record<string, unknown>>;

/** An answer that is a list of permissions, or of groups of them. */
export interface RowsShape {
  readonly rows: readonly Row[];
  /** Columns of a grouped answer; null = full rows. */
  readonly columns: readonly string[] | null;
  readonly total: number | null;
  readonly cursor: string | null;
  readonly coverage: Coverage;
  readonly couldBecome: {
    readonly count: number;
    readonly exact: boolean;
    readonly examples: readonly string[];
  } | null;
}

export interface RowsTableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color?: boolean;
  /** Rows are numbered from here; absent = not at all. */
  readonly numberFrom?: number;
  /**
   * Columns that hold nothing are left out, and the least important ones where the width would cut everything to stumps; the medium
   * says so. Absent: every column stands.
   */
  readonly leftOut?: (columns: readonly string[]) => string;
  /** How the medium says that a page follows, and how whoever could become one of the rows is shown. */
  readonly nextPage: (cursor: string) => string;
  readonly reachAll: string;
}

/** The table and below it what it does not show: how many rows, the next page, who could become one of them, what was not collected. */
export function renderRowsTable(answer: RowsShape, options: RowsTableOptions): string {
  const { rows, columns } = answer;
  const { width, color, numberFrom, leftOut } = options;
  const numbered = (row: Row, at: number): Row => (numberFrom === undefined ? row : { ...row, '#': numberFrom + at });
  const shown = (columns ? rows : lines(rows)).map(numbered);
  const wanted = columns
    ? [...columns, 'actions', 'verdict']
    : rowColumns.filter((one) => !leftOut || holds(one, shown));
  const fitting = leftOut && !columns ? fit(wanted, shown, width) : wanted;
  const heads = numberFrom === undefined ? fitting : ['#', ...fitting];
  const table = renderTable(heads, shown, { width, ...(color === undefined ? {} : { color }) });
  const missing = wanted.filter((one) => !fitting.includes(one));
  return [table, '', ...rowsNotes(answer, options), ...(leftOut && missing.length > 0 ? [leftOut(missing)] : [])].join(
    '\n',
  );
}

const holds = (column: string, rows: readonly Row[]): boolean => rows.some((row) => String(row[column] ?? '') !== '');

const rowColumns = ['verdict', 'source', 'by', 'granted by', 'policy', 'action', 'destination', 'only if'];
/** What goes first where there is no room. */
const leastFirst = ['policy', 'by', 'granted by', 'only if'];
/** A column that may be this wide says enough. */
const readable = 24;

function fit(columns: readonly string[], rows: readonly Row[], width: number): readonly string[] {
  const natural = (column: string) =>
    Math.min(
      readable,
      rows.reduce((most, row) => Math.max(most, String(row[column] ?? '').length), column.length),
    );
  let kept = columns;
  for (const column of leastFirst) {
    if (kept.reduce((sum, one) => sum + natural(one) + 2, 4) <= width) break;
    kept = kept.filter((one) => one !== column);
  }
  return kept;
}

function rowsNotes(answer: RowsShape, { nextPage, reachAll }: RowsTableOptions): string[] {
  const { rows, total, cursor, couldBecome, coverage } = answer;
  const notes = [
    total === null
      ? `${rows.length.toLocaleString('en')} rows shown, more follow`
      : `${total.toLocaleString('en')} row${total === 1 ? '' : 's'}`,
  ];
  if (cursor) notes.push(nextPage(cursor));
  if (couldBecome && couldBecome.count > 0) {
    const { count, exact, examples } = couldBecome;
    const names = `${examples.join(', ')}${count > examples.length ? ', …' : ''}`;
    notes.push(`${exact ? '' : 'at least '}${count} more could become one of these: ${names} (${reachAll})`);
  }
  const open = coverage.notCollected.filter((entry) => entry.couldFlip);
  if (open.length > 0) {
    const names = [...new Set(open.map(notCollectedWords))].slice(0, 6);
    notes.push(`not collected: ${names.join(', ')}${open.length > 6 ? ' …' : ''}`);
  }
  return notes;
}

/** Rows in a line each; where two would look alike, the type of the destination tells them apart. */
function lines(rows: readonly Row[]): Row[] {
  const shown = rows.map(brief);
  const keys = shown.map((row) => JSON.stringify(row));
  const count = new Map<string, number>();
  for (const key of keys) count.set(key, (count.get(key) ?? 0) + 1);
  return shown.map((row, at) =>
    count.get(keys[at]!)! > 1 ? { ...row, destination: `${rows[at]!['destResourceType']} ${row['destination']}` } : row,
  );
}

/** One permission in a line. */
function brief(row: Row): Row {
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

function sourceName(row: Row): string {
  if (row['sourcePublic'] === true)
    return row['sourceResourceId'] === 'public' ? 'everyone' : 'everyone with an AWS account';
  const [type, name, account] = ['sourceResourceType', 'sourceResourceName', 'sourceCloudAccount'].map((field) =>
    String(row[field] ?? ''),
  ) as [string, string, string];
  const typed = name.startsWith(`${type} `) ? name : `${type} ${name}`;
  return account === '' || name.includes(account) ? typed : `${typed} (${account})`;
}
