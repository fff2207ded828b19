import type { Residual } from '../evaluators/verdict.js';

/** What is still open, in words. */
export function renderResidual(residual: Residual): string {
  return words(residual, false);
}

function words(residual: Residual, nested: boolean): string {
  if ('all' in residual) return bracket(residual.all.map((part) => words(part, true)).join(' and '), nested && residual.all.length > 1);
  if ('any' in residual) return bracket(residual.any.map((part) => words(part, true)).join(' or '), nested && residual.any.length > 1);
  if ('not' in residual) return `not ${bracket(words(residual.not, false), true)}`;
  if ('resource' in residual) return `the name matches ${residual.resource.join(' or ')}`;
  if ('missing' in residual) return `missing: ${residual.missing}`;
  return `${residual.key} ${comparison(residual.operator)} ${residual.values.map(shown).join(' or ')}`;
}

function bracket(text: string, wanted: boolean): string {
  return wanted ? `(${text})` : text;
}

function shown(value: string): string {
  return value === '' ? "''" : value;
}

const plain: Readonly<Record<string, string>> = {
  StringEquals: 'is', StringNotEquals: 'is not', StringEqualsIgnoreCase: 'is', StringNotEqualsIgnoreCase: 'is not', StringLike: 'matches', StringNotLike: 'does not match',
  NumericEquals: '=', NumericNotEquals: '≠', NumericLessThan: '<', NumericLessThanEquals: '≤', NumericGreaterThan: '>', NumericGreaterThanEquals: '≥',
  DateEquals: 'is', DateNotEquals: 'is not', DateLessThan: 'is before', DateLessThanEquals: 'is not after', DateGreaterThan: 'is after', DateGreaterThanEquals: 'is not before',
  Bool: 'is', BinaryEquals: 'is', IpAddress: 'is in', NotIpAddress: 'is not in', ArnEquals: 'matches', ArnLike: 'matches', ArnNotEquals: 'does not match', ArnNotLike: 'does not match',
  Null: 'is absent:',
};

function comparison(operator: string): string {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator)!;
  const set = match[1] === 'ForAllValues' ? 'has only values that each ' : match[1] === 'ForAnyValue' ? 'has a value that ' : '';
  return `${match[3] ? '(if present) ' : ''}${set}${plain[match[2]!] ?? match[2]}`;
}
