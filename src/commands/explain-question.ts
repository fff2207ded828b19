import type { ChangesPlan, PathsPlan } from '../planner/index.js';
import type { QueryAnswer } from './query-contract.js';

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

/** What such a run did. */
export function explainWork(answer: Extract<QueryAnswer, { kind: 'paths' | 'changes' }>): string {
  if (answer.kind === 'paths')
    return `looked at ${answer.answer.lookedAt} identities, found ${answer.answer.paths.length} paths`;
  const { facts, compared, total } = answer.answer;
  return `${facts.length} facts are different, ${compared} identities and resources were compared, ${total} changes found`;
}
