import colors from 'picocolors';
import type { CheckAnswer } from '../access/contract.js';
import type { Hop, Reason } from '../evaluators/verdict.js';
import { printable } from './printable.js';
import { renderResidual } from './residual.js';

export interface VerdictOptions {
  readonly color?: boolean;
  /** What people call an id; ids without a name stand as they are. */
  readonly name?: (id: string) => string | undefined;
}

export const headline = { allow: 'ALLOW', conditional: 'ALLOW IF', deny: 'DENY', unknown: 'UNKNOWN' } as const;
export const paints = { allow: 'green', conditional: 'yellow', deny: 'red', unknown: 'magenta' } as const;

/** A check for people: the verdict and what it assumes on the first line, then what is open, then why. */
export function renderVerdict(answer: CheckAnswer, options: VerdictOptions = {}): string {
  const ink = colors.createColors(options.color ?? colors.isColorSupported);
  const mark = ink.bold(ink[paints[answer.verdict]](headline[answer.verdict]));
  const named = (id: string) => printable(options.name?.(id) ?? id);
  const lines = [`${mark}  ${sentence(answer, named)}${assumption(answer, named)}`];
  if (answer.residual) {
    lines.push(`  ${answer.verdict === 'unknown' ? 'open' : 'only if'}: ${renderResidual(answer.residual)}`);
  }
  if (answer.until) lines.push(`  until: ${answer.until}`);
  lines.push('  because');
  for (const line of reasonLines(answer.because, named)) lines.push(`    ${line}`);
  const path = answer.because.find((reason) => reason.path && reason.path.length > 0)?.path;
  if (path) lines.push(`  by way of ${renderPath(path, named)}`);
  const others = answer.identities.slice(1).map(({ id, verdict }) => `${named(id)} (${verdict})`);
  if (others.length > 0) lines.push(`  also asked: ${others.join(', ')}`);
  return lines.join('\n');
}

type Named = (id: string) => string;

function sentence({ verdict, principal, action, resource }: CheckAnswer, named: Named): string {
  const deed = `${printable(action)} on ${named(resource)}`;
  if (verdict === 'unknown') return `whether ${named(principal)} may ${deed} cannot be said`;
  return `${named(principal)} ${verdict === 'deny' ? 'may not' : 'may'} ${deed}`;
}

function assumption({ coverage }: CheckAnswer, named: Named): string {
  const open = coverage.notCollected.filter((entry) => entry.couldFlip);
  if (open.length === 0) return '';
  const layers = open.map(({ layer, scope, direction }) => {
    return `${layer} of ${named(scope)} (could ${direction === 'gain' ? 'grant' : 'take away'})`;
  });
  return `, assuming nothing from what was not collected: ${[...new Set(layers)].join(', ')}`;
}

const said: Readonly<Record<string, string>> = {
  'no-allow': 'nothing allows it',
  'explicit-deny': 'denied by',
  'public-access-block': 'denied by the public access block',
  'root-user': 'root user',
  'assumed-granting': 'taken as granting',
  missing: 'not collected:',
  'not-applicable': 'does not apply',
  expired: 'no longer holds:',
};

/** One reason: `layer: allowed by POLICY statement SID of ENTITY (note)`. */
export function renderReason(reason: Reason, named: Named = printable): string {
  return `${reason.layer}: ${deed(reason, named)}`;
}

function deed(reason: Reason, named: Named): string {
  const statement = reason.statement === undefined ? '' : ` statement ${printable(String(reason.statement))}`;
  const policy = reason.policy === undefined ? '' : ` ${named(reason.policy)}${statement}`;
  const carried = reason.entity === undefined || reason.policy?.startsWith(reason.entity);
  const entity = carried ? '' : ` of ${named(reason.entity!)}`;
  const note = reason.note === undefined ? '' : ` (${printable(reason.note)})`;
  return `${said[reason.key] ?? 'allowed by'}${policy}${entity}${note}`;
}

/** Levels of the organization that allow by the same statement take one line: `scp of r-1, ou-2, 1111…: allowed by …`. */
export function reasonLines(because: readonly Reason[], named: Named): string[] {
  const lines: string[] = [];
  const levels = new Map<string, { at: number; words: string; kind: string; names: string[] }>();
  for (const reason of because) {
    const level = /^(scp|rcp):(.+)$/.exec(reason.layer);
    if (!level || reason.key === 'explicit-deny' || reason.key === 'no-allow') {
      lines.push(renderReason(reason, named));
      continue;
    }
    const [, kind = '', where = ''] = level;
    const { entity: _, ...rest } = reason;
    const words = deed(rest, named);
    const known = levels.get(`${kind} ${words}`);
    if (known) {
      // Two decisions that hang on each other, of an object and of its key, pass the same levels.
      if (!known.names.includes(named(where))) known.names.push(named(where));
    } else levels.set(`${kind} ${words}`, { at: lines.push('') - 1, words, kind, names: [named(where)] });
  }
  for (const { at, words, kind, names } of levels.values()) lines[at] = `${kind} of ${names.join(', ')}: ${words}`;
  return lines;
}

/** `alice -member-> developers -sso-> role`, with the condition of a hop after it. */
export function renderPath(path: readonly Hop[], named: Named = printable): string {
  const steps = path.map(
    ({ hop, to, residual }) => ` -${hop}-> ${named(to)}${residual ? ` (if ${renderResidual(residual)})` : ''}`,
  );
  return path.length === 0 ? '' : `${named(path[0]!.from)}${steps.join('')}`;
}
