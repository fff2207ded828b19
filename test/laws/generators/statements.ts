import { accountOf, parseCaller } from '../../oracle/aws/caller.js';
import type { NamedPolicy, OneOrMany, PolicyDocument, PrincipalElement, Statement } from '../../oracle/aws/input.js';
import { generateCondition, type KeyWord } from './conditions.js';
import { chance, oneOrSeveral, pick, type Random, several, weighted } from './random.js';
import {
  federatedUsers,
  HOME,
  identityProviders,
  OTHER,
  OUTSIDE,
  roles,
  services,
  sessions,
  users,
} from './vocabulary.js';

/** What statements are written around. */
export interface Theme {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly keys: readonly KeyWord[];
  /** How often a statement carries a condition. */
  readonly conditioned: number;
}

/** Which elements a kind of policy has. */
export interface Shape {
  readonly principal: boolean;
  readonly resource: boolean;
  /** How often a statement is a Deny. */
  readonly deny: number;
}

export const identityShape: Shape = { principal: false, resource: true, deny: 0.11 };
export const resourceShape: Shape = { principal: true, resource: true, deny: 0.11 };
export const trustShape: Shape = { principal: true, resource: false, deny: 0.12 };

export function generatePolicies(
  random: Random,
  name: string,
  most: number,
  theme: Theme,
  shape: Shape,
): NamedPolicy[] {
  const made = several(random, 1, most, () => generateDocument(random, theme, shape));
  return made.map((policy, at) => ({ name: `${name}${at + 1}`, policy }));
}

export function generateDocument(random: Random, theme: Theme, shape: Shape): PolicyDocument {
  const statements = several(random, 1, 3, () => generateStatement(random, theme, shape));
  const version = weighted(random, [
    [18, '2012-10-17'],
    [1, '2008-10-17'],
    [1, undefined],
  ] as const);
  const Statement = statements.length === 1 && chance(random, 0.3) ? statements[0]! : statements;
  return version === undefined ? { Statement } : { Version: version, Statement };
}

export function generateStatement(random: Random, theme: Theme, shape: Shape): Statement {
  const Effect = chance(random, shape.deny) ? 'Deny' : 'Allow';
  return {
    Effect,
    ...(shape.principal ? principalElement(random, theme, Effect) : {}),
    ...actionElement(random, theme.action, Effect),
    ...(shape.resource ? resourceElement(random, theme.resource, Effect) : {}),
    ...(chance(random, theme.conditioned) ? { Condition: generateCondition(random, theme.keys) } : {}),
  };
}

function actionElement(random: Random, action: string, effect: string): Pick<Statement, 'Action' | 'NotAction'> {
  if (chance(random, 0.08)) return { NotAction: oneOrSeveral(random, 2, () => pick(random, otherActions(action))) };
  return { Action: oneOrSeveral(random, 2, () => aimed(random, effect, nearActions(action), otherActions(action))) };
}

/** Mostly a text that covers the request; a Deny misses more often, or little would be left. */
function aimed(random: Random, effect: string, near: readonly string[], other: readonly string[]): string {
  return pick(random, chance(random, effect === 'Deny' ? 0.5 : 0.05) ? other : near);
}

function nearActions(action: string): readonly string[] {
  const [service, name] = action.split(':') as [string, string];
  return [
    action,
    `${service}:*`,
    '*',
    `${service}:${name.slice(0, 3)}*`,
    action.toUpperCase(),
    `${service}:*${name.slice(-4)}`,
    `${service}:${name.slice(0, -1)}?`,
  ];
}

function otherActions(action: string): readonly string[] {
  const service = action.split(':')[0]!;
  return ['logs:PutLogEvents', `${service}:Delete*`, `${service}:Zip`, 'ec2:*', `${action}s`];
}

function resourceElement(
  random: Random,
  resource: string,
  effect: string,
): Pick<Statement, 'Resource' | 'NotResource'> {
  const near = nearResources(resource);
  const other = otherResources(resource);
  if (chance(random, 0.1))
    return { NotResource: oneOrSeveral(random, 2, () => pick(random, [...other, ...near.slice(3)])) };
  return { Resource: oneOrSeveral(random, 2, () => aimed(random, effect, near, other)) };
}

