import type { AttributeName, Clauses, Expression, Query, Value } from './ast.js';

/** The canonical text of a tree: `parse(print(ast))` is the same tree but for spans. */
export function print(query: Query): string {
  const tail = printClauses(query.clauses);
  if (query.kind === 'question') return `${printQuestion(query)}${tail}`;
  return `config from ${query.kind === 'iam' ? 'iam' : 'cloud.resource'} where ${printExpression(query.where)}${tail}`;
}

function printQuestion(query: Extract<Query, { kind: 'question' }>): string {
  const [first, second] = query.arguments.map(printValue);
  const action = printAction(query.action?.text ?? '');
  switch (query.form) {
    case 'who-can':
      return `who can ${action} on ${first}`;
    case 'which-users':
      return `which users have access to ${first}`;
    case 'what-access':
      return `what can ${first} access`;
    case 'what-everything':
      return `what accounts, services and resources does ${first} have access to`;
    case 'outside-group':
      return `can any user outside group ${first} access resources in region ${second}`;
    case 'why-can':
      return `why can ${first} ${action} on ${second}`;
    case 'why-cannot':
      return `why can't ${first} ${action} on ${second}`;
    case 'how-reach':
      return `how can ${first} reach ${second}`;
    case 'what-changed':
      return `what changed between ${first} and ${second}`;
  }
}

function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'predicate':
      return printPredicate(expression);
    case 'not':
      return `NOT ${printPart(expression.part)}`;
    default:
      return expression.parts.map(printPart).join(expression.kind === 'and' ? ' AND ' : ' OR ');
  }
}

function printPart(expression: Expression): string {
  const text = printExpression(expression);
  return expression.kind === 'and' || expression.kind === 'or' ? `(${text})` : text;
}

function printPredicate({ attribute, operator, values }: Extract<Expression, { kind: 'predicate' }>): string {
  const left = printAttribute(attribute);
  if (values.length === 0) return `${left} ${operator.toLowerCase()}`;
  if (['IN', 'NOT IN', 'CONTAINS ALL'].includes(operator))
    return `${left} ${operator} (${values.map(printValue).join(', ')})`;
  return `${left} ${operator} ${printValue(values[0]!)}`;
}

function printAttribute({ name, keys }: AttributeName): string {
  return keys.length === 0 ? name : `${name} (${keys.map(printValue).join(', ')})`;
}

export function printValue(value: Value): string {
  switch (value.kind) {
    case 'string':
      return printText(value.value);
    case 'number':
      return printNumber(value.value);
    case 'parameter':
      return `$${value.name}`;
    case 'attribute':
      return value.name;
    default:
      return String(value.value);
  }
}

export function printText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Bare where it can be nothing else; a word that might be a keyword, or holds anything unusual, in quotes. */
function printAction(text: string): string {
  return /^[A-Za-z_][A-Za-z0-9_.-]*[:/][A-Za-z0-9_.:/*?@+-]*$/.test(text) ? text : printText(text);
}

/** Never with an exponent, which the language does not have. */
function printNumber(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

function printClauses(clauses: Clauses): string {
  const parts: string[] = [];
  if (clauses.context) {
    const entries = clauses.context.map(
      ({ key, value }) => `${printText(key)}: ${value === null ? 'null' : printValue(value)}`,
    );
    parts.push(`with context { ${entries.join(', ')} }`);
  }
  if (clauses.asOf) parts.push(`as of ${printValue(clauses.asOf)}`);
  if (clauses.groupBy) parts.push(`group by ${clauses.groupBy.map(printAttribute).join(', ')}`);
  if (clauses.orderBy)
    parts.push(
      `order by ${clauses.orderBy.map(({ attribute, descending }) => `${printAttribute(attribute)}${descending ? ' desc' : ''}`).join(', ')}`,
    );
  if (clauses.limit) parts.push(`limit ${printValue(clauses.limit)}`);
  if (clauses.reach) parts.push('reach all');
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}
