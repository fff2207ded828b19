import type { Names } from './estate-names.js';
import { below, chance, pick, type Random } from './random.js';

/** A random test over rows, as text: a few comparisons under AND, OR and NOT. Everything it names exists. */
export function generateWhere(random: Random, names: Names, depth = 3): string {
  const kind = depth === 0 ? 0 : below(random, 6);
  if (kind <= 1) return comparison(random, names);
  if (kind === 2) return `NOT (${generateWhere(random, names, depth - 1)})`;
  const parts = Array.from({ length: 2 + below(random, 2) }, () => generateWhere(random, names, depth - 1));
  return `(${parts.join(kind === 3 ? ' OR ' : ' AND ')})`;
}

type Maker = (random: Random, names: Names) => string;

const quote = (text: string) => `'${text}'`;
const last = (arn: string) => arn.split(/[/:]/).at(-1)!;

function equal(random: Random, attribute: string, values: readonly string[]): string {
  const one = () => quote(pick(random, values));
  switch (below(random, 5)) {
    case 0:
      return `${attribute} != ${one()}`;
    case 1:
      return `${attribute} IN (${one()}, ${one()})`;
    case 2:
      return `${attribute} NOT IN (${one()}, ${one()})`;
    default:
      return `${attribute} = ${one()}`;
  }
}

function affix(random: Random, attribute: string, text: string): string {
  const cut = 1 + below(random, Math.max(1, text.length - 1));
  switch (below(random, 4)) {
    case 0:
      return `${attribute} ENDS WITH ${quote(text.slice(-cut))}`;
    case 1:
      return `${attribute} DOES NOT END WITH ${quote(text.slice(-cut))}`;
    case 2:
      return `${attribute} DOES NOT START WITH ${quote(text.slice(0, cut))}`;
    default:
      return `${attribute} STARTS WITH ${quote(text.slice(0, cut))}`;
  }
}

const truth = (random: Random, attribute: string) =>
  `${attribute} ${pick(random, ['=', '!='])} ${pick(random, ['true', 'false'])}`;
const number = (random: Random, attribute: string) =>
  `${attribute} ${pick(random, ['<', '<=', '>', '>=', '=', '!='])} ${below(random, 3)}`;
const tag = (random: Random, attribute: string, key: string, values: readonly string[]) =>
  chance(random, 0.5)
    ? `${attribute} ('${key}') ${pick(random, ['exists', 'does not exist'])}`
    : equal(random, `${attribute} ('${key}')`, values);

const things = ({ buckets, queues, keys, secrets }: Names) =>
  [...buckets, ...queues, ...keys, ...secrets].map((one) => one.arn);
const identities = ({ users, roles }: Names) => [...users, ...roles];

const makers: readonly Maker[] = [
  (random, names) => equal(random, 'source.cloud.account', names.accounts),
  (random, names) => equal(random, 'source.cloud.resource.name', [...identities(names).map((one) => one.name), '*']),
  (random, names) =>
    equal(
      random,
      'source.cloud.resource.id',
      identities(names).map((one) => one.arn),
    ),
  (random) => equal(random, 'source.cloud.resource.type', ['user', 'role', 'function', 'service', 'account']),
  (random) => tag(random, 'source.cloud.resource.tag', 'team', ['blue', 'red']),
  (random) => truth(random, 'source.public'),
  (random) => truth(random, 'source.external'),
  (random) => `source.in.group ('${pick(random, ['admins', 'devs'])}') = ${pick(random, ['true', 'false'])}`,
  (random) => equal(random, 'source.cloud.type', ['AWS', 'GCP']),
  (random, names) =>
    equal(
      random,
      'grantedby.cloud.entity.id',
      identities(names).map((one) => one.arn),
    ),
  (random, names) =>
    equal(random, 'grantedby.cloud.entity.name', [...identities(names).map((one) => one.name), 'admins']),
  (random) => equal(random, 'grantedby.cloud.entity.type', ['user', 'role', 'group', 'resource']),
  (random) => equal(random, 'grantedby.cloud.policy.name', ['One', 'Two', 'Reader', 'inline', 'trust policy']),
  (random) => equal(random, 'grantedby.cloud.policy.type', ['Inline Policy', 'Resource-based Policy', 'Built-in Role']),
  (random) => `grantedby.cloud.policy.condition ${pick(random, ['exists', 'does not exist'])}`,
  (random) =>
    `grantedby.cloud.policy.condition ('aws:SourceIp') ${pick(random, ["= '10.0.0.0/8'", "!= '10.0.0.0/8'", 'does not exist'])}`,
  (random) => truth(random, 'grantedby.cloud.policy.isexcessive'),
  (random) => `grantedby.level.name ${pick(random, ["= 'x'", "!= 'x'"])}`,
  (random, names) => equal(random, 'dest.cloud.account', [...names.accounts, '*']),
  (random, names) => equal(random, 'dest.cloud.resource.name', [...things(names).map(last), '*']),
  (random, names) => equal(random, 'dest.cloud.resource.id', [...things(names), '*']),
  (random, names) => affix(random, 'dest.cloud.resource.name', last(pick(random, [...things(names), '*x']))),
  (random) => equal(random, 'dest.cloud.resource.type', ['bucket', 'object', 'queue', 'role']),
  (random) => equal(random, 'dest.cloud.region', ['eu-west-1', 'us-east-1']),
  (random) => tag(random, 'dest.cloud.resource.tag', 'env', ['prod', 'dev']),
  (random) => truth(random, 'dest.cloud.wildcardscope'),
  (random, names) => `dest.cloud.account LIKE '${pick(random, names.accounts)}'`,
  (random) => `source.cloud.account ${pick(random, ['=', '!='])} dest.cloud.account`,
  (random) => equal(random, 'action.name', ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage', 'sts:AssumeRole']),
  (random) => affix(random, 'action.name', pick(random, ['s3:GetObject', 'sqs:SendMessage'])),
  (random) => equal(random, 'action.access.level', ['Data Read', 'Data Write', 'Metadata Read', 'Metadata Write']),
  (random) => truth(random, 'action.access.isadministrative'),
  (random) => equal(random, 'verdict', ['allow', 'conditional', 'unknown']),
  (random) => number(random, 'path.hops'),
  (random) => equal(random, 'path.kind', ['runs-as', 'sso', 'federate']),
];

function comparison(random: Random, names: Names): string {
  return pick(random, makers)(random, names);
}
