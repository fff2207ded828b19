import type { Caller } from '../callers/caller.js';
import { restricted } from '../callers/scope.js';
import { type Actual, actualWords, planWithEstimates, planWords } from '../executor/index.js';
import type { Plan } from '../planner/index.js';
import type { Environment } from './environment.js';
import { explainQuestion } from './explain-question.js';

/** The plan in words, for `--explain`, from the text of the query alone. */
export function explainPlan(wanted: Plan): string {
  if (wanted.kind === 'check') return `decide one pair: ${wanted.principal} ${wanted.action} on ${wanted.resource}`;
  if (wanted.kind !== 'rows') return explainQuestion(wanted);
  return planWords(wanted).join('\n');
}

/** The same with what the index expects of each way in. Before the first generation there is nothing to expect. */
export async function explainEstimates(environment: Environment, caller: Caller, wanted: Plan): Promise<string> {
  // How many there are of everything is not for everybody.
  if (wanted.kind !== 'rows' || restricted(caller)) return explainPlan(wanted);
  const asOf = wanted.asOf === undefined ? undefined : { date: wanted.asOf };
  const opened = await environment.access({ ask: 'estate' }, asOf).catch(() => null);
  if (opened === null) return explainPlan(wanted);
  const { access, set } = opened;
  const options = { caller, now: environment.now(), reach: wanted.reach };
  return planWithEstimates(wanted, access, set, environment.catalogue(), options).join('\n');
}

/** What a run did. */
export function explainActual(actual: Actual): string {
  return actualWords(actual);
}
