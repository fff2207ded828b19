import type { PolicyDocument } from './builders.js';

/** A record of `resources.ndjson`: ResourceType as CloudFormation names it, Region and Account where the ARN does not tell. */
export interface InventoryRecord {
  readonly Arn: string;
  readonly ResourceType: string;
  readonly Region: string;
  readonly Account: string;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly Policy?: PolicyDocument;
  readonly RunsAs?: string;
  readonly PublicAccessBlock?: PublicAccessBlock;
  readonly KmsKeyArn?: string;
  readonly ObjectOwnership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
  /** Bucket ACL as `aws s3api get-bucket-acl` answers. */
  readonly Acl?: object;
  /** KMS grants as `aws kms list-grants` answers. */
  readonly Grants?: readonly object[];
  /** Accounts, or `all`, that an image or snapshot is shared with. */
  readonly SharedWith?: readonly string[];
  readonly NotCollected?: readonly string[];
}

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

export const blockEverything: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

type Facts = Omit<InventoryRecord, 'Arn' | 'ResourceType' | 'Region' | 'Account'> & { readonly Account?: string };

/** Anything whose ARN names region and account. */
export function resource(type: string, arn: string, facts: Facts = {}): InventoryRecord {
  const [, , , region, account] = arn.split(':');
  return { Arn: arn, ResourceType: type, Region: region!, Account: account!, ...facts };
}

/** Buckets are owned and placed, but their ARN does not say where. */
export function bucket(account: string, region: string, name: string, facts: Facts = {}): InventoryRecord {
  return {
    Arn: `arn:aws:s3:::${name}`,
    ResourceType: 'AWS::S3::Bucket',
    Region: region,
    Account: account,
    ObjectOwnership: 'BucketOwnerEnforced',
    ...facts,
  };
}

/** Bucket and contents, as statements list them. */
export const wholeBucket = (name: string): readonly string[] => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
