import type { AzureCase, CaseAssignment, CaseBlock, CaseDeny, CaseRole, Term } from '../../oracle/azure/input.js';
import { generateCondition, generateContext } from './azure-conditions.js';
import { chance, pick, type Random, several } from './random.js';

const sub1 = '/subscriptions/11111111-1111-1111-1111-111111111111';
const sub2 = '/subscriptions/22222222-2222-2222-2222-222222222222';
const group = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;
const account = `${sub1}/resourceGroups/rg1/providers/Microsoft.Storage/storageAccounts/sa1`;

export const hierarchy: Readonly<Record<string, string>> = {
  [sub1]: group('corp'),
  [sub2]: group('labs'),
  [group('corp')]: group('root'),
  [group('labs')]: group('root'),
  [group('root')]: '/',
};
const scopes = [
  account,
  `${account}/blobServices/default/containers/c1`,
  `${account}/blobServices/default/containers/c10`,
  `${sub1}/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1`,
  `${sub1}/resourceGroups/rg1`,
  `${sub1}/resourceGroups/rg10`,
  `${sub1}/resourceGroups/rg10/providers/Microsoft.Compute/virtualMachines/vm1`,
  sub1,
  sub2,
  group('corp'),
  group('labs'),
  group('root'),
  '/',
];
const principals = [
  'aaaaaaaa-0000-0000-0000-000000000001',
  'aaaaaaaa-0000-0000-0000-000000000002',
  'bbbbbbbb-0000-0000-0000-000000000001',
  'bbbbbbbb-0000-0000-0000-000000000002',
] as const;
const everyone = '00000000-0000-0000-0000-000000000000';

const blob = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const controls = [
  'Microsoft.Storage/storageAccounts/listKeys/action',
  'Microsoft.Compute/virtualMachines/read',
  'Microsoft.Compute/virtualMachines/extensions/write',
  'Microsoft.Authorization/roleAssignments/write',
  'Microsoft.Network/virtualNetworks/subnets/delete',
];
const datas = [`${blob}/read`, `${blob}/write`, 'Microsoft.KeyVault/vaults/secrets/getSecret/action'];

/** One random question, its conditions as trees. */
export function generateAzureCase(random: Random): AzureCase {
  const data = chance(random, 0.5);
  const action = pick(random, data ? datas : controls);
  const scope = pick(random, scopes.slice(0, -1));
  const theme: Theme = { action, data, scope };
  const roles = several(random, 1, 3, () => 0).map((_, at) => generateRole(random, theme, at));
  return {
    principalId: principals[0],
    memberOf: principals.slice(2).filter(() => chance(random, 0.5)),
    action: chance(random, 0.1) ? action.toUpperCase() : action,
    data,
    scope,
    context: generateContext(random),
    roles,
    assignments: several(random, 1, 3, () => 0).map((_, at) => generateAssignment(random, theme, roles, at)),
    denies: chance(random, 0.35) ? several(random, 1, 2, () => 0).map((_, at) => generateDeny(random, theme, at)) : [],
    hierarchy,
  };
}

interface Theme {
  readonly action: string;
  readonly data: boolean;
  readonly scope: string;
}

function generateRole(random: Random, theme: Theme, at: number): CaseRole {
  const guid = `d0000000-0000-0000-0000-00000000000${at}`;
  return { guid, permissions: several(random, 1, 2, () => generateBlock(random, theme, 0.2)) };
}

function generateBlock(random: Random, theme: Theme, conditioned: number): CaseBlock {
  const include = several(random, 1, 2, () => pattern(random, theme.action));
  const exclude = chance(random, 0.25) ? [pattern(random, pick(random, [...controls, ...datas]))] : [];
  const other = chance(random, 0.3) ? ['*'] : [];
  const onData = theme.data !== chance(random, 0.08);
  return {
    actions: onData ? other : include,
    notActions: onData ? [] : exclude,
    dataActions: onData ? include : other,
    notDataActions: onData ? exclude : [],
    condition: chance(random, conditioned) ? generateCondition(random, theme.action) : null,
  };
}

function pattern(random: Random, action: string): string {
  const parts = action.split('/');
  const last = parts.at(-1)!;
  return pick(random, [
    action,
    `${parts[0]}/*`,
    `*/${last}`,
    `${parts[0]}/*/${last}`,
    action.toLowerCase(),
    `${parts.slice(0, 2).join('/')}*`,
    `${parts.slice(0, -1).join('/')}/*`,
    pick(random, [...controls, ...datas]),
    '*',
  ]);
}

/** Mostly one that reaches the question, in another case now and then. */
function reaching(random: Random, { scope }: Theme): string {
  const near = scopes.filter((one) => scope.startsWith(one) || one.includes('managementGroups'));
  const chosen = chance(random, 0.75) && near.length > 0 ? pick(random, near) : pick(random, scopes);
  return chance(random, 0.2) ? chosen.toUpperCase() : chosen;
}

function generateAssignment(random: Random, theme: Theme, roles: readonly CaseRole[], at: number): CaseAssignment {
  const condition: Term | null = chance(random, 0.55) ? generateCondition(random, theme.action) : null;
  return {
    id: `assignment-${at}`,
    scope: reaching(random, theme),
    principalId: chance(random, 0.6) ? principals[0].toUpperCase() : pick(random, principals),
    roleGuid: pick(random, roles).guid,
    condition,
    eligible: chance(random, 0.08),
  };
}

function generateDeny(random: Random, theme: Theme, at: number): CaseDeny {
  return {
    id: `deny-${at}`,
    scope: reaching(random, theme),
    permissions: several(random, 1, 2, () => generateBlock(random, theme, 0.35)),
    principals: chance(random, 0.4) ? [everyone] : several(random, 1, 2, () => pick(random, principals)),
    excludePrincipals: chance(random, 0.3) ? [pick(random, principals)] : [],
    doNotApplyToChildScopes: chance(random, 0.25),
    enforced: !chance(random, 0.1),
  };
}
