/**
 * Roles of IAM Identity Center: `AWSReservedSSO_<permission set>_<16 hex>` below `aws-reserved/sso.amazonaws.com/`.
 * Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function reservedRolePrefix(permissionSet: string): string {
  return `AWSReservedSSO_${permissionSet}_`;
}

/** Stands for the reserved role of an account whose own dump was not collected; the suffix is unknown. */
export function virtualRoleArn(account: string, permissionSet: string): string {
  return `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${reservedRolePrefix(permissionSet)}*`;
}
