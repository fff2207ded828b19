import type { ConditionElement, ContextValue, Scalar } from '../../oracle/aws/input.js';
import { below, chance, oneOrSeveral, pick, type Random, weighted } from './random.js';
import { HOME, ORGANIZATION, OTHER } from './vocabulary.js';

type KeyType = 'string' | 'arn' | 'bool' | 'number' | 'date' | 'address' | 'binary';

export interface KeyWord {
  readonly key: string;
  readonly type: KeyType;
  readonly many?: boolean;
  /** Values a request may carry. */
  readonly values: readonly Scalar[];
  /** Further texts policies test against. */
  readonly patterns?: readonly string[];
  /** Follows from the rest of the request: never given in the context. */
  readonly derived?: boolean;
}

const strings: readonly KeyWord[] = [
  {
    key: 'aws:RequestTag/env',
    type: 'string',
    values: ['dev', 'prod', 'Dev', 'd*'],
    patterns: ['pr?d', '*', '${aws:PrincipalTag/team}', 'd${*}', '${aws:principaltag/TEAM}*'],
  },
  {
    key: 'aws:PrincipalTag/team',
    type: 'string',
    values: ['blue', 'red', 'alice'],
    patterns: ['b*', '${aws:username}', '*e*'],
  },
  { key: 'aws:PrincipalOrgID', type: 'string', values: [ORGANIZATION, 'o-zzzz9999'] },
  { key: 'aws:SourceVpce', type: 'string', values: ['vpce-1', 'vpce-2'] },
  {
    key: 's3:prefix',
    type: 'string',
    values: ['home/', 'home/alice/x', ''],
    patterns: ['home/*', 'home/${aws:username}/*', "${aws:PrincipalTag/team, 'home'}/*"],
  },
  { key: 'kms:ViaService', type: 'string', values: ['s3.eu-west-1.amazonaws.com'], patterns: ['s3.*.amazonaws.com'] },
  { key: 'sts:ExternalId', type: 'string', values: ['u-42', 'u-43'] },
  { key: 'aws:PrincipalAccount', type: 'string', values: [HOME, OTHER], derived: true },
  {
    key: 'aws:ResourceAccount',
    type: 'string',
    values: [HOME, OTHER],
    patterns: ['${aws:PrincipalAccount}'],
    derived: true,
  },
  {
    key: 'aws:username',
    type: 'string',
    values: ['alice', 'bob'],
    patterns: ['a*', '${aws:PrincipalTag/team}'],
    derived: true,
  },
  { key: 'aws:PrincipalType', type: 'string', values: ['User', 'AssumedRole', 'Account'], derived: true },
];

const arns: readonly KeyWord[] = [
  {
    key: 'aws:PrincipalArn',
    type: 'arn',
    values: [`arn:aws:iam::${HOME}:user/alice`, `arn:aws:iam::${HOME}:role/app`],
    patterns: [
      'arn:aws:iam::*:role/*',
      `arn:aws:iam::${HOME}:*`,
      'arn:aws:iam::*:user/${aws:username}',
      'arn:*:iam::*:*/?pp',
      'arn:aws:iam::${aws:PrincipalAccount}:*',
    ],
    derived: true,
  },
  {
    key: 'aws:SourceArn',
    type: 'arn',
    values: ['arn:aws:s3:::uploads', `arn:aws:sns:us-east-1:${HOME}:topic:sub`],
    patterns: ['arn:aws:s3:::*', `arn:aws:sns:*:${HOME}:*`, 'arn:aws:*:topic:sub', 'arn:aws:sns:*:*:topic'],
  },
];

const others: readonly KeyWord[] = [
  { key: 'aws:MultiFactorAuthPresent', type: 'bool', values: ['true', 'false', true, false] },
  { key: 'aws:SecureTransport', type: 'bool', values: ['true', 'false'] },
  { key: 'aws:PrincipalIsAWSService', type: 'bool', values: ['true', 'false'], derived: true },
  { key: 's3:max-keys', type: 'number', values: ['10', '9', 10, '10.0', 100, '-5', '9.75'] },
  {
    key: 'aws:CurrentTime',
    type: 'date',
    values: ['2026-06-01T12:00:00Z', '2025-01-01T00:00:00Z', '1780315200', '2026-06-01T14:00:00+02:00', '2026-06-01'],
  },
  { key: 'aws:TokenIssueTime', type: 'date', values: ['2026-06-01T12:00:00Z'] },
  {
    key: 'aws:SourceIp',
    type: 'address',
    values: ['203.0.113.9', '198.51.100.1', '2001:db8::1', '2001:DB8:0:0:0:0:0:1', '203.0.113.255'],
    patterns: ['203.0.113.0/24', '0.0.0.0/1', '2001:db8::/32', '203.0.113.9/32', '203.0.113.128/25', '2001:db8::1/128'],
  },
  { key: 'aws:RequestTag/seal', type: 'binary', values: ['aGVsbG8=', 'd29ybGQ='] },
];