function nearResources(resource: string): readonly string[] {
  if (resource === '*') return ['*'];
  const parts = resource.split(':');
  const head = parts.slice(0, 5).join(':');
  const tail = parts.slice(5).join(':');
  return [
    resource,
    '*',
    `${head}:*`,
    `${head}:${tail.slice(0, 4)}*`,
    `${head}:${tail.slice(0, -1)}?`,
    `${parts.slice(0, 3).join(':')}:*`,
    `${head}:${withVariable(tail, 'blue', '${aws:PrincipalTag/team}')}`,
    `${head}:${withVariable(tail, 'alice', '${aws:username}')}`,
    `${head}:${withVariable(tail, 'alice', '${AWS:UserName}')}`,
    `${head}:${withVariable(tail, 'blue', "${aws:PrincipalTag/team, 'blue'}")}`,
  ];
}

/** The name with one word of it as a variable; a name without the word gets the variable in front. */
function withVariable(tail: string, word: string, variable: string): string {
  return tail.includes(word) ? tail.replace(word, variable) : `${variable}*`;
}

function otherResources(resource: string): readonly string[] {
  if (resource === '*') return ['arn:aws:ec2:*:*:instance/*', 'arn:aws:s3:::reports'];
  const head = resource.split(':').slice(0, 5).join(':');
  return [
    `${head}:other*`,
    `${resource}X`,
    'arn:aws:s3:::home/${aws:username}/*',
    `${head}:${resource.split(':').slice(5).join(':').toUpperCase()}`,
  ];
}

function principalElement(random: Random, theme: Theme, effect: string): Pick<Statement, 'Principal' | 'NotPrincipal'> {
  const caller = parseCaller(theme.principal, theme.action, undefined);
  if (chance(random, effect === 'Deny' ? 0.15 : 0.02)) return { NotPrincipal: exempted(random, theme) };
  if (caller.kind === 'anonymous' || chance(random, 0.25))
    return { Principal: pick(random, ['*', { AWS: '*' }] as const) };
  if (chance(random, 0.07)) return { Principal: somebodyElse(random) };
  return { Principal: naming(random, caller) };
}

function naming(random: Random, caller: ReturnType<typeof parseCaller>): PrincipalElement {
  if (caller.kind === 'service')
    return { Service: oneOrSeveral(random, 2, () => pick(random, [caller.host, caller.host, ...services])) };
  if (caller.kind === 'identity-provider')
    return { Federated: pick(random, [caller.id, caller.id, ...identityProviders]) };
  const account = accountOf(caller)!;
  const itself = 'arn' in caller ? [caller.arn, caller.arn] : [];
  const behind =
    caller.kind === 'session'
      ? [caller.roleArn, caller.roleArn]
      : caller.kind === 'federated-user'
        ? [`arn:aws:iam::${account}:user/${caller.name}`]
        : [];
  const names = [...itself, ...behind, account, `arn:aws:iam::${account}:root`];
  return { AWS: oneOrSeveral(random, 2, () => pick(random, chance(random, 0.1) ? strangers : names)) };
}

const strangers: readonly string[] = [...users, ...roles, ...sessions, OUTSIDE];

function somebodyElse(random: Random): PrincipalElement {
  return pick<PrincipalElement>(random, [
    { AWS: pick(random, strangers) },
    { Service: pick(random, services) },
    { AWS: [HOME, `arn:aws:iam::${OTHER}:root`] },
    { Federated: pick(random, identityProviders) },
  ]);
}

function exempted(random: Random, theme: Theme): PrincipalElement {
  const caller = parseCaller(theme.principal, theme.action, undefined);
  if (caller.kind === 'service') return { Service: pick(random, services) };
  const account = accountOf(caller) ?? HOME;
  const itself = 'arn' in caller && caller.kind !== 'federated-user' ? [caller.arn] : federatedUsers.slice(1);
  const behind = caller.kind === 'session' ? [caller.roleArn] : [];
  const full: OneOrMany<string> = [...itself, ...behind, `arn:aws:iam::${account}:root`];
  return { AWS: pick<OneOrMany<string>>(random, [full, full, full.slice(1), pick(random, strangers)]) };
}
