import colors from 'picocolors';
import type { CheckAnswer } from '../access/contract.js';
import type { Hop, Reason } from '../evaluators/verdict.js';
import { renderResidual } from './residual.js';

const headline = { allow: 'ALLOW', conditional: 'ALLOW IF', deny: 'DENY', unknown: 'UNKNOWN' } as const;
const paints = { allow: colors.green, conditional: colors.yellow, deny: colors.red, unknown: colors.magenta } as const;

/** A check for people: verdict and assumption first, then why. */
export function renderVerdict(answer: CheckAnswer, options: { readonly color?: boolean } = {}): string {
  const paint = options.color === false ? (text: string) => text : (text: string) => colors.bold(paints[answer.verdict](text));
  const may = answer.verdict === 'deny' ? 'may not' : 'may';
  const lines = [`${paint(headline[answer.verdict])}  ${answer.principal} ${may} ${answer.action} on ${answer.resource}${assumption(answer)}`];
  if (answer.residual) lines.push(`  ${answer.verdict === 'unknown' ? 'open' : 'only if'}: ${renderResidual(answer.residual)}`);
  if (answer.until) lines.push(`  until: ${answer.until}`);
  lines.push('  because');
  for (const reason of answer.because) lines.push(`    ${renderReason(reason)}`);
  const path = answer.because.find((reason) => reason.path && reason.path.length > 0)?.path;
  if (path) lines.push(`  by way of ${renderPath(path)}`);
  if (answer.identities.length > 1) lines.push(`  also asked: ${answer.identities.slice(1).map(({ id, verdict }) => `${id} (${verdict})`).join(', ')}`);
  return lines.join('\n');
}

function assumption({ coverage }: CheckAnswer): string {
  const open = coverage.notCollected.filter((entry) => entry.couldFlip);
  if (open.length === 0) return '';
  const layers = [...new Set(open.map((entry) => `${entry.layer} of ${entry.scope} (could ${entry.direction === 'gain' ? 'grant' : 'take away'})`))];
  return `, assuming nothing from what was not collected: ${layers.join(', ')}`;
}

const said: Readonly<Record<string, string>> = {
  'no-allow': 'nothing allows it', 'explicit-deny': 'denied by', 'root-user': 'root user', 'assumed-granting': 'taken as granting', missing: 'missing', 'not-applicable': 'does not apply',
};

export function renderReason(reason: Reason): string {
  const statement = reason.statement === undefined ? '' : ` statement ${reason.statement}`;
  const policy = reason.policy === undefined ? '' : ` ${reason.policy}${statement}`;
  const entity = reason.entity === undefined || reason.policy?.startsWith(reason.entity) ? '' : ` of ${reason.entity}`;
  const verb = said[reason.key] ?? 'allowed by';
  const note = reason.note === undefined ? '' : ` (${reason.note})`;
  return `${reason.layer}: ${verb}${policy}${entity}${note}`;
}

export function renderPath(path: readonly Hop[]): string {
  return path.map((hop, at) => `${at === 0 ? hop.from : ''} -${hop.hop}-> ${hop.to}`).join('').trim();
}
