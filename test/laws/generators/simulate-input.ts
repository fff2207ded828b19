import type { NamedPolicy, PolicyLevel, SimulateInput } from '../../oracle/aws/input.js';
import { generateContext, type KeyWord, keyWords } from './conditions.js';
import { chance, pick, type Random, several, weighted } from './random.js';
import {
  generateDocument,
  generatePolicies,
  generateStatement,
  identityShape,
  resourceShape,
  type Shape,
  type Theme,
  trustShape,
} from './statements.js';
import {
  federatedUsers,
  federationTargets,
  HOME,
  identityProviders,
  keyTargets,
  OTHER,
  ownerTargets,
  ownTargets,
  resourceTargets,
  roles,
  roots,
  serviceLinkedRoles,
  services,
  sessions,
  type Target,
  trustTargets,
  users,
} from './vocabulary.js';

/** One random policy set with one request, a valid `simulate` input of provider `aws`. */
export function generateSimulateInput(random: Random): SimulateInput {
  const { principal, target } = generatePair(random);
  const keys = several(random, 1, 3, () => pick(random, keyWords));
  const theme: Theme = {
    principal,
    action: target.action,
    resource: target.resource,
    keys,
    conditioned: weighted(random, [
      [6, 0.85],
      [3, 0.4],
      [1, 0],
    ] as const),
  };
  const silent = weighted(random, [
    [2, 0.4],
    [7, 0.95],
  ] as const);
  const context = generateContext(random, [...new Set(keys)], silent);
  const owner = target.owner === undefined ? {} : { resourceAccount: target.owner };
  return {
    provider: 'aws',
    request: {
      principal,
      action: target.action,
      resource: target.resource,
      ...owner,
      ...(chance(random, 0.1) ? { managementAccount: pick(random, [HOME, OTHER]) } : {}),
      context: { ...tagContext(random, keys, silent), ...context },
    },
    ...ownLayers(random, theme),
    ...organizationLayers(random, theme),
    ...resourceLayers(random, theme, target),
  };
}

/** Resource patterns use this tag, also where no condition does. */
function tagContext(random: Random, keys: readonly KeyWord[], silent: number): Record<string, string | null> {
  if (keys.some((word) => word.key === 'aws:PrincipalTag/team') || chance(random, silent)) return {};
  return { 'aws:PrincipalTag/team': pick(random, ['blue', 'red', null]) };
}

function generatePair(random: Random): { readonly principal: string; readonly target: Target } {
  const kind = weighted(random, [
    [30, users],
    [14, roles],
    [14, sessions],
    [7, federatedUsers],
    [6, roots],
    [6, services],
    [5, identityProviders],
    [6, ['*']],
    [2, serviceLinkedRoles],
  ] as const);
  const principal = pick<string>(random, kind);
  if (kind === identityProviders) return { principal, target: pick(random, federationTargets) };
  if (principal === '*') return { principal, target: pick(random, resourceTargets) };
  if (kind === services) return { principal, target: pick(random, [...resourceTargets, ...trustTargets]) };
  const owners = kind === roots ? ownerTargets : [];
  const table = weighted(random, [
    [10, resourceTargets],
    [4, keyTargets],
    [4, trustTargets],
    [4, ownTargets],
  ] as const);
  return { principal, target: pick(random, owners.length > 0 && chance(random, 0.5) ? owners : table) };
}

function hasOwnPolicies(principal: string): boolean {
  return /:(user|role|assumed-role|federated-user)\//.test(principal) && !principal.includes('-provider/');
}

type OwnLayers = Pick<SimulateInput, 'identityPolicies' | 'permissionBoundaries' | 'sessionPolicies'>;

function ownLayers(random: Random, theme: Theme): OwnLayers {
  if (!hasOwnPolicies(theme.principal)) return { identityPolicies: [] };
  const session = /:(assumed-role|federated-user)\//.test(theme.principal);
  const passes = theme.principal.includes(':federated-user/') ? 0.8 : session ? 0.25 : 0;
  return {
    identityPolicies: chance(random, 0.08) ? [] : generatePolicies(random, 'identity', 3, theme, identityShape),
    ...(chance(random, 0.2) && !theme.principal.includes('aws-service-role')
      ? { permissionBoundaries: ceiling(random, 'boundary', theme, identityShape) }
      : {}),
    ...(chance(random, passes) ? { sessionPolicies: ceiling(random, 'session', theme, identityShape) } : {}),
  };
}

