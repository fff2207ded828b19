import type { KeyValue } from '../../../../../src/evaluators/aws/key-value.js';
import { compilePolicy } from '../../../../../src/evaluators/aws/policy/compile.js';
import { conditionFormula, type PreparedRequest, prepare } from '../../../../../src/evaluators/aws/statement.js';
import { residualOf } from '../../../../../src/evaluators/formula.js';

export const KEY = 'x:key';
export type Context = Readonly<Record<string, KeyValue>>;

export const is = (...values: string[]): KeyValue => ({ state: 'present', values });
export const many = (...values: string[]): KeyValue => ({ state: 'present', values, multi: true });
export const absent: KeyValue = { state: 'absent' };
export const unknown: KeyValue = { state: 'unknown' };

/** true, false, or `open` with the residual left out. */
export type Truth = boolean | 'open';

export function prepared(context: Context): PreparedRequest {
  return prepare({
    principal: { kind: 'user', arn: 'arn:aws:iam::123456789012:user/maria', account: '123456789012' },
    action: 's3:GetObject',
    resource: '*',
    context: (key) => context[key],
  });
}

export function formulaOf(operator: string, values: unknown, context: Context, effect = 'Allow') {
  const policy = compilePolicy(
    {
      Version: '2012-10-17',
      Statement: { Effect: effect, Action: '*', Resource: '*', Condition: { [operator]: { [KEY]: values } } },
    },
    'identity',
  );
  if (!policy.valid) throw new Error(JSON.stringify(policy.problems));
  const request = prepared(context);
  return { formula: conditionFormula(policy.statements[0]!, request), until: request.time.until };
}

/** One operator over one key. */
export function test(operator: string, values: unknown, value: KeyValue): Truth {
  const { formula } = formulaOf(operator, values, { [KEY]: value });
  return typeof formula === 'boolean' ? formula : 'open';
}

export function residual(operator: string, values: unknown, context: Context) {
  return residualOf(formulaOf(operator, values, context).formula);
}
