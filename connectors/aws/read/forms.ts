import { type JsonHead, jsonHead } from '../../shared/json-keys.js';
import { looksLikeCredentialReport } from '../map/credential-report.js';

/** Parts an AWS dump can hold; the names are those of `PartInput.part`. */
export type AwsPart =
  | 'identities'
  | 'organization'
  | 'identity-center'
  | 'resources'
  | 'settings'
  | 'credential-report'
  | 'last-accessed'
  | 'providers';

export interface Form {
  readonly part: AwsPart;
  /** `csv` may stand inside the JSON answer of `get-credential-report`, then it is `json`. */
  readonly encoding: 'json' | 'ndjson' | 'csv';
}

/** Second to content: what a file is when its text does not tell (`{}`, `[]`, nothing at all). */
const namedParts: readonly (readonly [pattern: RegExp, part: AwsPart])[] = [
  [/authorization-details.*\.json$/i, 'identities'],
  [/^organizations?\.json$/i, 'organization'],
  [/^identity-center\.json$/i, 'identity-center'],
  [/^resources.*\.(nd)?jsonl?$/i, 'resources'],
  [/^account\.json$/i, 'settings'],
  [/^credential-report\.(csv|json)$/i, 'credential-report'],
  [/^last-accessed\.json$/i, 'last-accessed'],
  [/^providers\.json$/i, 'providers'],
];

/**
 * Recognises a file by the keys at its beginning, then by its name. `text` is the head, or the whole where the head did not
 * suffice. Null = nothing of AWS.
 */
export function formOf(text: string, name: string): Form | null {
  if (looksLikeCredentialReport(text)) return { part: 'credential-report', encoding: 'csv' };
  const head = jsonHead(text);
  const part = partByContent(head, text) ?? partByName(name);
  if (part === null) return null;
  if (head.container === 'none')
    return text.trim() === '' && part === 'resources' ? { part, encoding: 'ndjson' } : null;
  return { part, encoding: part === 'resources' && isNdjson(head, name) ? 'ndjson' : 'json' };
}

function partByContent(head: JsonHead, text: string): AwsPart | null {
  const { keys } = head;
  const has = (...names: string[]) => names.some((name) => keys.has(name));
  if (keys.size === 0) return null;
  if (has('UserDetailList', 'GroupDetailList', 'RoleDetailList')) return 'identities';
  if (has('Content') && has('ReportFormat')) return 'credential-report';
  if (has('Organization', 'Roots', 'OrganizationalUnits')) return 'organization';
  if (has('Children') && has('Id')) return 'organization';
  if (has('PolicyTypes') && has('Id') && has('Policies')) return 'organization';
  if (has('PermissionSets', 'AccountAssignments', 'InstanceArn')) return 'identity-center';
  if (has('IdentityStoreId') && has('Users', 'Groups', 'GroupMemberships')) return 'identity-center';
  if (has('SAMLProviders', 'OpenIDConnectProviders', 'SAMLProviderList', 'OpenIDConnectProviderList'))
    return 'providers';
  if (has('Arn') && has('ResourceType', 'Policy', 'Tags', 'RunsAs')) return 'resources';
  if (has('Resource') && has('Policy')) return 'resources';
  if (head.container === 'object' && has('PublicAccessBlock', 'VpcEndpoints', 'Alias')) return 'settings';
  if (has('Policies'))
    return /"PolicyVersionList"/.test(text) ? 'identities' : /"PolicySummary"/.test(text) ? 'organization' : null;
  if ([...keys].every((key) => key.startsWith('arn:'))) return 'last-accessed';
  return null;
}

function partByName(name: string): AwsPart | null {
  return namedParts.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** One record a line: the first value ends on its line and another follows, or the name says so. */
function isNdjson(head: JsonHead, name: string): boolean {
  if (head.container !== 'object' || !head.oneLine) return false;
  return head.more || !head.closed || /\.(ndjson|jsonl)$/i.test(name);
}
