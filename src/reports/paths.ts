import colors from 'picocolors';
import type { AccessPath, PathCut, PathGrant, PathHop, PathsAnswer } from '../access/path-contract.js';
import { printable } from './printable.js';
import { renderResidual } from './residual.js';
import { headline, paints, reasonLines } from './verdict.js';

export interface PathsOptions {
  readonly color?: boolean;
}

type Named = (id: string) => string;
type Ink = ReturnType<typeof colors.createColors>;

/** Actions of one grant that are spelt out. */
const mostActions = 6;
/** Grants of one path that are spelt out. */
const mostGrants = 8;

/** A picture of each path: who, by which hops, with which right at the end, each with its statements. */
export function renderPaths(answer: PathsAnswer, options: PathsOptions = {}): string {
  const ink = colors.createColors(options.color ?? colors.isColorSupported);
  const named = (id: string) => printable(answer.names[id] ?? id);
  const who = answer.identities.map(named).join(', ');
  const where = named(answer.resource);
  if (answer.paths.length === 0) return [...noPath(answer, who, where, named), ...footer(answer)].join('\n');
  const count = answer.paths.length;
  const lines = [
    `${count} path${count === 1 ? '' : 's'} from ${who} to ${where}${count > 1 ? ', shortest first' : ''}`,
  ];
  for (const [at, path] of answer.paths.entries()) lines.push('', ...picture(path, at + 1, answer, named, ink));
  return [...lines, ...footer(answer)].join('\n');
}

function picture(path: AccessPath, number: number, answer: PathsAnswer, named: Named, ink: Ink): string[] {
  const mark = ink.bold(ink[paints[path.verdict]](headline[path.verdict]));
  const length = path.length === 0 ? 'by itself' : `${path.length} hop${path.length === 1 ? '' : 's'}`;
  const start = path.hops[0]?.from ?? (answer.identities.length === 1 ? answer.identities[0]! : path.grants[0]?.entity);
  const lines = [`${number}. ${mark}  ${length}`, `   ${ink.bold(start === undefined ? '' : named(start))}`];
  for (const hop of path.hops) lines.push(...hopLines(hop, named, ink));
  if (path.grants.length === 0) return [...lines, '     which is what was asked for'];
  for (const grant of path.grants.slice(0, mostGrants)) lines.push(...grantLines(grant, named, ink));
  const more = path.grants.length - mostGrants;
  if (more > 0) lines.push(`     and ${more} more grants`);
  return lines;
}

function hopLines({ hop, to, because, residual, verdict, until }: PathHop, named: Named, ink: Ink): string[] {
  const doubt = verdict === 'unknown' ? `  ${ink.magenta('unknown')}` : '';
  const lines = [`     ${ink.cyan(`-${hop}->`)} ${ink.bold(named(to))}${doubt}`];
  for (const line of proofLines(because, named)) lines.push(`        ${line}`);
  if (residual) lines.push(`        ${verdict === 'unknown' ? 'open' : 'only if'}: ${renderResidual(residual)}`);
  if (until) lines.push(`        until: ${until}`);
  return lines;
}

const facts: ReadonlySet<string> = new Set(['member', 'runs-as', 'assigned']);

/** Collected facts speak for themselves; statements as everywhere. */
function proofLines(because: PathHop['because'], named: Named): string[] {
  return because
    .flatMap((reason) => (facts.has(reason.key) ? [printable(reason.note ?? '')] : []))
    .concat(
      reasonLines(
        because.filter(({ key }) => !facts.has(key)),
        named,
      ),
    );
}

function grantLines(grant: PathGrant, named: Named, ink: Ink): string[] {
  const doubt = grant.verdict === 'unknown' ? `  ${ink.magenta('unknown')}` : '';
  const statement =
    grant.statement === null || grant.statement === '' ? '' : ` statement ${printable(String(grant.statement))}`;
  const by = grant.policyName === null ? '' : ` by ${printable(grant.policyName)}${statement}`;
  const entity = `${grant.entityType} ${named(grant.entity)}`;
  const lines = [
    `     ${ink.cyan('may')} ${actionWords(grant.actions)}${doubt}`,
    `        on ${printable(grant.destination)}${by} of ${entity}`,
  ];
  if (grant.residual)
    lines.push(`        ${grant.verdict === 'unknown' ? 'open' : 'only if'}: ${renderResidual(grant.residual)}`);
  if (grant.until) lines.push(`        until: ${grant.until}`);
  return lines;
}

