import { accounts, allow, deny, document, organizationId } from './builders.js';

const ous = { work: 'ou-lark-work0001', sandbox: 'ou-lark-sand0001', core: 'ou-lark-core0001' } as const;
const root = 'r-lark';

const fullAccess = document({ Sid: 'Full', Effect: 'Allow', Action: '*', Resource: '*' });

/** Europe only, but for services that have one home; the organization's own pipeline is spared. */
const regionGuard = document(
  deny('OnlyEurope', [], '*', {
    Action: undefined,
    NotAction: ['iam:*', 'organizations:*', 'sts:*', 'route53:*', 'cloudfront:*', 'support:*', 's3:ListAllMyBuckets'],
    Condition: {
      StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-west-2'] },
      ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/pipeline' },
    },
  }),
);

const guardrails = document(
  deny('StayInTheOrganization', 'organizations:LeaveOrganization', '*'),
  deny('NoRootUser', '*', '*', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } } }),
  deny('KeepTheTrail', ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'], '*'),
);

/** The sandbox may use a handful of services and nothing else: this stands in the place of FullAWSAccess. */
const sandboxServices = document(allow('Sandbox', ['ec2:*', 'lambda:*', 's3:*', 'sqs:*', 'logs:*', 'iam:*', 'sts:*', 'kms:*'], '*'));

/** Nobody from outside reaches data, AWS services excepted. */
const perimeter = document({
  Sid: 'Perimeter',
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*'],
  Resource: '*',
  Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
});

const policy = (id: string, name: string, type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY', content: object, targets: readonly string[]) => ({
  PolicySummary: {
    Id: id,
    Arn: id === 'p-FullAWSAccess' ? `arn:aws:organizations::aws:policy/service_control_policy/${id}` : `arn:aws:organizations::${accounts.management}:policy/${organizationId}/${type.toLowerCase()}/${id}`,
    Name: name,
    Type: type,
    AwsManaged: id === 'p-FullAWSAccess',
  },
  Content: JSON.stringify(content),
  TargetIds: targets,
});

const account = (id: string, name: string, parent: string) => ({ Id: id, Arn: `arn:aws:organizations::${accounts.management}:account/${organizationId}/${id}`, Name: name, Email: `aws-${name}@larkfield.example`, Status: 'ACTIVE', ParentId: parent });

export const organization = {
  Organization: { Id: organizationId, Arn: `arn:aws:organizations::${accounts.management}:organization/${organizationId}`, FeatureSet: 'ALL', MasterAccountId: accounts.management },
  Roots: [
    {
      Id: root,
      Arn: `arn:aws:organizations::${accounts.management}:root/${organizationId}/${root}`,
      Name: 'Root',
      PolicyTypes: [
        { Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' },
        { Type: 'RESOURCE_CONTROL_POLICY', Status: 'ENABLED' },
      ],
    },
  ],
  OrganizationalUnits: [
    { Id: ous.work, Name: 'Workloads', ParentId: root },
    { Id: ous.sandbox, Name: 'Sandbox', ParentId: root },
    { Id: ous.core, Name: 'Core', ParentId: root },
  ],
  Accounts: [
    account(accounts.management, 'management', root),
    account(accounts.live, 'ledger-live', ous.work),
    account(accounts.lake, 'data-lake', ous.work),
    account(accounts.dev, 'ledger-dev', ous.sandbox),
    account(accounts.security, 'security', ous.core),
  ],
  Policies: [
    policy('p-FullAWSAccess', 'FullAWSAccess', 'SERVICE_CONTROL_POLICY', fullAccess, [root, ous.work, ous.core, accounts.management, accounts.live, accounts.lake, accounts.dev, accounts.security]),
    policy('p-lark0001', 'guardrails', 'SERVICE_CONTROL_POLICY', guardrails, [root]),
    policy('p-lark0002', 'only-europe', 'SERVICE_CONTROL_POLICY', regionGuard, [ous.work, ous.sandbox]),
    policy('p-lark0003', 'sandbox-services', 'SERVICE_CONTROL_POLICY', sandboxServices, [ous.sandbox]),
    policy('p-lark0004', 'data-perimeter', 'RESOURCE_CONTROL_POLICY', perimeter, [accounts.lake]),
  ],
};
