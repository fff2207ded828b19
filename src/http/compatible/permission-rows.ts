import type { ResultRow } from '../../commands/query-contract.js';

/** Which edition of the published API an item is written for. */
export type Edition = 'v1' | 'v3' | 'v4';

export type Item = Readonly<Record<string, unknown>>;

/** Texts that stand in an item in place of ids: the product shows accounts and regions by their names. */
export interface Names {
  account(id: string): string;
  region(code: string): string;
}

/** Fields that carry our values as they are, in the order in which they are published. */
const plain = [
  'id',
  'sourcePublic',
  'sourceCloudType',
  'sourceCloudAccount',
  'sourceCloudRegion',
  'sourceCloudServiceName',
  'sourceResourceName',
  'sourceResourceType',
  'sourceResourceId',
  'sourceIdpService',
  'sourceIdpDomain',
  'sourceIdpEmail',
  'sourceIdpUsername',
  'sourceIdpGroup',
  'destCloudType',
  'destCloudAccount',
  'destCloudRegion',
  'destCloudServiceName',
  'destResourceName',
  'destResourceType',
  'destResourceId',
  'effectiveActionName',
  'grantedByCloudType',
  'grantedByCloudPolicyId',
  'grantedByCloudPolicyName',
  'grantedByCloudPolicyType',
  'grantedByCloudEntityId',
  'grantedByCloudEntityName',
  'grantedByCloudEntityType',
  'grantedByLevelType',
  'grantedByLevelId',
  'grantedByLevelName',
  'accessedResourcesCount',
  'lastAccessDate',
  'lastAccessStatus',
] as const;

/** Keys of the product's own inventory. Nothing outside of it knows them: they are there, and null. */
const uai = [
  'sourceCloudResourceUai',
  'sourceIdpUai',
  'destCloudResourceUai',
  'grantedByCloudPolicyUai',
  'grantedByCloudEntityUai',
  'grantedByLevelUai',
] as const;
const rrn = uai.map((field) => field.replace(/Uai$/, 'Rrn'));
const rrnOfV1 = rrn.filter((field) => field !== 'grantedByLevelRrn');

const own = {
  v1: { fields: plain, unknown: rrnOfV1, wildcard: 'isWildCardDestCloudResourceName' },
  v3: { fields: plain, unknown: [...rrn, ...uai], wildcard: 'isWildCardDestCloudResourceName' },
  v4: {
    fields: [...plain, 'grantedByCloudPolicyAccount', 'grantedByCloudEntityAccount'],
    unknown: ['sourceIdpUserId', ...uai],
    wildcard: 'wildCardDestCloudResourceName',
  },
} as const;

/** Columns of an edition, for CSV. */
export function columnsOf(edition: Edition): readonly string[] {
  const { fields, unknown, wildcard } = own[edition];
  return [...fields, ...unknown, wildcard, 'exceptions'];
}

/** One row as the edition publishes it (reference §4.2): its fields and no others. */
export function toItem(row: ResultRow, edition: Edition, names: Names): Item {
  const { fields, unknown, wildcard } = own[edition];
  const item: Record<string, unknown> = {};
  for (const field of fields) item[field] = shown(field, row[field], names, edition);
  for (const field of unknown) item[field] = null;
  item[wildcard] = row['isWildCardDestCloudResourceName'] ?? null;
  item['exceptions'] = exceptionsOf(row);
  return item;
}

function shown(field: string, value: unknown, names: Names, edition: Edition): unknown {
  if (typeof value !== 'string') return value ?? null;
  if (field.endsWith('Account')) return value === '*' ? value : names.account(value);
  if (field.endsWith('Region')) return value === '*' ? value : names.region(value);
  return field === 'sourceIdpService' && edition === 'v1' ? idpOfV1(value) : value;
}

/** The first edition has a closed list. */
function idpOfV1(service: string): string {
  const known: Readonly<Record<string, string>> = { okta: 'OKTA', 'azure active directory': 'AZURE_AD' };
  return known[service.toLowerCase()] ?? 'UNKNOWN';
}

/**
 * What limits the permission. The published form has no verdict, so what is not a plain yes is told here: a reader who counts rows without
 * exceptions counts what is granted for certain.
 */
export function exceptionsOf(row: ResultRow): readonly { readonly messageCode: string }[] {
  const given = Array.isArray(row['exceptions']) ? (row['exceptions'] as { messageCode: string }[]) : [];
  const code = verdictCode[String(row['verdict'])];
  return code === undefined ? given : [...given, { messageCode: code }];
}

const verdictCode: Readonly<Record<string, string>> = {
  conditional: 'LIMITED_BY_CONDITION',
  unknown: 'NOT_DECIDED_BY_COLLECTED_DATA',
};