function actionWords(actions: readonly string[]): string {
  const shown = actions.slice(0, mostActions).join(', ');
  return actions.length > mostActions ? `${shown} and ${actions.length - mostActions} more actions` : shown;
}

function noPath(answer: PathsAnswer, who: string, where: string, named: Named): string[] {
  const lines = [answer.cut ? `no path from ${who} to ${where} was found` : `no path from ${who} to ${where}`];
  const before = answer.coverage.notCollected.find(({ layer }) => layer === 'snapshot' || layer === 'provider');
  if (before)
    lines[0] = `cannot be said: ${before.layer === 'snapshot' ? `nothing was collected by ${before.scope}` : `nothing of ${before.scope} was collected`}`;
  if (!answer.nearest) return lines;
  const { actsAs, others, more, missing } = answer.nearest;
  lines.push(
    `  ${who} can act as ${actsAs === 0 ? 'nobody else' : `${actsAs} other identit${actsAs === 1 ? 'y' : 'ies'}, none of which may do anything there`}`,
  );
  if (others.length === 0) lines.push('  nobody who is known may do anything there');
  else {
    const some = others.slice(0, 5).map(({ id, action }) => `${named(id)} (${action})`);
    lines.push(`  others may: ${some.join(', ')}${more || others.length > 5 ? ', …' : ''}`);
  }
  if (missing) {
    lines.push(`  nearest missing hop: ${named(missing.from)} -${missing.hop}-> ${named(missing.to)}`);
    for (const line of reasonLines(missing.because, named)) lines.push(`    ${line}`);
  }
  return lines;
}

function footer(answer: PathsAnswer): string[] {
  const lines: string[] = [''];
  if (answer.cut) lines.push(cutWords(answer.cut));
  const open = answer.coverage.notCollected.filter((entry) => entry.couldFlip);
  const layers = [...new Set(open.map((entry) => `${entry.layer} of ${entry.scope}`))];
  if (layers.length > 0) lines.push(`not collected: ${layers.slice(0, 6).join(', ')}${layers.length > 6 ? ' …' : ''}`);
  const kinds = answer.notComputed.map(({ hop, what }) => `${hop} (${what})`);
  if (kinds.length > 0) lines.push(`hops not looked for: ${kinds.join(', ')}`);
  return lines.length > 1 ? lines : [];
}

export function cutWords({ reason, limit }: PathCut): string {
  switch (reason) {
    case 'count':
      return `cut: the first ${limit} path${limit === 1 ? '' : 's'}, more exist (ask for more with limit)`;
    case 'length':
      return `cut: paths longer than ${limit} hops were not looked for`;
    case 'time':
      return `cut: the search ended after ${limit / 1000} s (give it longer with --timeout)`;
    case 'work':
      return `cut: the search ended after ${limit.toLocaleString('en')} ways that led nowhere`;
  }
}

/** One flat row for each path, for CSV. */
export function pathRows(answer: PathsAnswer): Record<string, unknown>[] {
  return answer.paths.map(({ hops, grants, verdict, length }, at) => ({
    path: at + 1,
    length,
    verdict,
    from: hops[0]?.from ?? answer.identities[0],
    to: answer.resource,
    by: hops.map(({ hop, to }) => `${hop} ${to}`).join(' > '),
    onlyIf: hops.flatMap(({ residual }) => (residual ? [renderResidual(residual)] : [])).join('; '),
    actions: [...new Set(grants.flatMap((grant) => grant.actions))].toSorted().join(' '),
    grants: grants.map(({ policy, statement }) => `${policy ?? ''}#${statement ?? ''}`).join(' '),
  }));
}
