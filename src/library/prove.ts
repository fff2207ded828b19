import type { Query } from '../../grammar/ast.js';
import { parse } from '../../grammar/bundle.js';
import type { Diagnostic, Span } from '../../grammar/diagnostics.js';
import { GrantgraphError } from '../base/errors.js';
import { bind, findAttribute, type Parameters, type Plan } from '../planner/index.js';
import { columnOf } from './columns.js';
import { type Header, readHeader } from './header.js';
import type { SavedParameter, SavedQuery } from './saved-query.js';
import { splitFile } from './split-file.js';

export interface SavedText {
  readonly file: string;
  readonly pack: string;
  readonly id: string;
  readonly text: string;
}

/**
 * A saved query that cannot lie: its header is whole, its query parses and binds with the parameters it declares and no
 * others, and its rows have the columns by which it tells findings apart. Anything else is an error naming file and line.
 */
export function prove({ file, pack, id, text }: SavedText): SavedQuery {
  const { header: yaml, body, query } = splitFile(text);
  const { lineOf, ...header } = readHeader(yaml, file, id);
  const { ast, diagnostics } = parse(body);
  if (ast === null) throw wrongQuery(file, body, diagnostics);
  sameParameters(file, ast, header.parameters, lineOf);
  const bound = bind(ast, samples(header.parameters));
  if (bound.plan === null) throw wrongQuery(file, body, bound.diagnostics);
  answerable(file, body, ast);
  identityExists(file, header.identity, bound.plan, lineOf);
  return { id, pack, ...header, text: query, file };
}

function wrongQuery(file: string, text: string, [first]: readonly Diagnostic[]): GrantgraphError {
  const { code, message, span, hint } = first!;
  const before = text.slice(0, span[0]).split('\n');
  return new GrantgraphError('invalid-saved-query', `${message} (${code})`, {
    place: { file, line: before.length, column: before.at(-1)!.length + 1 },
    ...(hint ? { hint } : {}),
  });
}

/** The values a query is proven with: its defaults, else its examples, else something of the right type. */
function samples(parameters: readonly SavedParameter[]): Parameters {
  const some = { string: 'x', number: 1, boolean: true } as const;
  return Object.fromEntries(
    parameters.map(({ name, type, default: value, example }) => [name, value ?? example ?? some[type]]),
  );
}

function sameParameters(file: string, ast: Query, declared: readonly SavedParameter[], lineOf: Header['lineOf']): void {
  const used = parametersIn(ast);
  const unused = declared.find(({ name }) => !used.has(name));
  const undeclared = [...used].find((name) => !declared.some((one) => one.name === name));
  if (unused === undefined && undeclared === undefined) return;
  throw new GrantgraphError(
    'invalid-saved-query',
    unused
      ? `parameter \`${unused.name}\` is declared and never used`
      : `parameter \`$${undeclared}\` is used and not declared`,
    { place: { file, line: lineOf('parameters') } },
  );
}

/** Names behind `$` anywhere in the tree. */
function parametersIn(tree: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (tree === null || typeof tree !== 'object') return found;
  const { kind, name } = tree as { kind?: unknown; name?: unknown };
  if (kind === 'parameter' && typeof name === 'string') found.add(name);
  for (const part of Object.values(tree)) parametersIn(part, found);
  return found;
}

/** A query that asks for what nothing collected can fill would find nothing for ever, and look like good news. */
function answerable(file: string, text: string, ast: Query): void {
  for (const { name, span } of attributesIn(ast)) {
    if (!findAttribute(name)?.unfilled) continue;
    const message = `\`${name}\` cannot be answered: nothing that is collected fills it`;
    throw wrongQuery(file, text, [{ code: 'not-supported', message, span, hint: 'ask by account, tag or id instead' }]);
  }
}

function attributesIn(tree: unknown): readonly { readonly name: string; readonly span: Span }[] {
  if (tree === null || typeof tree !== 'object') return [];
  const { attribute } = tree as { attribute?: { name?: unknown; span?: Span } };
  const own =
    typeof attribute?.name === 'string' && attribute.span ? [{ name: attribute.name, span: attribute.span }] : [];
  return [...own, ...Object.values(tree).flatMap(attributesIn)];
}

function identityExists(file: string, identity: readonly string[], plan: Plan, lineOf: Header['lineOf']): void {
  const fault = (message: string, hint: string) =>
    new GrantgraphError('invalid-saved-query', message, { place: { file, line: lineOf('identity') }, hint });
  if (plan.kind !== 'rows') throw fault('the query answers no rows', 'ask for rows: `config from iam where …`');
  const grouped = plan.groupBy?.map(({ attribute, keys }) => label(attribute.name, keys));
  for (const attribute of identity) {
    const known = findAttribute(attribute.replace(/ \(.*\)$/, ''));
    if (!known) throw fault(`unknown attribute \`${attribute}\``, 'identity names attributes of the query language');
    const exists = grouped ? grouped.includes(attribute) : columnOf(attribute, false) !== undefined;
    if (!exists)
      throw fault(
        `rows of the query have no \`${attribute}\``,
        grouped ? `it groups by ${grouped.join(', ')}` : 'group by it, or choose an attribute that rows carry',
      );
  }
}

function label(attribute: string, keys: readonly string[]): string {
  return keys.length === 0 ? attribute : `${attribute} (${keys.join(', ')})`;
}
