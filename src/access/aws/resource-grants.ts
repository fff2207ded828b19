import type { ResourceGrant } from '../../evaluators/aws/contract.js';
import { allOf } from '../../evaluators/residual.js';
import type { Residual } from '../../evaluators/verdict.js';
import type { Json, JsonObject } from '../../graph/fact.js';

/**
 * Resource-side grants that are no policies: bucket ACLs, KMS grants, shares.
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
const aclActions: Readonly<Record<string, readonly string[]>> = {
  READ: ['s3:listbucket', 's3:listbucketversions', 's3:listbucketmultipartuploads'],
  WRITE: ['s3:putobject', 's3:deleteobject', 's3:deleteobjectversion'],
  READ_ACP: ['s3:getbucketacl'],
  WRITE_ACP: ['s3:putbucketacl'],
};

const aclGroups: Readonly<Record<string, string>> = {
  'http://acs.amazonaws.com/groups/global/AllUsers': '*',
  'http://acs.amazonaws.com/groups/global/AuthenticatedUsers': 'authenticated',
  'http://acs.amazonaws.com/groups/s3/LogDelivery': 'logging.s3.amazonaws.com',
};

/** What receivers of a shared snapshot or image can do with it; other shares give every non-administrative action of the type. */
const shareActions: Readonly<Record<string, readonly string[]>> = {
  snapshot: ['ec2:createvolume', 'ec2:copysnapshot', 'rds:copydbsnapshot', 'rds:restoredbinstancefromdbsnapshot'],
  image: ['ec2:runinstances', 'ec2:copyimage'],
};

export function resourceGrants(
  id: string,
  props: JsonObject,
  shareable: () => readonly string[],
): readonly ResourceGrant[] {
  return [...aclGrants(id, props), ...keyGrants(id, props), ...shares(id, props, shareable)];
}

/** Principal keys of the grants, as the index files them. */
export function aclGrantees(props: JsonObject): readonly string[] {
  return resourceGrants('', props, () => []).map((grant) => grant.grantee);
}

function aclGrants(id: string, props: JsonObject): ResourceGrant[] {
  if (props['objectOwnership'] === 'BucketOwnerEnforced') return [];
  const acl = props['acl'] as JsonObject | undefined;
  const owner = (acl?.['Owner'] as JsonObject | undefined)?.['ID'];
  return objects(acl?.['Grants']).flatMap((entry, index): ResourceGrant[] => {
    const grantee = (entry['Grantee'] as JsonObject | undefined) ?? {};
    const who = granteeOf(grantee);
    if (who === null || (owner !== undefined && grantee['ID'] === owner)) return [];
    const permission = String(entry['Permission']);
    const actions = permission === 'FULL_CONTROL' ? Object.values(aclActions).flat() : (aclActions[permission] ?? []);
    return [
      {
        key: 'acl-allow',
        layer: 'acl',
        id: `acl/${index}`,
        entity: id,
        actions: new Set(actions),
        grantee: who,
        direct: true,
      },
    ];
  });
}

function granteeOf(grantee: JsonObject): string | null {
  if (typeof grantee['URI'] === 'string') return aclGroups[grantee['URI']] ?? null;
  if (typeof grantee['ID'] === 'string') return `canonical:${grantee['ID']}`;
  return typeof grantee['EmailAddress'] === 'string' ? `email:${grantee['EmailAddress']}` : null;
}

function keyGrants(id: string, props: JsonObject): ResourceGrant[] {
  return objects(props['grants']).flatMap((grant): ResourceGrant[] => {
    const grantee = grant['GranteePrincipal'] ?? grant['GranteeServicePrincipal'];
    if (typeof grantee !== 'string') return [];
    const operations = Array.isArray(grant['Operations']) ? grant['Operations'] : [];
    const residual = constraint(grant['Constraints'] as JsonObject | undefined);
    return [
      {
        key: 'grant-allow',
        layer: 'kms-grant',
        id: String(grant['GrantId'] ?? 'grant'),
        entity: id,
        actions: new Set(operations.map((operation) => `kms:${String(operation).toLowerCase()}`)),
        grantee,
        direct: true,
        ...(residual ? { residual } : {}),
      },
    ];
  });
}

function constraint(constraints: JsonObject | undefined): Residual | null {
  const parts: Residual[] = [];
  for (const kind of ['EncryptionContextSubset', 'EncryptionContextEquals']) {
    for (const [key, value] of Object.entries((constraints?.[kind] as JsonObject | undefined) ?? {})) {
      parts.push({ key: `kms:EncryptionContext:${key}`, operator: 'StringEquals', values: [String(value)] });
    }
  }
  const source = constraints?.['SourceArn'];
  if (typeof source === 'string') parts.push({ key: 'aws:SourceArn', operator: 'ArnLike', values: [source] });
  return allOf(parts);
}

function shares(id: string, props: JsonObject, shareable: () => readonly string[]): ResourceGrant[] {
  const shared = Array.isArray(props['sharedWith']) ? props['sharedWith'] : [];
  if (shared.length === 0) return [];
  const kind = /[:/](snapshot|image)[:/]/.exec(id)?.[1];
  const actions = new Set(kind ? shareActions[kind] : shareable());
  return shared.map((entry): ResourceGrant => {
    const text = String(typeof entry === 'object' && entry !== null ? ((entry as JsonObject)['Id'] ?? '') : entry);
    const grantee = text === 'all' ? 'authenticated' : text;
    return { key: 'share-allow', layer: 'share', id: `share/${text}`, entity: id, actions, grantee, direct: false };
  });
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value)
    ? (value.filter((entry) => typeof entry === 'object' && entry !== null) as JsonObject[])
    : [];
}
