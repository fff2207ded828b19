import type { Residual } from '../evaluators/verdict.js';
import { printable } from './printable.js';

/** What is still open, in words: `aws:SourceIp is in 10.0.0.0/8 and aws:MultiFactorAuthPresent is true`. */
export function renderResidual(residual: Residual): string {
  return printable(words(residual, false));
}

function words(residual: Residual, nested: boolean): string {
  if ('all' in residual) return joined(residual.all, ' and ', nested);
  if ('any' in residual) return joined(residual.any, ' or ', nested);
  if ('not' in residual) return negated(residual.not);
  if ('resource' in residual) return `the name matches ${listed(residual.resource, 'any')}`;
  // Either way round it comes to the same: nobody can say before it is read.
  if ('missing' in residual) return `what was not collected (${residual.missing}) allows it`;
  return comparison(residual, false);
}

function negated(inner: Residual): string {
  if ('missing' in inner) return `what was not collected (${inner.missing}) does not forbid it`;
  if ('resource' in inner) return `the name matches none of ${listed(inner.resource, 'none')}`;
  if ('key' in inner) return comparison(inner, true);
  return `not (${words(inner, false)})`;
}

function joined(parts: readonly Residual[], word: string, nested: boolean): string {
  const said = [...new Set(parts.map((part) => words(part, true)))];
  const text = said.join(word);
  return nested && said.length > 1 ? `(${text})` : text;
}

type Comparison = Extract<Residual, { readonly key: string }>;

/** A relation in words: of one value, and how it is denied where that can be said in words too. */
const relations: Readonly<Record<string, readonly [positive: string, negative?: string]>> = {
  StringEquals: ['is', 'is not'],
  StringNotEquals: ['is not', 'is'],
  StringEqualsIgnoreCase: ['is (in any case of letters)'],
  StringNotEqualsIgnoreCase: ['is not (in any case of letters)'],
  StringLike: ['matches', 'does not match'],
  StringNotLike: ['does not match', 'matches'],
  ArnEquals: ['matches', 'does not match'],
  ArnLike: ['matches', 'does not match'],
  ArnNotEquals: ['does not match', 'matches'],
  ArnNotLike: ['does not match', 'matches'],
  NumericEquals: ['=', '≠'],
  NumericNotEquals: ['≠', '='],
  NumericLessThan: ['<'],
  NumericLessThanEquals: ['≤'],
  NumericGreaterThan: ['>'],
  NumericGreaterThanEquals: ['≥'],
  DateEquals: ['is', 'is not'],
  DateNotEquals: ['is not', 'is'],
  DateLessThan: ['is before'],
  DateLessThanEquals: ['is not after'],
  DateGreaterThan: ['is after'],
  DateGreaterThanEquals: ['is not before'],
  Bool: ['is', 'is not'],
  BinaryEquals: ['is', 'is not'],
  IpAddress: ['is in', 'is not in'],
  NotIpAddress: ['is not in', 'is in'],
};

// Policies write operators in any case of letters, and the evaluator passes them on as written.
const operatorForm = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/i;
const spelling = new Map([...Object.keys(relations), 'Null'].map((name) => [name.toLowerCase(), name]));

/** Only these hold for none of their values; all others, `is not after` among them, for any. */
const negatedOperator = /^(?:String|Arn|Numeric|Date)?Not/;

function comparison({ key, operator, values }: Comparison, denied: boolean): string {
  const [, set, written = operator, ifExists] = operatorForm.exec(operator) ?? [];
  const name = spelling.get(written.toLowerCase()) ?? written;
  if (name === 'Null') return presence(key, values, denied);
  const [positive, negative] = relations[name] ?? [name];
  const inWords = denied && negative !== undefined && set === undefined && ifExists === undefined;
  const relation = inWords ? negative : positive;
  const mode = negatedOperator.test(name) !== inWords ? 'none' : 'any';
  const text = `${quoted(key)} ${setWords(set)}${relation} ${listed(values, mode)}`;
  const optional = ifExists ? `${text}, or is absent` : text;
  if (denied && !inWords) return `not (${optional})`;
  return ifExists ? `(${optional})` : text;
}

function presence(key: string, values: readonly string[], denied: boolean): string {
  const absent = values.includes('true') !== denied;
  return `${quoted(key)} is ${absent ? 'absent' : 'present'}`;
}

function setWords(set: string | undefined): string {
  if (set === undefined) return '';
  return set.toLowerCase() === 'forallvalues' ? 'has only values of which each ' : 'has a value that ';
}

/** Several values: a relation holds for any of them, its negation for none. */
function listed(values: readonly string[], mode: 'any' | 'none'): string {
  return values.map(quoted).join(mode === 'any' ? ' or ' : ' nor ');
}

/** Strangers write keys and values: `x and aws:MultiFactorAuthPresent is true` must not read as words of ours. */
function quoted(text: string): string {
  return text === '' || /[\s(),']/.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
}
