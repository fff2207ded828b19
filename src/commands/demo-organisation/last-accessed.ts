import { daysAgo } from './builders.js';

/** Days since a service was last called, `null` = not within the tracking period; with `actions`, the same per action. */
export type Use = number | null | { readonly last: number; readonly actions: Readonly<Record<string, number | null>> };

const names: Readonly<Record<string, string>> = {
  backup: 'AWS Backup',
  cloudtrail: 'AWS CloudTrail',
  dynamodb: 'Amazon DynamoDB',
  ec2: 'Amazon EC2',
  iam: 'AWS Identity and Access Management',
  kms: 'AWS Key Management Service',
  lambda: 'AWS Lambda',
  s3: 'Amazon S3',
  secretsmanager: 'AWS Secrets Manager',
  sqs: 'Amazon SQS',
  sts: 'AWS Security Token Service',
};

/** The answer of `aws iam get-service-last-accessed-details` for one identity. */
export function lastAccessed(arn: string, services: Readonly<Record<string, Use>>) {
  const actionLevel = Object.values(services).some((use) => typeof use === 'object' && use !== null);
  return {
    JobStatus: 'COMPLETED',
    JobType: actionLevel ? 'ACTION_LEVEL' : 'SERVICE_LEVEL',
    JobCreationDate: daysAgo(0),
    JobCompletionDate: daysAgo(0),
    IsTruncated: false,
    ServicesLastAccessed: Object.entries(services).map(([namespace, use]) => service(arn, namespace, use)),
  };
}

function service(arn: string, namespace: string, use: Use) {
  const last = typeof use === 'object' ? (use?.last ?? null) : use;
  const actions = typeof use === 'object' && use !== null ? use.actions : {};
  return {
    ServiceName: names[namespace] ?? namespace,
    ServiceNamespace: namespace,
    TotalAuthenticatedEntities: last === null ? 0 : 1,
    ...(last === null ? {} : seen(arn, 'LastAuthenticated', last)),
    ...(Object.keys(actions).length === 0
      ? {}
      : {
          TrackedActionsLastAccessed: Object.entries(actions).map(([ActionName, ago]) => ({
            ActionName,
            ...(ago === null
              ? {}
              : { LastAccessedTime: daysAgo(ago), LastAccessedEntity: arn, LastAccessedRegion: 'eu-west-1' }),
          })),
        }),
  };
}

function seen(arn: string, field: string, ago: number) {
  return { [field]: daysAgo(ago), [`${field}Entity`]: arn, [`${field}Region`]: 'eu-west-1' };
}
