import type { ConditionElement, PolicyDocument, PrincipalElement, Statement } from '../../oracle/aws/input.js';
import { ACCOUNTS, actionsOfType, type NamedResource, type Names, ORGANIZATION_ID, STRANGER } from './estate-names.js';
import { chance, oneOrSeveral, pick, type Random, several, weighted } from './random.js';

/** Kinds of conditions; `tags` only where every action's resource carries tags. */
type ConditionMaker = (random: Random, names: Names) => ConditionElement;

const runtime: readonly ConditionMaker[] = [
  () => ({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
  () => ({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
  () => ({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }),
  () => ({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } }),
];

const known: readonly ConditionMaker[] = [
  () => ({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION_ID } }),
  () => ({ StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION_ID } }),
  () => ({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${ORGANIZATION_ID}/r-ab12/ou-ab12-prod/*` } }),
  () => ({ StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } }),
  (random) => ({ StringEquals: { 'aws:PrincipalAccount': pick(random, ACCOUNTS) } }),
  (random) => ({ StringNotEquals: { 'aws:ResourceAccount': pick(random, ACCOUNTS) } }),
  (random, names) => ({
    ArnLike: { 'aws:PrincipalArn': pick(random, ['arn:aws:iam::*:role/*', ...names.users.map((one) => one.arn)]) },
  }),
  (random) => ({ StringEquals: { 'aws:PrincipalTag/team': pick(random, ['blue', 'red']) } }),
  () => ({ StringLike: { 'aws:PrincipalTag/Team': 'b*' } }),
  (random) => ({ DateLessThan: { 'aws:CurrentTime': pick(random, ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z']) } }),
  () => ({ StringEquals: { 'aws:username': 'alice' } }),
  () => ({ StringEquals: { 'aws:PrincipalType': 'User' } }),
];

const tagged: readonly ConditionMaker[] = [
  () => ({ StringEquals: { 'aws:ResourceTag/env': 'prod' } }),
  () => ({ StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } }),
  () => ({ StringNotEquals: { 'aws:ResourceTag/Env': 'dev' } }),
];

const taggable: readonly string[] = ['sqs:*', 'sqs:SendMessage', 'secretsmanager:Get*', 'kms:Decrypt', 'kms:*'];

const everyAction: readonly string[] = [
  's3:*',
  's3:GetObject',
  's3:*Object',
  's3:List*',
  'sqs:*',
  'sqs:SendMessage',
  'kms:Decrypt',
  'secretsmanager:GetSecretValue',
  'lambda:Invoke*',
  'sts:AssumeRole',
  'iam:PassRole',
  'iam:*',
  's3:*',
  'sqs:*',
  'sts:*',
  '*',
  '*',
];

function condition(
  random: Random,
  names: Names,
  makers: readonly ConditionMaker[],
): { readonly Condition?: ConditionElement } {
  const first = pick(random, makers)(random, names);
  if (!chance(random, 0.2)) return { Condition: first };
  // Two makers that use the same operator would overwrite each other; then the later one stands alone.
  return { Condition: { ...first, ...pick(random, makers)(random, names) } };
}

/** Identity, boundary or control policy statement. */
export function ownStatement(random: Random, names: Names, deny: number): Statement {
  const Effect = chance(random, deny) ? 'Deny' : 'Allow';
  if (chance(random, 0.2)) {
    const Action = oneOrSeveral(random, 2, () => pick(random, taggable));
    return { Effect, Action, Resource: '*', ...condition(random, names, tagged) };
  }
  const actions = chance(random, 0.06)
    ? { NotAction: oneOrSeveral(random, 2, () => pick(random, everyAction.slice(0, -2))) }
    : { Action: oneOrSeveral(random, 3, () => pick(random, everyAction)) };
  const resources = chance(random, 0.08)
    ? { NotResource: oneOrSeveral(random, 2, () => pick(random, resourceTexts(names))) }
    : { Resource: chance(random, 0.5) ? '*' : oneOrSeveral(random, 3, () => pick(random, resourceTexts(names))) };
  return {
    Effect,
    ...actions,
    ...resources,
    ...(chance(random, 0.4) ? condition(random, names, [...runtime, ...runtime, ...known]) : {}),
  };
}

function resourceTexts(names: Names): readonly string[] {
  const buckets = names.buckets.flatMap(({ arn }) => [
    arn,
    `${arn}/*`,
    `${arn}/2026/*`,
    `${arn}/home/\${aws:username}/*`,
    `${arn}/home/\${aws:PrincipalTag/team}/*`,
    `${arn}/*.csv`,
  ]);
  const others = [names.queues, names.keys, names.secrets, names.workloads, names.roles].flat().map((one) => one.arn);
  return [
    ...buckets,
    ...others,
    'arn:aws:s3:::*',
    'arn:aws:sqs:*:*:*',
    'arn:aws:iam::*:role/*',
    `arn:aws:kms:*:${ACCOUNTS[1]}:key/*`,
  ];
}

export function ownDocument(random: Random, names: Names, deny = 0.09): PolicyDocument {
  return { Version: '2012-10-17', Statement: several(random, 2, 4, () => ownStatement(random, names, deny)) };
}

// ---- Policies of resources ----------------------------------------------------------------------------------------------------

/** `everyone` only where unsigned callers are served at all. */
function principal(random: Random, names: Names, account: string, everyone: boolean): PrincipalElement {
  const insiders = [...names.users, ...names.roles].map((one) => one.arn);
  const ids = [...names.users, ...names.roles].map((one) => one.id);
  const accounts = names.accounts.flatMap((one) => [one, `arn:aws:iam::${one}:root`]);
  const AWS = () =>
    pick(
      random,
      weighted(random, [
        [6, insiders],
        [4, accounts],
        [1, ids],
        [1, ['AROAGONE000000000000']],
      ] as const),
    );
  return weighted<() => PrincipalElement>(random, [
    [everyone ? 4 : 0, () => pick(random, ['*', { AWS: '*' }] as const)],
    [10, () => ({ AWS: several(random, 1, 4, AWS) })],
    [2, () => ({ AWS: `arn:aws:iam::${account}:root` })],
    [
      1,
      () => ({
        AWS: pick(random, [STRANGER, `arn:aws:iam::${STRANGER}:root`, `arn:aws:iam::${STRANGER}:role/partner`]),
      }),
    ],
    [1, () => ({ Service: pick(random, ['sns.amazonaws.com', 'logging.s3.amazonaws.com']) })],
  ])();
}

export function resourceDocument(random: Random, names: Names, resource: NamedResource): PolicyDocument {
  const bucket = resource.type === 'AWS::S3::Bucket';
  const everyone = bucket || resource.type === 'AWS::SQS::Queue';
  const own = actionsOfType[resource.type] ?? [];
  const actions = [...own, ...own, `${own[0]!.split(':')[0]}:*`];
  const resources = bucket
    ? [[resource.arn, `${resource.arn}/*`], `${resource.arn}/*`, `${resource.arn}/2026/*`, `${resource.arn}/*.csv`]
    : [resource.arn, '*'];
  const statement = (): Statement => {
    const Effect = chance(random, 0.15) ? 'Deny' : 'Allow';
    const who = principal(random, names, resource.account, everyone);
    const elements = {
      Action: oneOrSeveral(random, 2, () => pick(random, actions)),
      Resource: pick<string | string[]>(random, resources),
    };
    const makers = isEveryone(who) ? narrow : bucket ? [...runtime, ...known] : [...runtime, ...known, ...tagged];
    const often = Effect === 'Deny' ? 0.85 : isEveryone(who) ? 0.4 : 0.3;
    return { Effect, Principal: who, ...elements, ...(chance(random, often) ? condition(random, names, makers) : {}) };
  };
  return { Version: '2012-10-17', Statement: several(random, 1, 2, statement) };
}

/** What narrows a policy for everyone in practice. */
const narrow: readonly ConditionMaker[] = [
  () => ({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
  () => ({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION_ID } }),
];

function isEveryone(element: PrincipalElement): boolean {
  return element === '*' || (element as Readonly<Record<string, unknown>>)['AWS'] === '*';
}

/** A key policy: the usual delegation to the account, then whatever a resource policy may hold. */
export function keyDocument(random: Random, names: Names, key: NamedResource): PolicyDocument {
  const delegation: Statement = {
    Sid: 'Account',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${key.account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const rest = resourceDocument(random, names, key).Statement as readonly Statement[];
  return { Version: '2012-10-17', Statement: chance(random, 0.8) ? [delegation, ...rest] : rest };
}

export function trustDocument(random: Random, names: Names, account: string, service: string | null): PolicyDocument {
  const own: readonly Statement[] =
    service === null ? [] : [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }];
  const statement = (): Statement => ({
    Effect: chance(random, 0.08) ? 'Deny' : 'Allow',
    Principal: principal(random, names, account, false),
    Action: chance(random, 0.2) ? ['sts:AssumeRole', 'sts:TagSession'] : 'sts:AssumeRole',
    ...(chance(random, 0.4) ? condition(random, names, [...runtime, ...runtime, ...known]) : {}),
  });
  return { Version: '2012-10-17', Statement: [...own, ...several(random, service === null ? 1 : 0, 2, statement)] };
}
