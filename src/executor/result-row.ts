import { createHash } from 'node:crypto';
import type { AccessRow } from '../access/contract.js';
import { lastAccess, lastAccessDate, neverUsed, type Plain, type RowEnvironment } from './getters.js';

export type ResultRow = Readonly<Record<string, unknown>>;

/** A row in the field names of the permission API (reference §4.2), with verdict, path, residual and the granted text. */
export function toResultRow(row: AccessRow, environment: RowEnvironment): ResultRow {
  const { source, granter, destination, action } = row;
  const used = lastAccess(row, environment);
  return {
    id: idOf(row),
    sourcePublic: source.public,
    sourceCloudType: source.id === 'public' ? null : 'AWS',
    sourceCloudAccount: source.account,
    sourceCloudRegion: source.region,
    sourceCloudServiceName: source.service,
    sourceResourceName: source.name,
    sourceResourceType: source.type,
    sourceResourceId: source.id,
    sourceIdpService: source.idp?.service ?? null,
    sourceIdpDomain: source.idp?.domain ?? null,
    sourceIdpEmail: source.idp?.email ?? null,
    sourceIdpUsername: source.idp?.username ?? null,
    sourceIdpGroup: source.idp?.groups[0] ?? null,
    destCloudType: 'AWS',
    destCloudAccount: destination.account,
    destCloudRegion: destination.region,
    destCloudServiceName: destination.service,
    destResourceName: destination.name,
    destResourceType: destination.type,
    destResourceId: destination.id ?? destination.pattern,
    effectiveActionName: action.name,
    grantedByCloudType: 'AWS',
    grantedByCloudPolicyId: granter.policyId,
    grantedByCloudPolicyName: granter.policyName,
    grantedByCloudPolicyType: granter.policyType,
    grantedByCloudPolicyAccount: granter.policyAccount,
    grantedByCloudEntityId: granter.entityId,
    grantedByCloudEntityName: granter.entityName,
    grantedByCloudEntityType: granter.entityType,
    grantedByCloudEntityAccount: granter.entityAccount,
    grantedByLevelType: '',
    grantedByLevelId: null,
    grantedByLevelName: null,
    grantedByStatement: granter.statement,
    // The provider tells which actions were used, not on which resources.
    accessedResourcesCount: null,
    lastAccessDate: lastAccessDate(row, environment),
    lastAccessStatus: lastAccessStatus(used),
    lastAccessDays: used === neverUsed ? null : used,
    isWildCardDestCloudResourceName: destination.wildcard,
    exceptions: row.exceptions.map((messageCode) => ({ messageCode })),
    verdict: row.verdict,
    path: row.path,
    residual: row.residual,
    until: row.until,
    destPattern: destination.pattern,
    because: row.because,
  };
}

/** The same for the same permission in every answer: who, by which way, granted by what, does what where. */
function idOf({ source, path, granter, action, destination }: AccessRow): string {
  const parts = [
    source.id,
    path.map((hop) => [hop.hop, hop.to]),
    [granter.entityId, granter.policyId, granter.statement],
    action.name,
    [destination.pattern, destination.id, destination.type],
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

function lastAccessStatus(days: Plain): string {
  if (days === null) return 'NOT_AVAILABLE';
  return days === neverUsed ? 'NOT_ACCESSED_IN_TRACKING_PERIOD' : 'ACCESSED';
}