const sets: readonly KeyWord[] = [
  { key: 'aws:TagKeys', type: 'string', many: true, values: ['env', 'team', 'Env'], patterns: ['e*', '*'] },
  {
    key: 'aws:CalledVia',
    type: 'string',
    many: true,
    values: ['cloudformation.amazonaws.com', 'dynamodb.amazonaws.com'],
  },
  {
    key: 'aws:PrincipalOrgPaths',
    type: 'string',
    many: true,
    values: [`${ORGANIZATION}/r-ab12/ou-ab12-prod/`, `${ORGANIZATION}/r-ab12/`],
    patterns: [`${ORGANIZATION}/*`, `${ORGANIZATION}/r-ab12/ou-ab12-prod/*`],
  },
];

export const keyWords: readonly KeyWord[] = [...strings, ...arns, ...others, ...sets];

const operators: Readonly<Record<KeyType, readonly string[]>> = {
  string: [
    'StringEquals',
    'StringLike',
    'StringNotEquals',
    'StringNotLike',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
  ],
  arn: ['ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnNotEquals', 'StringLike', 'StringEquals', 'StringNotLike'],
  bool: ['Bool', 'Bool', 'StringEquals'],
  number: [
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
  ],
  date: [
    'DateLessThan',
    'DateGreaterThan',
    'DateLessThanEquals',
    'DateGreaterThanEquals',
    'DateEquals',
    'DateNotEquals',
  ],
  address: ['IpAddress', 'NotIpAddress'],
  binary: ['BinaryEquals'],
};

/** A condition over a few of the keys in play. */
export function generateCondition(random: Random, keys: readonly KeyWord[]): ConditionElement {
  const condition: Record<string, Record<string, Scalar | Scalar[]>> = {};
  const tests = weighted(random, [
    [6, 1],
    [3, 2],
    [1, 3],
  ] as const);
  for (let at = 0; at < tests; at += 1) {
    const word = pick(random, keys);
    const [operator, values] = generateTest(random, word);
    condition[operator] = { ...condition[operator], [recased(random, word.key)]: values };
  }
  return condition;
}

/** Key names compare without case. */
function recased(random: Random, key: string): string {
  return chance(random, 0.1) ? key.toLowerCase() : key;
}

function generateTest(random: Random, word: KeyWord): readonly [string, Scalar | Scalar[]] {
  if (chance(random, 0.08)) return ['Null', pick(random, ['true', 'false'])];
  const base = pick(random, operators[word.type]);
  const suffix = chance(random, 0.25) ? 'IfExists' : '';
  const prefix = word.many === true || chance(random, 0.03) ? pick(random, ['ForAnyValue:', 'ForAllValues:']) : '';
  const offered: readonly Scalar[] =
    word.type === 'bool' ? ['true', 'false'] : [...word.values, ...patternsFor(base, word)];
  return [`${prefix}${base}${suffix}`, oneOrSeveral(random, 2, () => pick(random, offered))];
}

/** Texts that are patterns stay out of operators to which they would be plain text, most of the time that is no test. */
function patternsFor(base: string, word: KeyWord): readonly string[] {
  const patterns = word.patterns ?? [];
  if (/Like|Arn|IpAddress/.test(base)) return patterns;
  return patterns.filter((text) => text.startsWith('${'));
}

/** What the request says of the keys: nothing, absent, one value or a set. */
export function generateContext(
  random: Random,
  keys: readonly KeyWord[],
  silent: number,
): Record<string, ContextValue> {
  const context: Record<string, ContextValue> = {};
  for (const word of keys) {
    if (word.derived === true || chance(random, silent)) continue;
    context[recased(random, word.key)] = chance(random, 0.25) ? null : valueFor(random, word);
  }
  return context;
}

function valueFor(random: Random, word: KeyWord): ContextValue {
  if (word.many !== true) return pick(random, word.values);
  return word.values.filter(() => below(random, 2) === 1);
}
