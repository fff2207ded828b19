import type { Verdict } from '../../../../src/evaluators/verdict.js';

export interface Answer {
  readonly verdict: Verdict;
  readonly explicit: boolean;
}

export const denied: Answer = { verdict: 'deny', explicit: false };

/** An identity with several sessions may what one of them may. `unknown` stands above `conditional`: it may yet turn out as allow. */
export function best(answers: readonly Answer[]): Answer {
  const order: readonly Verdict[] = ['allow', 'unknown', 'conditional', 'deny'];
  const verdict = order.find((one) => answers.some((answer) => answer.verdict === one)) ?? 'deny';
  return { verdict, explicit: answers.length > 0 && answers.every((answer) => answer.explicit) };
}

/** Both must hold: the stricter decides. */
export function stricter(left: Answer, right: Answer): Answer {
  const order: readonly Verdict[] = ['deny', 'unknown', 'conditional', 'allow'];
  return order.indexOf(left.verdict) <= order.indexOf(right.verdict) ? left : right;
}

/** Of a container: allow if every content is allowed, deny if none can be, else it depends on the name. */
export function ofContents(answers: readonly Answer[]): Answer {
  const verdicts = new Set(answers.map((answer) => answer.verdict));
  if (verdicts.size === 1) {
    return { verdict: answers[0]!.verdict, explicit: answers.every((answer) => answer.explicit) };
  }
  return { verdict: verdicts.has('unknown') ? 'unknown' : 'conditional', explicit: false };
}