/** A layer that limits: mostly open, else anything. */
function ceiling(random: Random, name: string, theme: Theme, shape: Shape): NamedPolicy[] {
  if (chance(random, 0.3)) return generatePolicies(random, name, 2, theme, { ...shape, deny: 0.1 });
  const extra = chance(random, 0.3) ? [generateStatement(random, theme, { ...shape, deny: 1 })] : [];
  return [{ name: `${name}1`, policy: { Version: '2012-10-17', Statement: [everything(shape), ...extra] } }];
}

function everything(shape: Shape) {
  return {
    Effect: 'Allow' as const,
    ...(shape.principal ? { Principal: '*' as const } : {}),
    Action: '*',
    Resource: '*',
  };
}

type OrganizationLayers = Pick<SimulateInput, 'serviceControlPolicies' | 'resourceControlPolicies'>;

function organizationLayers(random: Random, theme: Theme): OrganizationLayers {
  const names = ['root', ...(chance(random, 0.4) ? ['ou-ab12-prod'] : []), theme.principal.split(':')[4] ?? HOME];
  return {
    ...(chance(random, 0.3)
      ? { serviceControlPolicies: names.map((level) => ({ level, policies: controlLevel(random, 'scp', theme) })) }
      : {}),
    ...(chance(random, 0.25)
      ? { resourceControlPolicies: names.map((level) => resourceControlLevel(random, level, theme)) }
      : {}),
  };
}

function controlLevel(random: Random, name: string, theme: Theme): NamedPolicy[] {
  if (chance(random, 0.02)) return [];
  if (chance(random, 0.3)) return ceiling(random, name, theme, identityShape);
  return [{ name: 'FullAWSAccess', policy: { Version: '2012-10-17', Statement: [everything(identityShape)] } }];
}

/** Customer policies there only deny, and to everyone. ORG/orgs_manage_policies_rcps_syntax. */
function resourceControlLevel(random: Random, level: string, theme: Theme): PolicyLevel {
  const full = { name: 'RCPFullAWSAccess', policy: { Version: '2012-10-17', Statement: [everything(resourceShape)] } };
  if (!chance(random, 0.3)) return { level, policies: [full] };
  const made = generateStatement(random, theme, { principal: false, resource: true, deny: 1 });
  const { NotAction: _left, ...statement } = made;
  const deny = { ...statement, Action: statement.Action ?? theme.action, Principal: '*' as const };
  return { level, policies: [full, { name: 'perimeter', policy: { Version: '2012-10-17', Statement: [deny] } }] };
}

type ResourceLayers = Pick<SimulateInput, 'resourcePolicy' | 'vpcEndpointPolicies'>;

function resourceLayers(random: Random, theme: Theme, target: Target): ResourceLayers {
  const trust = /^sts:/.test(target.action);
  const often = trust || target.action.startsWith('kms:') || !hasOwnPolicies(theme.principal) ? 0.97 : 0.6;
  const has = !ownTargets.includes(target) && chance(random, often);
  return {
    ...(has ? { resourcePolicy: generateDocument(random, theme, trust ? trustShape : resourceShape) } : {}),
    ...(chance(random, 0.06) ? { vpcEndpointPolicies: endpointPolicies(random, theme) } : {}),
  };
}

/** A call passes one endpoint; its policy names everyone and narrows by condition. */
function endpointPolicies(random: Random, theme: Theme): NamedPolicy[] {
  return ceiling(random, 'endpoint', theme, identityShape)
    .slice(0, 1)
    .map(({ name, policy }) => ({
      name,
      policy: {
        ...policy,
        Statement: (Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement]).map((statement) => ({
          ...statement,
          Principal: '*' as const,
        })),
      },
    }));
}
