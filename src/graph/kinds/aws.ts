/**
 * AWS kinds. Props of each kind, as `connectors/aws/map` writes and `access` reads them (policy documents are parsed JSON
 * objects; a string stands for a text that is not valid JSON and is kept as it came):
 *
 * - organization {managementAccount, policyTypes: ["SERVICE_CONTROL_POLICY", …]}; id `o-…`
 * - organization-root, organizational-unit {}; ids `r-…`, `ou-…`; edge parent
 * - account {status?, email?, alias?, tags?, publicAccessBlock?, vpcEndpoints?: [{Id, Policy}], organization?}; id = 12 digits; edge parent
 *   Part `settings` adds alias, publicAccessBlock, vpcEndpoints, settingsNotCollected?; `credential-report` adds the root user's credentials:
 *   {rootMfaEnabled, rootAccessKeysActive, rootAccessKeyLastUsed (ISO|null), rootPasswordLastUsed (ISO|null)}
 * - organization-policy {policyType: "SERVICE_CONTROL_POLICY"|"RESOURCE_CONTROL_POLICY", document, awsManaged}; id = policy id (`p-…`); edges applies-to
 * - user {uniqueId, path, createDate?, tags?: {k: v}, inline?: [{name, document}], notCollected?: [..]}; id = ARN; edges member-of, attached, bounded-by.
 *   credential-report adds {mfaEnabled, accessKeysActive, accessKeyLastUsed (ISO|null), accessKeyRotated (ISO|null), passwordEnabled, passwordLastUsed}
 * - group {uniqueId, path, inline?}; edges attached
 * - role {uniqueId, path, trust: document, tags?, inline?, instanceProfiles?: [arn], lastUsed?, maxSession?}; edges attached, bounded-by
 * - policy {policyType: "AWS Managed Policy"|"Customer Managed Policy", document, tags?, uniqueId?, path?}; id = ARN. A referenced policy without a record is *missing*.
 * - identity-provider {protocol: "saml"|"oidc", url?, clientIds?}; id = ARN
 * - sso-user {userName, email?, displayName?, identityStoreId, externalIds?: [{issuer, id}]}; id `<identityStoreId>/user/<UserId>`; edges member-of, assigned
 * - sso-group {displayName, identityStoreId, externalIds?}; id `<identityStoreId>/group/<GroupId>`; edges assigned
 * - permission-set {arn, managedPolicies: [arn], customerManaged: [{Name, Path}], inline?: document, boundary?: arn|{Name, Path}, sessionDuration?}; id = ARN
 * - resource {resourceType (CloudFormation name), tags?, policy?: document, publicAccessBlock?, objectOwnership?, acl?, grants?, accessPoints?,
 *   sharedWith?, notCollected?: ["Policy","Tags"], configuration?: every other field of the record, secrets redacted to {redacted, kind, length}}; id = ARN; edges runs-as, encrypted-with
 * - last-accessed props are added to the identity by part `last-accessed`: {lastAccessed: {"<service>": ISO|null, "<service>:<Action>": ISO|null}}
 */
export const awsNodeKinds = [
  { kind: 'organization', provider: 'aws', identity: false, description: 'an AWS organization' },
  { kind: 'organization-root', provider: 'aws', identity: false, description: 'the root of an organization tree' },
  { kind: 'organizational-unit', provider: 'aws', identity: false, description: 'an organizational unit' },
  { kind: 'account', provider: 'aws', identity: false, description: 'an AWS account' },
  {
    kind: 'organization-policy',
    provider: 'aws',
    identity: false,
    description: 'a service or resource control policy',
  },
  { kind: 'user', provider: 'aws', identity: true, description: 'an IAM user' },
  { kind: 'group', provider: 'aws', identity: false, description: 'an IAM group' },
  { kind: 'role', provider: 'aws', identity: true, description: 'an IAM role' },
  { kind: 'policy', provider: 'aws', identity: false, description: 'a managed policy' },
  {
    kind: 'identity-provider',
    provider: 'aws',
    identity: false,
    description: 'a SAML or OpenID Connect provider of an account',
  },
  { kind: 'sso-user', provider: 'aws', identity: true, description: 'a user of IAM Identity Center' },
  { kind: 'sso-group', provider: 'aws', identity: false, description: 'a group of IAM Identity Center' },
  { kind: 'permission-set', provider: 'aws', identity: false, description: 'a permission set of IAM Identity Center' },
  { kind: 'resource', provider: 'aws', identity: false, description: 'anything else that is acted upon' },
] as const;

export const awsEdgeKinds = [
  {
    kind: 'parent',
    provider: 'aws',
    from: ['account', 'organizational-unit', 'organization-root'],
    to: ['organizational-unit', 'organization-root', 'organization'],
    reverse: true,
    description: 'stands below in the organization tree',
  },
  {
    kind: 'applies-to',
    provider: 'aws',
    from: ['organization-policy'],
    to: ['organization-root', 'organizational-unit', 'account'],
    reverse: true,
    description: 'a control policy is attached to this level',
  },
  {
    kind: 'member-of',
    provider: 'aws',
    from: ['user', 'sso-user'],
    to: ['group', 'sso-group'],
    reverse: true,
    description: 'is a member of the group',
  },
  {
    kind: 'attached',
    provider: 'aws',
    from: ['user', 'group', 'role'],
    to: ['policy'],
    reverse: false,
    description: 'carries the managed policy',
  },
  {
    kind: 'bounded-by',
    provider: 'aws',
    from: ['user', 'role'],
    to: ['policy'],
    reverse: false,
    description: 'has the policy as permissions boundary',
  },
  {
    kind: 'assigned',
    provider: 'aws',
    from: ['sso-user', 'sso-group'],
    to: ['permission-set'],
    reverse: true,
    description: 'holds the permission set in the account named in props',
  },
  {
    kind: 'runs-as',
    provider: 'aws',
    from: ['resource'],
    to: ['role'],
    reverse: true,
    description: 'a workload acts with the rights of the role',
  },
  {
    kind: 'encrypted-with',
    provider: 'aws',
    from: ['resource'],
    to: ['resource'],
    reverse: true,
    description: 'content is encrypted under the key',
  },
] as const;
