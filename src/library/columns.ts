/**
 * The field of a full row that holds an attribute's value. Grouped rows are named after the attributes themselves. Attributes
 * without a field (tags, conditions) cannot tell findings apart unless the query groups by them.
 */
const fields: Readonly<Record<string, string>> = {
  'source.cloud.account': 'sourceCloudAccount',
  'source.cloud.region': 'sourceCloudRegion',
  'source.cloud.service.name': 'sourceCloudServiceName',
  'source.cloud.resource.id': 'sourceResourceId',
  'source.cloud.resource.name': 'sourceResourceName',
  'source.cloud.resource.type': 'sourceResourceType',
  'grantedby.cloud.entity.id': 'grantedByCloudEntityId',
  'grantedby.cloud.entity.name': 'grantedByCloudEntityName',
  'grantedby.cloud.entity.type': 'grantedByCloudEntityType',
  'grantedby.cloud.policy.id': 'grantedByCloudPolicyId',
  'grantedby.cloud.policy.name': 'grantedByCloudPolicyName',
  'grantedby.cloud.policy.type': 'grantedByCloudPolicyType',
  'dest.cloud.account': 'destCloudAccount',
  'dest.cloud.region': 'destCloudRegion',
  'dest.cloud.service.name': 'destCloudServiceName',
  'dest.cloud.resource.id': 'destResourceId',
  'dest.cloud.resource.name': 'destResourceName',
  'dest.cloud.resource.type': 'destResourceType',
  'action.name': 'effectiveActionName',
  verdict: 'verdict',
};

/** Name of the row field that an identity attribute is read from; undefined when rows have none. */
export function columnOf(attribute: string, grouped: boolean): string | undefined {
  return grouped ? attribute : fields[attribute];
}

/** What tells this row from the others of its query: the values of the identity attributes, in their order. */
export function identityOf(
  query: { readonly identity: readonly string[] },
  columns: readonly string[] | null,
  row: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  return query.identity.map((attribute) => row[columnOf(attribute, columns !== null) ?? attribute] ?? null);
}
