import colors from 'picocolors';
import { outsideScope } from '../access/path-contract.js';
import type { AccessChange, Changes, FactNote, Standing, StateOf } from '../changes/index.js';
import { printable } from './printable.js';
import { renderResidual } from './residual.js';
import { renderTable } from './table.js';

export interface ChangesOptions {
  readonly color?: boolean;
  readonly width?: number;
}

export interface PageOfChanges extends Changes {
  readonly counts: Readonly<Record<AccessChange['change'], number>>;
  readonly total: number;
  readonly cursor: string | null;
}

/** Facts that are spelt out below the tables. */
const mostFacts = 40;
const mostActions = 4;
const widestStatement = 400;
const widest = 150;
const indent = '    ';

const titles = { gained: ['GAINED', 'green'], lost: ['LOST', 'red'], changed: ['CHANGED', 'yellow'] } as const;

/** Who gained, who lost, whose rights hold under another condition; then the facts that brought it about, old and new. */
export function renderChanges(answer: PageOfChanges, options: ChangesOptions = {}): string {
  const ink = colors.createColors(options.color ?? colors.isColorSupported);
  const lines = [`what changed between ${state(answer.from)} and ${state(answer.to)}`];
  if (answer.from.generation === null) return [...lines, '', nothingBefore(answer)].join('\n');
  if (answer.from.generation === answer.to.generation)
    return [...lines, '', 'nothing: no data came in between, both dates are answered from the same collection'].join(
      '\n',
    );
  for (const sort of ['gained', 'lost', 'changed'] as const) {
    const list = answer.changes.filter(({ change }) => change === sort);
    if (list.length === 0) continue;
    const [title, paint] = titles[sort];
    lines.push('', `${ink.bold(ink[paint](title))}  ${count(answer.counts[sort], 'change')}`);
    lines.push(...blocks(list, sort === 'changed' ? ['was', 'is'] : ['only if'], options));
  }
  if (answer.total === 0) lines.push('', nothingGained(answer));
  lines.push(...factLines(answer.facts, ink), ...footer(answer));
  return lines.join('\n');
}

/** One table for each cause, the cause above it. */
function blocks(list: readonly AccessChange[], last: readonly string[], options: ChangesOptions): string[] {
  const width = (options.width ?? widest) - indent.length;
  const causes = new Map<string, AccessChange[]>();
  for (const change of list) {
    const cause = change.facts.map(({ text }) => text).join('; ');
    const known = causes.get(cause);
    if (known) known.push(change);
    else causes.set(cause, [change]);
  }
  const columns = ['source', 'actions', 'destination', 'by', ...last];
  return [...causes].flatMap(([cause, changes]) => [
    `  because ${printable(cause === '' ? outsideScope : cause)}`,
    ...renderTable(columns, changes.map(brief), { ...options, width })
      .split('\n')
      .map((line) => `${indent}${line}`),
  ]);
}

function state({ date, generation, collectedAt }: StateOf): string {
  return generation === null ? date : `${date} (data of ${collectedAt})`;
}

function nothingBefore({ from, to }: Changes): string {
  const first =
    to.generation === null ? 'nor by the second date' : `the second date is answered from data of ${to.collectedAt}`;
  return `cannot be said: nothing was collected by ${from.date}, ${first}`;
}

function nothingGained({ facts }: Changes): string {
  return facts.length === 0 ? 'no fact that access hangs on is different' : 'nobody gained or lost anything';
}

function brief(change: AccessChange): Record<string, unknown> {
  const { source, destination, actions, grantedBy, before, after, heldBy } = change;
  const held = heldBy === null ? '' : ` (${change.change === 'gained' ? 'held before' : 'still held'} by ${heldBy})`;
  const residual = (after ?? before)?.residual;
  return {
    source: `${source.type} ${source.name}`,
    actions: actionWords(actions),
    destination: destination.id,
    by: `${grantedBy.policyName} of ${grantedBy.entityType} ${grantedBy.entityName}${held}`,
    'only if': residual ? renderResidual(residual) : '',
    was: standing(before),
    is: standing(after),
  };
}

function actionWords(actions: readonly string[]): string {
  const shown = actions.slice(0, mostActions).join(', ');
  return actions.length > mostActions
    ? `${shown} and ${(actions.length - mostActions).toLocaleString('en')} more`
    : shown;
}

