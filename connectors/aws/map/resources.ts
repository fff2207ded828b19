import type { Edge, Fact, Json, JsonObject, Problem } from '../../../src/graph/fact.js';
import { redact } from '../../shared/redact.js';
import { type Arn, isAccountId, nameOf, requireArn, requireArnText } from './arn.js';
import { type DocumentPlace, policyDocument } from './policy-document.js';
import { compact, listOf, notCollected, objectOf, publicAccessBlock, type Spot, tagMap, textOf } from './record.js';

/** Fields with a place of their own in the fact; all others are kept, redacted, as `configuration`. */
const mapped = new Set([
  'Arn',
  'Resource',
  'ResourceType',
  'Region',
  'Account',
  'Name',
  'Tags',
  'Policy',
  'RunsAs',
  'PublicAccessBlock',
  'KmsKeyArn',
  'Acl',
  'ObjectOwnership',
  'Grants',
  'AccessPoints',
  'SharedWith',
  'NotCollected',
]);

/** One inventory record (design: resources.ndjson; also `{Resource, Policy, Account}`). `scope` is the account of records that name none. */
export function resourceFact(record: JsonObject, spot: Spot, scope: string | undefined, problems: Problem[]): Fact {
  const field = record['Arn'] === undefined && record['Resource'] !== undefined ? 'Resource' : 'Arn';
  const arn = requireArn(record[field], spot, field);
  const account = ownerOf(record, arn) ?? scope;
  const region = textOf(record, 'Region') ?? arn.region;
  const type = textOf(record, 'ResourceType');
  const name = textOf(record, 'Name') ?? nameOf(arn);
  const tags = tagMap(record['Tags']);
  const aliases = aliasesOf(arn, name, tags);
  // A million records: nothing is made that most of them do not have.
  const at = (): DocumentAt => ({
    subject: arn.text,
    file: spot.file,
    ...(spot.line === undefined ? {} : { line: spot.line }),
  });
  const policy = record['Policy'];
  const props = compact({
    resourceType: type,
    tags,
    policy: policy === undefined ? undefined : policyDocument(policy, { ...at(), path: '/policy' }, problems),
    publicAccessBlock: publicAccessBlock(record['PublicAccessBlock']),
    objectOwnership: record['ObjectOwnership'] ?? undefined,
    acl: record['Acl'] ?? undefined,
    grants: record['Grants'] ?? undefined,
    accessPoints: accessPoints(record['AccessPoints'], at, problems),
    sharedWith: record['SharedWith'] ?? undefined,
    notCollected: notCollected(record),
    configuration: configuration(record),
  });
  const fact: { -readonly [K in keyof Fact]: Fact[K] } = { id: arn.text, kind: 'resource', name, props };
  if (aliases.length > 0) fact.aliases = aliases;
  if (account) fact.account = account;
  if (region) fact.region = region;
  if (type) fact.type = type;
  const edges = pointers(record, 'RunsAs', 'runs-as', spot).concat(
    pointers(record, 'KmsKeyArn', 'encrypted-with', spot),
  );
  if (edges.length > 0) fact.edges = edges;
  return fact;
}

type DocumentAt = Omit<DocumentPlace, 'path'>;

/** Inventories list IAM entities too; what they are and may do comes from the authorization details, another part. */
export function describedElsewhere(record: JsonObject): boolean {
  const arn = textOf(record, 'Arn', 'Resource') ?? '';
  return /^arn:[^:]*:iam::[^:]*:(?:user|role|group|policy|saml-provider|oidc-provider)\//.test(arn);
}

function ownerOf(record: JsonObject, arn: Arn): string | undefined {
  const named = textOf(record, 'Account');
  return isAccountId(named) ? named : isAccountId(arn.account) ? arn.account : undefined;
}

/** The Name tag is what people call an instance; a secret is also known with its random suffix. */
function aliasesOf(arn: Arn, name: string, tags: JsonObject | undefined): string[] {
  const full = arn.service === 'secretsmanager' ? arn.resource.replace(/^secret:/, '') : undefined;
  const tag = tags?.['Name'];
  return [full, typeof tag === 'string' ? tag : undefined].filter(
    (alias): alias is string => alias !== undefined && alias !== '' && alias !== name,
  );
}

function pointers(record: JsonObject, key: string, kind: 'runs-as' | 'encrypted-with', spot: Spot): Edge[] {
  const value = record[key];
  if (value === undefined || value === null || value === '') return [];
  if (!Array.isArray(value)) return [{ kind, to: requireArnText(value, spot, key) }];
  return value.map((entry: Json, index) => ({ kind, to: requireArnText(entry, spot, key, index) }));
}

function accessPoints(value: Json | undefined, at: () => DocumentAt, problems: Problem[]): Json | undefined {
  if (value === undefined || value === null) return undefined;
  return listOf(value).map((entry, index) => {
    const point = objectOf(entry);
    if (!point || point['Policy'] === undefined) return entry;
    const { Policy: policy, ...rest } = point;
    return compact({
      ...rest,
      Policy: policyDocument(policy, { ...at(), path: `/accessPoints/${index}/Policy` }, problems),
    });
  });
}

function configuration(record: JsonObject): JsonObject | undefined {
  let rest: Record<string, Json> | undefined;
  for (const key in record) {
    const value = record[key];
    if (mapped.has(key) || value === null || value === undefined) continue;
    rest ??= {};
    rest[key] = redact(value, key)!;
  }
  return rest;
}
