import type { OrganizationDump } from '../../oracle/aws/estate/dump.js';
import type { PolicyDocument } from '../../oracle/aws/input.js';
import { MANAGEMENT, type Names, ORGANIZATION_ID } from './estate-names.js';
import { ownDocument, ownStatement } from './estate-policies.js';
import { below, chance, pick, type Random } from './random.js';

const ROOT = 'r-ab12';
const units = [
  { Id: 'ou-ab12-prod', Name: 'prod', ParentId: ROOT },
  { Id: 'ou-ab12-eu', Name: 'eu', ParentId: 'ou-ab12-prod' },
  { Id: 'ou-ab12-dev', Name: 'dev', ParentId: ROOT },
];

/** Root, three units, every collected account somewhere in the tree, control policies on some levels. */
export function generateOrganization(random: Random, names: Names): OrganizationDump {
  const accounts = [...new Set([MANAGEMENT, ...names.accounts])];
  const places = [ROOT, ...units.map((unit) => unit.Id)];
  const targets = [...places, ...accounts];
  return {
    Organization: { Id: ORGANIZATION_ID, MasterAccountId: MANAGEMENT },
    Roots: [{ Id: ROOT, PolicyTypes: policyTypes(random) }],
    OrganizationalUnits: units,
    Accounts: accounts.map((Id) => ({
      Id,
      Name: `account-${Id}`,
      ParentId: Id === MANAGEMENT ? ROOT : pick(random, places),
    })),
    Policies: [
      policy('p-FullAWSAccess', 'SERVICE_CONTROL_POLICY', true, fullAccess, openLevels(random, targets)),
      policy('p-guard', 'SERVICE_CONTROL_POLICY', false, guard(random, names), [pick(random, targets)]),
      policy(
        'p-list',
        'SERVICE_CONTROL_POLICY',
        false,
        ownDocument(random, names, 0),
        targets.filter(() => below(random, 6) === 1),
      ),
      policy('p-RCPFullAWSAccess', 'RESOURCE_CONTROL_POLICY', true, fullResourceAccess, targets),
      policy('p-perimeter', 'RESOURCE_CONTROL_POLICY', false, perimeter(random, names), [pick(random, targets)]),
    ],
  };
}

function policyTypes(random: Random) {
  return ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY']
    .filter(() => chance(random, 0.85))
    .map((Type) => ({ Type, Status: 'ENABLED' }));
}

/** Levels that keep the open policy; one in a while was taken off. */
function openLevels(random: Random, targets: readonly string[]): readonly string[] {
  return targets.filter(() => !chance(random, 0.04));
}

type Policy = OrganizationDump['Policies'][number];

function policy(
  Id: string,
  Type: string,
  AwsManaged: boolean,
  document: PolicyDocument,
  TargetIds: readonly string[],
): Policy {
  return { PolicySummary: { Id, Name: Id.slice(2), Type, AwsManaged }, Content: JSON.stringify(document), TargetIds };
}

const fullAccess: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
const fullResourceAccess: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

function guard(random: Random, names: Names): PolicyDocument {
  return { Version: '2012-10-17', Statement: [ownStatement(random, names, 1)] };
}

/** Denies to everyone, no NotAction. ORG/orgs_manage_policies_rcps_syntax. */
function perimeter(random: Random, names: Names): PolicyDocument {
  const { NotAction: _none, ...made } = ownStatement(random, names, 1);
  return { Version: '2012-10-17', Statement: [{ ...made, Action: made.Action ?? 's3:*', Principal: '*' }] };
}
