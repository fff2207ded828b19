/** Access level in the words of the query language. */
export type AccessLevel = 'Data Read' | 'Data Write' | 'Metadata Read' | 'Metadata Write';

export interface ActionInfo {
  /** Dense integer id, stable within one catalogue build. */
  readonly id: number;
  /** As the platform spells it: `s3:GetObject`. */
  readonly name: string;
  readonly service: string;
  readonly levels: readonly AccessLevel[];
  readonly administrative: boolean;
  /** Resource types of the same service it can be limited to; empty = decided on `*` only. */
  readonly resourceTypes: readonly string[];
}

export interface ResourceTypeInfo {
  readonly service: string;
  /** `bucket`, `object`, `Secret` … as the service authorization reference writes it. */
  readonly type: string;
  /** `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
  readonly format: string;
}

/** What the platform checks an action against when somebody asks about `resource`. */
export type Target =
  /** Exactly this ARN. */
  | {
      readonly applies: true;
      readonly resource: string;
      readonly pattern: false;
      readonly how: 'exact' | 'account-level' | 'unknown-action';
    }
  /** Contents of the named container: every name the glob matches. */
  | { readonly applies: true; readonly resource: string; readonly pattern: true; readonly how: 'contents' }
  | { readonly applies: false; readonly reason: string };

export interface AwsCatalogue {
  readonly version: string;
  readonly services: readonly string[];
  /** Without case; undefined for an action the catalogue does not know. */
  action(name: string): ActionInfo | undefined;
  actionById(id: number): ActionInfo;
  actionsOf(service: string): readonly ActionInfo[];
  /** Concrete actions an IAM action pattern covers (`s3:Get*`, `*`). */
  expand(pattern: string): readonly ActionInfo[];
  resourceTypesOf(service: string): readonly ResourceTypeInfo[];
  /** Most specific resource type whose ARN format the text fits; also for granted patterns with wildcards (`arn:aws:s3:::b/*`). */
  typeOf(arn: string): ResourceTypeInfo | undefined;
  /** CloudFormation name to `service:type`: `AWS::S3::Bucket` -> s3/bucket. */
  typeOfCloudFormation(name: string): { service: string; type: string } | undefined;
  target(action: string, resource: string): Target;
  /** Actions that can be asked of this resource: its own type's, and its contents'. */
  actionsOn(arn: string): readonly ActionInfo[];
  /** Does the service support resource control policies? */
  supportsResourceControlPolicies(service: string): boolean;
  /** Is the condition key multivalued (`ArrayOf…`)? */
  isMultivalued(key: string): boolean;
  conditionKeyExists(key: string): boolean;
  /** `us-east-1` -> `AWS Virginia`; and back, without case, by code or name. */
  regionName(code: string): string | undefined;
  regionCode(nameOrCode: string): string | undefined;
  suggestAction(text: string): string | undefined;
}
