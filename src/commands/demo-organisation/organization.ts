import { accountNames, accounts, organizationId, type PolicyDocument } from './builders.js';
import {
  fullAccess,
  fullResourceAccess,
  identityPerimeter,
  keepTheTrail,
  noRootUser,
  onlyEurope,
  sandboxServices,
  stayInTheOrganization,
} from './guardrails.js';

const root = 'r-lark';

const units = {
  workloads: { id: 'ou-lark-work0001', name: 'Workloads', parent: root },
  live: { id: 'ou-lark-live0001', name: 'Live', parent: 'ou-lark-work0001' },
  sandbox: { id: 'ou-lark-sand0001', name: 'Sandbox', parent: root },
  core: { id: 'ou-lark-core0001', name: 'Core', parent: root },
  acquired: { id: 'ou-lark-acqu0001', name: 'Acquired', parent: root },
} as const;

/** Where each account hangs in the tree. */
const places: Readonly<Record<string, string>> = {
  [accounts.management]: root,
  [accounts.live]: units.live.id,
  [accounts.lake]: units.live.id,
  [accounts.dev]: units.sandbox.id,
  [accounts.security]: units.core.id,
  [accounts.northquay]: units.acquired.id,
};

const everywhere = [root, ...Object.values(units).map((unit) => unit.id), ...Object.keys(places)];

interface ControlPolicy {
  readonly id: string;
  readonly name: string;
  readonly type?: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';
  readonly awsManaged?: boolean;
  readonly document: PolicyDocument;
  readonly targets: readonly string[];
}

const controlPolicies: readonly ControlPolicy[] = [
  {
    id: 'p-FullAWSAccess',
    name: 'FullAWSAccess',
    awsManaged: true,
    document: fullAccess,
    // Everywhere but the sandbox, whose own list takes its place.
    targets: everywhere.filter((target) => target !== units.sandbox.id),
  },
  { id: 'p-lark0001', name: 'stay-in-the-organization', document: stayInTheOrganization, targets: [root] },
  { id: 'p-lark0002', name: 'no-root-user', document: noRootUser, targets: [root] },
  { id: 'p-lark0003', name: 'keep-the-trail', document: keepTheTrail, targets: [root] },
  { id: 'p-lark0004', name: 'only-europe', document: onlyEurope, targets: [units.workloads.id, units.sandbox.id] },
  { id: 'p-lark0005', name: 'sandbox-services', document: sandboxServices, targets: [units.sandbox.id] },
  {
    id: 'p-RCPFullAWSAccess',
    name: 'RCPFullAWSAccess',
    type: 'RESOURCE_CONTROL_POLICY',
    awsManaged: true,
    document: fullResourceAccess,
    targets: everywhere,
  },
  {
    id: 'p-lark0006',
    name: 'identity-perimeter',
    type: 'RESOURCE_CONTROL_POLICY',
    document: identityPerimeter,
    targets: [units.live.id],
  },
];

const arn = (kind: string, id: string): string =>
  `arn:aws:organizations::${accounts.management}:${kind}/${organizationId}/${id}`;

function policyRecord(policy: ControlPolicy) {
  const type = policy.type ?? 'SERVICE_CONTROL_POLICY';
  const path = `${type.toLowerCase()}/${policy.id}`;
  return {
    PolicySummary: {
      Id: policy.id,
      Arn: policy.awsManaged ? `arn:aws:organizations::aws:policy/${path}` : arn('policy', path),
      Name: policy.name,
      Type: type,
      AwsManaged: policy.awsManaged ?? false,
    },
    Content: JSON.stringify(policy.document),
    TargetIds: policy.targets,
  };
}

export const organization = {
  Organization: {
    Id: organizationId,
    Arn: `arn:aws:organizations::${accounts.management}:organization/${organizationId}`,
    FeatureSet: 'ALL',
    MasterAccountId: accounts.management,
    MasterAccountArn: arn('account', accounts.management),
    MasterAccountEmail: 'aws-management@larkfield.example',
  },
  Roots: [
    {
      Id: root,
      Arn: arn('root', root),
      Name: 'Root',
      PolicyTypes: [
        { Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' },
        { Type: 'RESOURCE_CONTROL_POLICY', Status: 'ENABLED' },
      ],
    },
  ],
  OrganizationalUnits: Object.values(units).map(({ id, name, parent }) => ({
    Id: id,
    Arn: arn('ou', id),
    Name: name,
    ParentId: parent,
  })),
  Accounts: Object.entries(places).map(([id, parent]) => ({
    Id: id,
    Arn: arn('account', id),
    Name: accountNames[id],
    Email: `aws-${accountNames[id]}@larkfield.example`,
    Status: 'ACTIVE',
    ParentId: parent,
  })),
  Policies: controlPolicies.map(policyRecord),
};
