/** Provider-native dump shapes, as far as the oracle reads them. Names and nesting are those of the vendor's own lists. */
import type { PolicyDocument } from '../input.js';

export interface AwsTag {
  readonly Key: string;
  readonly Value: string;
}

/** Parsed, or the text of it, plain or URL-encoded. */
export type RawDocument = PolicyDocument | string;

export interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: RawDocument;
}

export interface AttachedPolicy {
  readonly PolicyName: string;
  readonly PolicyArn: string;
}

export interface BoundaryReference {
  readonly PermissionsBoundaryType?: string;
  readonly PermissionsBoundaryArn: string;
}

export interface UserDetail {
  readonly Path: string;
  readonly UserName: string;
  readonly UserId: string;
  readonly Arn: string;
  readonly UserPolicyList?: readonly InlinePolicy[];
  readonly GroupList?: readonly string[];
  readonly AttachedManagedPolicies?: readonly AttachedPolicy[];
  readonly PermissionsBoundary?: BoundaryReference;
  readonly Tags?: readonly AwsTag[];
}

export interface GroupDetail {
  readonly Path: string;
  readonly GroupName: string;
  readonly GroupId: string;
  readonly Arn: string;
  readonly GroupPolicyList?: readonly InlinePolicy[];
  readonly AttachedManagedPolicies?: readonly AttachedPolicy[];
}

export interface RoleDetail {
  readonly Path: string;
  readonly RoleName: string;
  readonly RoleId: string;
  readonly Arn: string;
  readonly AssumeRolePolicyDocument: RawDocument;
  readonly InstanceProfileList?: readonly unknown[];
  readonly RolePolicyList?: readonly InlinePolicy[];
  readonly AttachedManagedPolicies?: readonly AttachedPolicy[];
  readonly PermissionsBoundary?: BoundaryReference;
  readonly Tags?: readonly AwsTag[];
}

export interface ManagedPolicy {
  readonly PolicyName: string;
  readonly Arn: string;
  readonly DefaultVersionId: string;
  readonly PolicyVersionList: readonly {
    readonly Document: RawDocument;
    readonly VersionId: string;
    readonly IsDefaultVersion: boolean;
  }[];
}

export interface AuthorizationDetails {
  readonly UserDetailList: readonly UserDetail[];
  readonly GroupDetailList: readonly GroupDetail[];
  readonly RoleDetailList: readonly RoleDetail[];
  readonly Policies: readonly ManagedPolicy[];
}

export interface PublicAccessBlock {
  readonly BlockPublicAcls?: boolean;
  readonly IgnorePublicAcls?: boolean;
  readonly BlockPublicPolicy?: boolean;
  readonly RestrictPublicBuckets?: boolean;
}

export interface KeyGrant {
  readonly GrantId: string;
  readonly GranteePrincipal: string;
  readonly Operations: readonly string[];
  readonly Constraints?: { readonly EncryptionContextEquals?: Readonly<Record<string, string>> };
}

export interface BucketAcl {
  readonly Owner?: { readonly ID: string };
  readonly Grants: readonly {
    readonly Grantee: { readonly Type: string; readonly URI?: string; readonly ID?: string };
    readonly Permission: string;
  }[];
}

export interface ResourceRecord {
  readonly Arn: string;
  readonly ResourceType: string;
  readonly Region?: string;
  readonly Account?: string;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly Policy?: PolicyDocument;
  readonly RunsAs?: string;
  readonly PublicAccessBlock?: PublicAccessBlock;
  readonly KmsKeyArn?: string;
  readonly Acl?: BucketAcl;
  readonly ObjectOwnership?: string;
  readonly Grants?: readonly KeyGrant[];
  readonly NotCollected?: readonly string[];
}

export interface AccountDump {
  readonly id: string;
  readonly authorizationDetails: AuthorizationDetails;
  readonly resources: readonly ResourceRecord[];
  /** account.json */
  readonly account?: { readonly PublicAccessBlock?: PublicAccessBlock; readonly Alias?: string };
  readonly providers?: {
    readonly SAMLProviders: readonly { readonly Arn: string }[];
    readonly OpenIDConnectProviders: readonly { readonly Arn: string; readonly Url?: string }[];
  };
}

export interface OrganizationDump {
  readonly Organization: { readonly Id: string; readonly MasterAccountId: string };
  readonly Roots: readonly {
    readonly Id: string;
    readonly PolicyTypes: readonly { readonly Type: string; readonly Status: string }[];
  }[];
  readonly OrganizationalUnits: readonly { readonly Id: string; readonly Name: string; readonly ParentId: string }[];
  readonly Accounts: readonly { readonly Id: string; readonly Name?: string; readonly ParentId: string }[];
  readonly Policies: readonly {
    readonly PolicySummary: {
      readonly Id: string;
      readonly Name: string;
      readonly Type: string;
      readonly AwsManaged: boolean;
    };
    readonly Content: string;
    readonly TargetIds: readonly string[];
  }[];
}

export interface PermissionSet {
  readonly PermissionSetArn: string;
  readonly Name: string;
  readonly ManagedPolicies?: readonly { readonly Name: string; readonly Arn: string }[];
  readonly CustomerManagedPolicyReferences?: readonly { readonly Name: string; readonly Path?: string }[];
  readonly InlinePolicy?: string;
  readonly PermissionsBoundary?: {
    readonly ManagedPolicyArn?: string;
    readonly CustomerManagedPolicyReference?: { readonly Name: string; readonly Path?: string };
  };
}

export interface IdentityCenterDump {
  readonly InstanceArn: string;
  readonly IdentityStoreId: string;
  readonly Users: readonly { readonly UserId: string; readonly UserName: string; readonly DisplayName?: string }[];
  readonly Groups: readonly { readonly GroupId: string; readonly DisplayName: string }[];
  readonly GroupMemberships: readonly {
    readonly GroupId: string;
    readonly MemberId: { readonly UserId: string };
  }[];
  readonly PermissionSets: readonly PermissionSet[];
  readonly AccountAssignments: readonly {
    readonly AccountId: string;
    readonly PermissionSetArn: string;
    readonly PrincipalType: 'USER' | 'GROUP';
    readonly PrincipalId: string;
  }[];
}

export interface Estate {
  readonly organization?: OrganizationDump;
  readonly identityCenter?: IdentityCenterDump;
  readonly accounts: readonly AccountDump[];
}

export function parseDocument(raw: RawDocument): PolicyDocument {
  if (typeof raw !== 'string') return raw;
  return JSON.parse(raw.trimStart().startsWith('{') ? raw : decodeURIComponent(raw)) as PolicyDocument;
}