function standing(one: Standing | null): string {
  if (one === null) return '';
  return one.residual ? `${one.verdict}: ${renderResidual(one.residual)}` : one.verdict;
}

function factLines(facts: readonly FactNote[], ink: ReturnType<typeof colors.createColors>): string[] {
  if (facts.length === 0) return [];
  const lines = ['', `${ink.bold('WHAT IS DIFFERENT')}  ${count(facts.length, 'fact')}`];
  for (const { text, scope, statements } of facts.slice(0, mostFacts)) {
    lines.push(`  ${printable(text)} ${ink.dim(`(${scope})`)}`);
    for (const { sign, words } of statements ? edits(statements) : [])
      lines.push(sign === '-' ? ink.red(`    - ${words}`) : ink.green(`    + ${words}`));
  }
  if (facts.length > mostFacts) lines.push(`  and ${facts.length - mostFacts} more (see them with --format json)`);
  return lines;
}

interface Edit {
  readonly sign: '-' | '+';
  readonly words: string;
}

type Statement = Readonly<Record<string, unknown>>;

/** Statements old and new; of one that was edited, only the elements that differ. */
function edits({ removed, added }: NonNullable<FactNote['statements']>): Edit[] {
  const fresh = [...(added as readonly unknown[])];
  const lines = (removed as readonly unknown[]).flatMap((old): Edit[] => {
    const at = fresh.findIndex((one) => isSame(old, one));
    const now =
      at < 0 && removed.length === 1 && added.length === 1 ? fresh.pop() : at < 0 ? undefined : fresh.splice(at, 1)[0];
    return now === undefined ? [{ sign: '-', words: json(old) }] : elements(old as Statement, now as Statement);
  });
  return [...lines, ...fresh.map((one): Edit => ({ sign: '+', words: json(one) }))];
}

/** A statement keeps its Sid. */
function isSame(old: unknown, now: unknown): boolean {
  const sid = (one: unknown) => (typeof one === 'object' && one !== null ? (one as Statement)['Sid'] : undefined);
  return sid(old) !== undefined && sid(old) === sid(now);
}

function elements(old: Statement, now: Statement): Edit[] {
  const name = typeof now['Sid'] === 'string' ? `${now['Sid']} ` : '';
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]))
    .flatMap((key): Edit[] => [
      ...(old[key] === undefined ? [] : [{ sign: '-' as const, words: `${name}${key}: ${json(old[key])}` }]),
      ...(now[key] === undefined ? [] : [{ sign: '+' as const, words: `${name}${key}: ${json(now[key])}` }]),
    ]);
}

function json(value: unknown): string {
  const text = printable(JSON.stringify(value));
  return text.length > widestStatement ? `${text.slice(0, widestStatement)}…` : text;
}

function footer(answer: PageOfChanges): string[] {
  const lines: string[] = [];
  for (const { scope, part, state } of answer.notCompared) lines.push(`not compared: ${part} of ${scope} (${state})`);
  if (answer.cut) lines.push(cutChangesWords(answer.cut));
  if (answer.cursor) lines.push(`next page: --cursor ${answer.cursor}`);
  return lines.length > 0 ? ['', ...lines] : [];
}

export function cutChangesWords({ limit, compared, of }: NonNullable<Changes['cut']>): string {
  return `cut: ${limit / 1000} s are over, ${compared} of ${of} identities and resources were compared (give it longer with --timeout)`;
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}

export const changeColumns = [
  'change',
  'source',
  'sourceType',
  'sourceAccount',
  'entity',
  'policy',
  'policyType',
  'destination',
  'actions',
  'verdictBefore',
  'verdictAfter',
  'onlyIf',
  'heldBy',
  'because',
] as const;

/** One flat row for each change, for CSV. */
export function changeRows(changes: readonly AccessChange[]): Record<string, unknown>[] {
  return changes.map(({ change, source, grantedBy, destination, actions, before, after, heldBy, facts }) => {
    const residual = (after ?? before)?.residual;
    return {
      change,
      source: source.id,
      sourceType: source.type,
      sourceAccount: source.account,
      entity: grantedBy.entity,
      policy: grantedBy.policy,
      policyType: grantedBy.policyType,
      destination: destination.id,
      actions: actions.join(' '),
      verdictBefore: before?.verdict ?? '',
      verdictAfter: after?.verdict ?? '',
      onlyIf: residual ? renderResidual(residual) : '',
      heldBy,
      because: facts.map(({ text }) => text).join('; '),
    };
  });
}
