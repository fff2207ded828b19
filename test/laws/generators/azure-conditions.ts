import type { ContextValue, Side, Term } from '../../oracle/azure/input.js';
import { below, chance, pick, type Random, several, weighted } from './random.js';

const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';

interface Word {
  readonly attribute: string;
  readonly operators: readonly string[];
  /** Values of conditions and of requests; the last is one that no condition names. */
  readonly values: readonly (string | number | boolean)[];
  /** Several values at once: only under an operator on sets. */
  readonly multi?: boolean;
}

const both = (names: readonly string[]) => names.flatMap((name) => [name, name.replace('String', 'StringNot')]);
const strings = both(['StringEquals', 'StringEqualsIgnoreCase', 'StringStartsWith', 'StringStartsWithIgnoreCase']);
const likes = both(['StringLike', 'StringLikeIgnoreCase']);
const orders = ['Equals', 'NotEquals', 'GreaterThan', 'GreaterThanEquals', 'LessThan', 'LessThanEquals'];

export const words: readonly Word[] = [
  {
    attribute: `@Resource[${blobs}/tags:Project<$key_case_sensitive$>]`,
    operators: strings,
    values: ['Cascade', 'cascade', 'Cas', 'Baker', "O'Hara", ''],
  },
  {
    attribute: `@Request[${blobs}:prefix]`,
    operators: likes,
    values: ['logs/*', 'l?gs/*', 'logs/\\*', '*', 'logs/may', 'LOGS/may', 'logs/*x', 'notes'],
  },
  {
    attribute: '@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]',
    operators: strings,
    values: ['c1', 'c10', 'C1', 'c'],
  },
  {
    attribute: '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]',
    operators: ['GuidEquals', 'GuidNotEquals'],
    values: [
      'acdd72a7-3385-48ef-bd42-f606fba81ae7',
      'ACDD72A7338548EFBD42F606FBA81AE7',
      '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
      'reader',
    ],
  },
  {
    attribute: '@Environment[UtcNow]',
    operators: orders.map((verb) => `DateTime${verb}`),
    values: ['2026-05-01T13:00:00.000Z', '2026-05-01T13:00:01Z', '2025-01-01T00:00:00Z', 'never'],
  },
  {
    attribute: '@Environment[isPrivateLink]',
    operators: ['BoolEquals', 'BoolNotEquals'],
    values: [true, false, 'perhaps'],
  },
  {
    attribute: '@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Level]',
    operators: orders.map((verb) => `Numeric${verb}`),
    values: [5, 10, 20, -3, 'ten'],
    multi: true,
  },
  {
    attribute: '@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Project]',
    operators: [...strings, ...likes],
    values: ['red', 'blue', 'green', 'RED', 'b*'],
    multi: true,
  },
];

const quantifiers = ['ForAnyOfAnyValues:', 'ForAnyOfAllValues:', 'ForAllOfAnyValues:', 'ForAllOfAllValues:'];

export function generateCondition(random: Random, action: string): Term {
  const part = (): Term => targeted(random, action);
  if (chance(random, 0.2)) return expression(random, 2);
  return chance(random, 0.3) ? { is: 'and', terms: [part(), part()] } : part();
}

/** The canonical shape: not the action, or the expression. */
function targeted(random: Random, action: string): Term {
  const slash = action.lastIndexOf('/');
  const pattern = pick(random, [action, action.toUpperCase(), `${action.slice(0, slash)}/*`, 'Microsoft.Network/*']);
  const name: Term = { is: 'action', pattern };
  const sub: Term = { is: 'suboperation', name: 'Blob.List' };
  const target: Term = chance(random, 0.3)
    ? { is: 'and', terms: [name, chance(random, 0.7) ? { is: 'not', term: sub } : sub] }
    : name;
  return { is: 'or', terms: [{ is: 'not', term: target }, expression(random, 1)] };
}

function expression(random: Random, depth: number): Term {
  if (depth === 0 || chance(random, 0.55)) return simple(random);
  return weighted<() => Term>(random, [
    [3, () => ({ is: 'and', terms: several(random, 2, 3, () => expression(random, depth - 1)) })],
    [3, () => ({ is: 'or', terms: several(random, 2, 3, () => expression(random, depth - 1)) })],
    [2, () => ({ is: 'not', term: expression(random, depth - 1) })],
  ])();
}

function simple(random: Random): Term {
  const word = pick(random, words);
  if (chance(random, 0.12)) return { is: 'exists', attribute: word.attribute };
  const quantifier = word.multi || chance(random, 0.3) ? pick(random, quantifiers) : '';
  const operator = `${quantifier}${pick(random, word.operators)}`;
  const value: Side = literals(random, word, quantifier !== '');
  const attribute: Side = { attribute: word.attribute };
  if (quantifier !== '' && chance(random, 0.15))
    return { is: 'compare', left: literals(random, word, true), operator, right: value };
  const [left, right] = chance(random, 0.12) ? [value, attribute] : [attribute, value];
  return { is: 'compare', left, operator, right };
}

function literals(random: Random, { values }: Word, set: boolean): Side {
  const written = values.slice(0, -1);
  if (!set || chance(random, 0.15)) return { values: [pick(random, written)], set: false };
  return { values: [...new Set(several(random, 1, 3, () => pick(random, written)))], set: true };
}

/** What a request may say of its attributes; most stay unsaid. */
export function generateContext(random: Random): Readonly<Record<string, ContextValue>> {
  const context: Record<string, ContextValue> = {};
  const said = pick(random, [0.3, 0.6, 0.95]);
  for (const word of words) if (chance(random, said)) context[word.attribute] = generateValue(random, word);
  if (chance(random, said)) context['SubOperation'] = pick(random, ['', 'Blob.List', 'blob.list', null]);
  return context;
}

function generateValue(random: Random, { values, multi }: Word): ContextValue {
  if (chance(random, 0.15)) return null;
  if (!multi || chance(random, 0.3)) return pick(random, values);
  return several(random, 0, 3, () => values[below(random, values.length)] as string | number);
}
