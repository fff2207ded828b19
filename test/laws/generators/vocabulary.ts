/** Few names, so that policies and requests collide often. */

export const HOME = '111122223333';
export const OTHER = '444455556666';
export const OUTSIDE = '999988887777';
export const ORGANIZATION = 'o-aaaa1111';

export interface Target {
  readonly action: string;
  readonly resource: string;
  /** Owner, where the ARN does not name it. */
  readonly owner?: string;
}

const bucketOf = (name: string, owner: string): readonly Target[] => [
  { action: 's3:GetObject', resource: `arn:aws:s3:::${name}/2026/q1.csv`, owner },
  { action: 's3:GetObject', resource: `arn:aws:s3:::${name}/home/alice/a.txt`, owner },
  { action: 's3:PutObject', resource: `arn:aws:s3:::${name}/home/blue/a.txt`, owner },
  { action: 's3:ListBucket', resource: `arn:aws:s3:::${name}`, owner },
];

const sharedTargets = (account: string): readonly Target[] => [
  ...bucketOf('reports', account),
  { action: 'sqs:SendMessage', resource: `arn:aws:sqs:us-east-1:${account}:orders` },
  { action: 'sqs:ReceiveMessage', resource: `arn:aws:sqs:us-east-1:${account}:orders-blue` },
  { action: 'secretsmanager:GetSecretValue', resource: `arn:aws:secretsmanager:eu-west-1:${account}:secret:db-AbCdEf` },
  { action: 'lambda:InvokeFunction', resource: `arn:aws:lambda:us-east-1:${account}:function:resize` },
];

export const resourceTargets: readonly Target[] = [...sharedTargets(HOME), ...sharedTargets(OTHER)];

export const keyTargets: readonly Target[] = [HOME, OTHER].flatMap((account) =>
  ['kms:Decrypt', 'kms:DescribeKey'].map((action) => ({
    action,
    resource: `arn:aws:kms:eu-west-1:${account}:key/0a1b2c3d-1111-2222-3333-444455556666`,
  })),
);

export const trustTargets: readonly Target[] = [HOME, OTHER].flatMap((account) =>
  ['sts:AssumeRole', 'sts:AssumeRole', 'sts:TagSession'].map((action) => ({
    action,
    resource: `arn:aws:iam::${account}:role/deploy`,
  })),
);

/** Decided by the caller's own policies alone. */
export const ownTargets: readonly Target[] = [
  { action: 'iam:PassRole', resource: `arn:aws:iam::${HOME}:role/deploy` },
  { action: 'iam:CreateUser', resource: `arn:aws:iam::${HOME}:user/bob` },
  { action: 'ec2:StopInstances', resource: `arn:aws:ec2:eu-west-1:${HOME}:instance/i-0abc` },
  { action: 'ec2:DescribeInstances', resource: '*' },
  { action: 'dynamodb:GetItem', resource: `arn:aws:dynamodb:us-east-1:${HOME}:table/blue-orders` },
];

export const ownerTargets: readonly Target[] = ['s3:GetBucketPolicy', 's3:DeleteBucketPolicy'].map((action) => ({
  action,
  resource: 'arn:aws:s3:::reports',
  owner: HOME,
}));

export const federationTargets: readonly Target[] = [
  { action: 'sts:AssumeRoleWithWebIdentity', resource: `arn:aws:iam::${HOME}:role/deploy` },
  { action: 'sts:AssumeRoleWithSAML', resource: `arn:aws:iam::${HOME}:role/deploy` },
];

export const identityProviders: readonly string[] = [
  `arn:aws:iam::${HOME}:oidc-provider/token.actions.githubusercontent.com`,
  `arn:aws:iam::${HOME}:saml-provider/corp`,
  'cognito-identity.amazonaws.com',
];

export const users: readonly string[] = [
  `arn:aws:iam::${HOME}:user/alice`,
  `arn:aws:iam::${HOME}:user/team/bob`,
  `arn:aws:iam::${OTHER}:user/carol`,
];

export const roles: readonly string[] = [
  `arn:aws:iam::${HOME}:role/app`,
  `arn:aws:iam::${HOME}:role/ops/deploy`,
  `arn:aws:iam::${OTHER}:role/reader`,
];

export const serviceLinkedRoles: readonly string[] = [
  `arn:aws:iam::${HOME}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
];

export const sessions: readonly string[] = [
  `arn:aws:sts::${HOME}:assumed-role/app/job-7`,
  `arn:aws:sts::${OTHER}:assumed-role/reader/s1`,
];

export const federatedUsers: readonly string[] = [`arn:aws:sts::${HOME}:federated-user/alice`];
export const roots: readonly string[] = [`arn:aws:iam::${HOME}:root`, `arn:aws:iam::${OTHER}:root`];
export const services: readonly string[] = ['s3.amazonaws.com', 'lambda.amazonaws.com'];
