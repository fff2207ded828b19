import { type Diagnostic, renderDiagnostics } from '../../grammar/diagnostics.js';
import type { ReachMode } from '../access/contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import { bind, type Parameters, type Plan } from '../planner/index.js';
import type { Environment } from './environment.js';
import { mistakesOf } from './mistakes.js';
import type { QueryAnswer, QueryInput } from './query-contract.js';
import { changesAnswer, pathsAnswer } from './question-answers.js';
import { rowsAnswer } from './rows-answer.js';
import { whyAnswer } from './why-answer.js';

export { explainPlan } from './explain.js';
export type { QueryAnswer, QueryInput } from './query-contract.js';

/** Text to plan; wrong text is one error that shows every place. A reach of `all` counts as if the text said so. */
export async function plan(text: string, parameters: Parameters | undefined, reach?: ReachMode): Promise<Plan> {
  const { parse } = await import('../../grammar/bundle.js');
  const parsed = parse(text);
  const { ast } = parsed;
  if (ast === null) throw invalidQuery(text, mistakesOf(parsed, parameters ?? {}));
  const asked =
    reach === 'all' && ast.kind !== 'resource'
      ? { ...ast, clauses: { reach: [0, text.length] as const, ...ast.clauses } }
      : ast;
  const bound = bind(asked, parameters ?? {});
  if (bound.plan === null) throw invalidQuery(text, bound.diagnostics);
  return bound.plan;
}

function invalidQuery(text: string, diagnostics: readonly Diagnostic[]): GrantgraphError {
  return new GrantgraphError(diagnostics[0]?.code ?? 'invalid-query', renderDiagnostics(text, diagnostics), {
    exit: 2,
    data: { diagnostics },
  });
}

/** RQL or a question, answered from one generation. */
export async function query(environment: Environment, caller: Caller, input: QueryInput): Promise<QueryAnswer> {
  const wanted = await plan(input.text, input.parameters, input.reach);
  if (wanted.kind === 'paths') return { kind: 'paths', answer: await pathsAnswer(environment, caller, input, wanted) };
  if (wanted.kind === 'changes')
    return { kind: 'changes', answer: await changesAnswer(environment, caller, input, wanted) };
  const now = wanted.asOf === undefined ? environment.now() : Date.parse(wanted.asOf);
  if (wanted.kind === 'check') {
    const context = { ...input.context, ...wanted.context };
    const answer = await whyAnswer(environment, wanted, {
      caller,
      now,
      context,
      reach: wanted.reach === 'all' ? 'all' : (input.reach ?? 'own'),
      strict: input.strict ?? false,
    });
    return { kind: 'check', why: wanted.why, answer };
  }
  return rowsAnswer(environment, caller, input, wanted, now);
}
