/** What a role's trust policy decides (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html). */
const trustActions: ReadonlySet<string> = new Set([
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
  'sts:setsourceidentity',
]);

/** Without case. */
export function isTrustAction(action: string): boolean {
  return trustActions.has(action.toLowerCase());
}
