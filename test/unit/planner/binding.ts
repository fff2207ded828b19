import { parse } from '../../../grammar/index.js';
import { type Bound, bind, type Parameters, type Plan, type RowsPlan } from '../../../src/planner/index.js';

/** Binds a text that must parse. */
export function bound(text: string, parameters?: Parameters): Bound {
  const { ast, diagnostics } = parse(text);
  if (ast === null) throw new Error(`does not parse: ${JSON.stringify(diagnostics)}`);
  return bind(ast, parameters);
}

/** Codes of what is wrong with the comparisons, each with the text it points at. */
export function complaints(where: string, parameters?: Parameters): string[] {
  const text = `config from iam where ${where}`;
  return bound(text, parameters).diagnostics.map(({ code, span }) => `${code}: ${text.slice(...span)}`);
}

export function planOf(text: string, parameters: Parameters = {}): Plan {
  const { plan, diagnostics } = bound(text, parameters);
  if (plan === null) throw new Error(`does not bind: ${JSON.stringify(diagnostics)}`);
  return plan;
}

export function rowsPlanOf(text: string, parameters: Parameters = {}): RowsPlan {
  const plan = planOf(text, parameters);
  if (plan.kind !== 'rows') throw new Error(`a ${plan.kind}`);
  return plan;
}
