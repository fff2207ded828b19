/**
 * Every call the collector makes, in one table: the rights it needs, how it pages and which errors merely say that there is
 * nothing. `AwsApi` refuses a call that is not here and `collectionPolicy` is derived from it, so the two cannot drift.
 *
 * Rows name SDK commands without the word `Command`. `actions` are IAM actions, which often differ from the command's name
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html).
 */
export interface CallRow {
  readonly actions: readonly string[];
  /** Names of the input token and of the output token that continues a list. */
  readonly page?: readonly [input: string, output: string];
  /** Errors that mean `has none`. */
  readonly absent?: readonly string[];
}

const nextToken = ['NextToken', 'NextToken'] as const;
const lowerNextToken = ['nextToken', 'nextToken'] as const;
const marker = ['Marker', 'Marker'] as const;
const nextMarker = ['Marker', 'NextMarker'] as const;

export const awsCalls = {
  sts: {
    GetCallerIdentity: { actions: ['sts:GetCallerIdentity'] },
    AssumeRole: { actions: ['sts:AssumeRole'] },
  },
  iam: {
    GetAccountAuthorizationDetails: { actions: ['iam:GetAccountAuthorizationDetails'], page: marker },
    GetPolicy: { actions: ['iam:GetPolicy'] },
    GetPolicyVersion: { actions: ['iam:GetPolicyVersion'] },
    ListInstanceProfiles: { actions: ['iam:ListInstanceProfiles'], page: marker },
    ListAccountAliases: { actions: ['iam:ListAccountAliases'], page: marker },
    ListSAMLProviders: { actions: ['iam:ListSAMLProviders'] },
    GetSAMLProvider: { actions: ['iam:GetSAMLProvider'] },
    ListOpenIDConnectProviders: { actions: ['iam:ListOpenIDConnectProviders'] },
    GetOpenIDConnectProvider: { actions: ['iam:GetOpenIDConnectProvider'] },
    GenerateCredentialReport: { actions: ['iam:GenerateCredentialReport'] },
    GetCredentialReport: {
      actions: ['iam:GetCredentialReport'],
      absent: [
        'ReportInProgress',
        'CredentialReportNotReadyException',
        'ReportNotPresent',
        'CredentialReportNotPresentException',
        'ReportExpired',
        'CredentialReportExpiredException',
      ],
    },
    GenerateServiceLastAccessedDetails: { actions: ['iam:GenerateServiceLastAccessedDetails'] },
    GetServiceLastAccessedDetails: { actions: ['iam:GetServiceLastAccessedDetails'], page: marker },
  },
  organizations: {
    DescribeOrganization: {
      actions: ['organizations:DescribeOrganization'],
      absent: ['AWSOrganizationsNotInUseException'],
    },
    ListRoots: { actions: ['organizations:ListRoots'], page: nextToken },
    ListOrganizationalUnitsForParent: {
      actions: ['organizations:ListOrganizationalUnitsForParent'],
      page: nextToken,
    },
    ListAccountsForParent: { actions: ['organizations:ListAccountsForParent'], page: nextToken },
    ListPolicies: { actions: ['organizations:ListPolicies'], page: nextToken },
    DescribePolicy: { actions: ['organizations:DescribePolicy'] },
    ListTargetsForPolicy: { actions: ['organizations:ListTargetsForPolicy'], page: nextToken },
  },
  ssoAdmin: {
    ListInstances: { actions: ['sso:ListInstances'], page: nextToken },
    ListPermissionSets: { actions: ['sso:ListPermissionSets'], page: nextToken },
    DescribePermissionSet: { actions: ['sso:DescribePermissionSet'] },
    ListManagedPoliciesInPermissionSet: { actions: ['sso:ListManagedPoliciesInPermissionSet'], page: nextToken },
    ListCustomerManagedPolicyReferencesInPermissionSet: {
      actions: ['sso:ListCustomerManagedPolicyReferencesInPermissionSet'],
      page: nextToken,
    },
    GetInlinePolicyForPermissionSet: { actions: ['sso:GetInlinePolicyForPermissionSet'] },
    GetPermissionsBoundaryForPermissionSet: {
      actions: ['sso:GetPermissionsBoundaryForPermissionSet'],
      absent: ['ResourceNotFoundException'],
    },
    ListAccountsForProvisionedPermissionSet: {
      actions: ['sso:ListAccountsForProvisionedPermissionSet'],
      page: nextToken,
    },
    ListAccountAssignments: { actions: ['sso:ListAccountAssignments'], page: nextToken },
  },
  identitystore: {
    ListUsers: { actions: ['identitystore:ListUsers'], page: nextToken },
    ListGroups: { actions: ['identitystore:ListGroups'], page: nextToken },
    ListGroupMemberships: { actions: ['identitystore:ListGroupMemberships'], page: nextToken },
  },
  s3: {
    ListBuckets: { actions: ['s3:ListAllMyBuckets'], page: ['ContinuationToken', 'ContinuationToken'] },
    GetBucketLocation: { actions: ['s3:GetBucketLocation'] },
    GetBucketPolicy: { actions: ['s3:GetBucketPolicy'], absent: ['NoSuchBucketPolicy'] },
    GetBucketAcl: { actions: ['s3:GetBucketAcl'] },
    GetBucketOwnershipControls: {
      actions: ['s3:GetBucketOwnershipControls'],
      absent: ['OwnershipControlsNotFoundError'],
    },
    GetPublicAccessBlock: {
      actions: ['s3:GetBucketPublicAccessBlock'],
      absent: ['NoSuchPublicAccessBlockConfiguration'],
    },
    GetBucketTagging: { actions: ['s3:GetBucketTagging'], absent: ['NoSuchTagSet'] },
    GetBucketEncryption: {
      actions: ['s3:GetEncryptionConfiguration'],
      absent: ['ServerSideEncryptionConfigurationNotFoundError'],
    },
  },
  s3Control: {
    GetPublicAccessBlock: {
      actions: ['s3:GetAccountPublicAccessBlock'],
      absent: ['NoSuchPublicAccessBlockConfiguration'],
    },
    ListAccessPoints: { actions: ['s3:ListAccessPoints'], page: nextToken },
    GetAccessPoint: { actions: ['s3:GetAccessPoint'] },
    GetAccessPointPolicy: { actions: ['s3:GetAccessPointPolicy'], absent: ['NoSuchAccessPointPolicy'] },
  },
  kms: {
    ListKeys: { actions: ['kms:ListKeys'], page: nextMarker },
    ListAliases: { actions: ['kms:ListAliases'], page: nextMarker },
    GetKeyPolicy: { actions: ['kms:GetKeyPolicy'] },
    ListGrants: { actions: ['kms:ListGrants'], page: nextMarker },
    ListResourceTags: { actions: ['kms:ListResourceTags'], page: nextMarker },
  },
  lambda: {
    ListFunctions: { actions: ['lambda:ListFunctions'], page: nextMarker },
    GetPolicy: { actions: ['lambda:GetPolicy'], absent: ['ResourceNotFoundException'] },
    ListTags: { actions: ['lambda:ListTags'] },
    ListAliases: { actions: ['lambda:ListAliases'], page: nextMarker },
  },
  sqs: {
    ListQueues: { actions: ['sqs:ListQueues'], page: nextToken },
    GetQueueAttributes: { actions: ['sqs:GetQueueAttributes'] },
    ListQueueTags: { actions: ['sqs:ListQueueTags'] },
  },
  sns: {
    ListTopics: { actions: ['sns:ListTopics'], page: nextToken },
    GetTopicAttributes: { actions: ['sns:GetTopicAttributes'] },
    ListTagsForResource: { actions: ['sns:ListTagsForResource'] },
  },
  secretsManager: {
    ListSecrets: { actions: ['secretsmanager:ListSecrets'], page: nextToken },
    GetResourcePolicy: { actions: ['secretsmanager:GetResourcePolicy'] },
  },
  ecr: {
    DescribeRepositories: { actions: ['ecr:DescribeRepositories'], page: lowerNextToken },
    GetRepositoryPolicy: { actions: ['ecr:GetRepositoryPolicy'], absent: ['RepositoryPolicyNotFoundException'] },
    ListTagsForResource: { actions: ['ecr:ListTagsForResource'] },
  },
  dynamodb: {
    ListTables: { actions: ['dynamodb:ListTables'], page: ['ExclusiveStartTableName', 'LastEvaluatedTableName'] },
    DescribeTable: { actions: ['dynamodb:DescribeTable'] },
    GetResourcePolicy: { actions: ['dynamodb:GetResourcePolicy'], absent: ['PolicyNotFoundException'] },
    ListTagsOfResource: { actions: ['dynamodb:ListTagsOfResource'], page: nextToken },
  },
  efs: {
    DescribeFileSystems: { actions: ['elasticfilesystem:DescribeFileSystems'], page: nextMarker },
    DescribeFileSystemPolicy: {
      actions: ['elasticfilesystem:DescribeFileSystemPolicy'],
      absent: ['PolicyNotFound'],
    },
  },
  opensearch: {
    ListDomainNames: { actions: ['es:ListDomainNames'] },
    DescribeDomains: { actions: ['es:DescribeDomains'] },
    ListTags: { actions: ['es:ListTags'] },
  },
  eventbridge: {
    ListEventBuses: { actions: ['events:ListEventBuses'], page: nextToken },
    DescribeEventBus: { actions: ['events:DescribeEventBus'] },
    ListTagsForResource: { actions: ['events:ListTagsForResource'] },
  },
  backup: {
    ListBackupVaults: { actions: ['backup:ListBackupVaults'], page: nextToken },
    GetBackupVaultAccessPolicy: {
      actions: ['backup:GetBackupVaultAccessPolicy'],
      absent: ['ResourceNotFoundException'],
    },
    ListTags: { actions: ['backup:ListTags'], page: nextToken },
  },
  glue: {
    GetResourcePolicy: { actions: ['glue:GetResourcePolicy'], absent: ['EntityNotFoundException'] },
  },
  apiGateway: {
    GetRestApis: { actions: ['apigateway:GET'], page: ['position', 'position'] },
  },
  ec2: {
    DescribeRegions: { actions: ['ec2:DescribeRegions'] },
    DescribeInstances: { actions: ['ec2:DescribeInstances'], page: nextToken },
    DescribeVpcEndpoints: { actions: ['ec2:DescribeVpcEndpoints'], page: nextToken },
  },
  ecs: {
    ListTaskDefinitions: { actions: ['ecs:ListTaskDefinitions'], page: lowerNextToken },
    DescribeTaskDefinition: { actions: ['ecs:DescribeTaskDefinition'] },
  },
  resourceExplorer: {
    ListIndexes: { actions: ['resource-explorer-2:ListIndexes'], page: nextToken },
    // The API has no action of its own: it is decided as a search.
    ListResources: { actions: ['resource-explorer-2:Search'], page: nextToken },
    GetView: { actions: ['resource-explorer-2:GetView'] },
  },
  config: {
    DescribeConfigurationAggregators: { actions: ['config:DescribeConfigurationAggregators'], page: nextToken },
    SelectAggregateResourceConfig: { actions: ['config:SelectAggregateResourceConfig'], page: nextToken },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, CallRow>>>>;

export type ServiceName = keyof typeof awsCalls;
export type CallName<S extends ServiceName> = keyof (typeof awsCalls)[S] & string;

export function callRow(service: ServiceName, call: string): CallRow {
  const row = (awsCalls[service] as Readonly<Record<string, CallRow>>)[call];
  if (!row) throw new TypeError(`${service}.${call} is not in the table of calls`);
  return row;
}
