import * as arn from './arn.js';
import * as binary from './binary.js';
import * as bool from './bool.js';
import * as date from './date.js';
import * as ip from './ip.js';
import * as numeric from './numeric.js';
import { type BaseOperator, type Operator, plain } from './operator.js';
import * as string from './string.js';

export type { Operator } from './operator.js';

const table: readonly BaseOperator[] = [string, numeric, date, bool, binary, ip, arn].flatMap((family) =>
  Object.values<BaseOperator>(family),
);
const byName = new Map(table.map((base) => [base.name.toLowerCase(), base]));

/** Presence alone: its own rules stand where conditions are evaluated. */
const presence = plain('Null', () => false);
const cache = new Map<string, Operator | null>();

/** `ForAnyValue:StringLikeIfExists` and its kin; null for an operator that does not exist. Names compare without case. */
export function parseOperator(text: string): Operator | null {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const operator = readOperator(text);
  if (cache.size < 10_000) cache.set(text, operator);
  return operator;
}

function readOperator(text: string): Operator | null {
  const [, qualifier, name, suffix] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/is.exec(text)!;
  const isNull = name!.toLowerCase() === 'null';
  const base = isNull ? presence : byName.get(name!.toLowerCase());
  const ifExists = suffix !== undefined;
  if (base === undefined || (isNull && ifExists)) return null;
  const set = qualifier === undefined ? null : qualifier.toLowerCase() === 'forallvalues' ? 'all' : 'any';
  return { ...base, text, set, ifExists, null: isNull };
}

export const operatorNames: readonly string[] = [...table.map((base) => base.name), presence.name];
