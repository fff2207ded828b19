import type { ChangesPlan, PathsPlan } from '../planner/index.js';

/** The plans that are no rows, in words, for `--explain`. */
export function explainQuestion(plan: PathsPlan | ChangesPlan): string {
  if (plan.kind === 'paths')
    return [
      `from: ${plan.identity}, outwards hop by hop (own sessions, then roles that can be assumed), only as far as needed`,
      `to: whoever may do anything to ${plan.resource}`,
      'order: shortest paths first, no identity twice',
      `stops at: ${plan.limit ?? 10} paths, 8 hops, or the time limit`,
    ].join('\n');
  return [
    `state of: ${plan.from} and ${plan.to}`,
    'facts: those of parts that differ between the two',
    'rows: of the identities and resources these facts speak of, decided in both states',
    `rights counted: ${plan.reach === 'all' ? 'own and those of whoever one can become' : 'own sessions'}`,
  ].join('\n');
}
