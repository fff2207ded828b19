import type { AccessRow } from '../access/contract.js';
import type { AwsCatalogue } from '../catalogue/contract.js';
import type { WorkingSet } from '../store/contract.js';
import { destinationOf, policyOf } from './known-row.js';

export type Plain = string | number | boolean | null;

/** What getters look things up in. */
export interface RowEnvironment {
  readonly set: WorkingSet;
  readonly catalogue: AwsCatalogue;
  readonly now: number;
  /** Does every collected account hold an inventory of its resources? */
  readonly inventoryComplete: boolean;
}

export type Getter = (row: AccessRow, keys: readonly string[], environment: RowEnvironment) => Plain | readonly Plain[];

const days = (instant: unknown, now: number): number | null => {
  if (typeof instant !== 'string' || instant === '') return null;
  const at = Date.parse(instant);
  return Number.isNaN(at) ? null : Math.max(0, Math.floor((now - at) / 86_400_000));
};

/** Tag keys compare without case. */
const tag = (tags: Readonly<Record<string, string>> | null, key: string): string | null => {
  for (const [name, value] of Object.entries(tags ?? {})) if (name.toLowerCase() === key.toLowerCase()) return value;
  return null;
};

/** An account answers to its id and its name. */
const account = (id: string | null, { set }: RowEnvironment): readonly Plain[] => {
  if (id === null) return [];
  const node = id === '*' ? undefined : set.node(id);
  return node && node.name !== id ? [id, node.name] : [id];
};

const region = (code: string | null, { catalogue }: RowEnvironment): readonly Plain[] => {
  if (code === null) return [];
  const name = catalogue.regionName(code);
  return name === undefined ? [code] : [code, name];
};

const cloudOf = (service: string): string | null => (service === '' ? null : 'AWS');

/** Values of a row's attributes. Null = the provider cannot fill it. */
export const getters: Readonly<Record<string, Getter>> = {
  'source.cloud.account': (row, _keys, environment) => account(row.source.account, environment),
  'source.cloud.account.isvendor': () => null,
  'source.cloud.accountgroup': () => [],
  'source.cloud.type': ({ source }) => (source.id === 'public' ? null : 'AWS'),
  'source.cloud.region': (row, _keys, environment) => region(row.source.region, environment),
  'source.cloud.service.name': ({ source }) => source.service,
  'source.cloud.resource.id': ({ source }) => source.id,
  'source.cloud.resource.name': ({ source }) => source.name,
  'source.cloud.resource.type': ({ source }) => source.type,
  'source.cloud.resource.tag': ({ source }, [key]) => tag(source.tags, key ?? ''),
  'source.cloud.resource.uai': () => null,
  'source.cloud.accesskey.lastused.days': ({ source }, _keys, { now }) =>
    days(source.node?.props['accessKeyLastUsed'], now),
  'source.cloud.accesskey.activekeys': ({ source }) => plain(source.node?.props['accessKeysActive']),
  'source.cloud.accesskey.age.days': ({ source }, _keys, { now }) => days(source.node?.props['accessKeyRotated'], now),
  'source.console.enabled': ({ source }) => plain(source.node?.props['passwordEnabled']),
  'source.console.lastused.days': ({ source }, _keys, { now }) => days(source.node?.props['passwordLastUsed'], now),
  'source.external': ({ source }) => source.external,
  'source.mfaenabled': ({ source }) => plain(source.node?.props['mfaEnabled']),
  'source.public': ({ source }) => source.public,
  'source.email': ({ source }) => [
    source.idp?.email ?? null,
    ...(source.node?.aliases ?? []).filter((text) => text.includes('@')),
  ],
  'source.idp.service': ({ source }) => source.idp?.service ?? null,
  'source.idp.email': ({ source }) => source.idp?.email ?? null,
  'source.idp.username': ({ source }) => source.idp?.username ?? null,
  'source.idp.group': ({ source }) => source.idp?.groups ?? [],
  'source.idp.domain': ({ source }) => source.idp?.domain ?? null,
  'source.in.group': ({ source }, [key]) => inGroup(source.groups, key ?? ''),
  'grantedby.cloud.type': () => 'AWS',
  'grantedby.cloud.entity.id': ({ granter }) => granter.entityId,
  'grantedby.cloud.entity.name': ({ granter }) => granter.entityName,
  'grantedby.cloud.entity.type': ({ granter }) => granter.entityType,
  'grantedby.cloud.entity.tag': ({ granter }, [key]) => tag(granter.entityTags, key ?? ''),
  'grantedby.cloud.entity.lastlogin.days': ({ granter }, _keys, { now }) => days(granter.entityLastUsed, now),
  'grantedby.cloud.policy.id': ({ granter }) => granter.policyId,
  'grantedby.cloud.policy.name': (row) => policyOf(row).policyName,
  'grantedby.cloud.policy.type': (row) => policyOf(row).policyType,
  'grantedby.cloud.policy.tag': ({ granter }, [key]) => tag(granter.policyTags, key ?? ''),
  'grantedby.cloud.policy.condition': (row, keys) => conditionValues(policyOf(row).conditions, keys),
  'grantedby.cloud.policy.isexcessive': (row) => policyOf(row).excessive,
  'grantedby.cloud.policy.isadministrator': (row) => policyOf(row).administrator ?? false,
  'grantedby.level.id': () => null,
  'grantedby.level.name': () => null,
  'grantedby.level.type': () => null,
  'dest.cloud.account': (row, _keys, environment) => account(destinationOf(row).account, environment),
  'dest.cloud.accountgroup': () => [],
  'dest.cloud.type': (row) => cloudOf(destinationOf(row).service),
  'dest.cloud.region': (row, _keys, environment) => region(destinationOf(row).region, environment),
  'dest.cloud.service.name': (row) => destinationOf(row).service,
  'dest.cloud.resource.id': (row) => destinationOf(row).id ?? destinationOf(row).pattern,
  'dest.cloud.resource.name': (row) => destinationOf(row).name,
  'dest.cloud.resource.type': (row) => destinationOf(row).type,
  'dest.cloud.resource.tag': (row, [key]) => tag(destinationOf(row).tags, key ?? ''),
  'dest.cloud.wildcardscope': (row) => destinationOf(row).wildcard,
  'action.name': ({ action }) => action.name,
  'action.access.level': ({ action }) => action.levels,
  'action.access.isadministrative': ({ action }) => action.administrative,
  'action.lastaccess.days': (row, _keys, environment) => lastAccess(row, environment),
  verdict: ({ verdict }) => verdict,
  'path.hops': ({ path }) => path.filter((hop) => hop.hop !== 'member').length,
  'path.kind': ({ path }) => [...new Set(path.map((hop) => hop.hop))],
};

function plain(value: unknown): Plain {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function inGroup(groups: readonly { readonly id: string; readonly name: string }[], wanted: string): boolean {
  const text = wanted.toLowerCase();
  return groups.some((group) => group.id.toLowerCase() === text || group.name.toLowerCase() === text);
}

function conditionValues(
  conditions: AccessRow['granter']['conditions'],
  [key, operator]: readonly string[],
): readonly Plain[] {
  return conditions
    .filter(
      (one) =>
        (key === undefined || one.key.toLowerCase() === key.toLowerCase()) &&
        (operator === undefined || one.operator.toLowerCase() === operator.toLowerCase()),
    )
    .flatMap((one) => (one.values.length === 0 ? [''] : one.values));
}

/** Days since the acting identity used the action, or failing that the service; beyond the tracking period when it never did. */
export function lastAccess(row: AccessRow, { set, now }: RowEnvironment): number | null {
  const used = lastAccessed(row, set);
  if (used === null) return null;
  const instant = lastAccessInstant(used, row.action);
  return instant === null ? neverUsed : days(instant, now);
}

/** The day of that use, `2024-01-02`; null = never, or not known. */
export function lastAccessDate(row: AccessRow, { set }: RowEnvironment): string | null {
  const used = lastAccessed(row, set);
  const at = Date.parse((used && lastAccessInstant(used, row.action)) ?? '');
  return Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, 10);
}

type LastAccessed = Readonly<Record<string, string | null>>;

/** Use is recorded of the identity that acts: the role at the end of the path, else the source itself. */
function lastAccessed({ path, source }: AccessRow, set: WorkingSet): LastAccessed | null {
  const actor = path.findLast((hop) => hop.hop !== 'member')?.to;
  const node = actor === undefined || actor === source.id ? source.node : set.node(actor);
  return (node?.props['lastAccessed'] ?? null) as LastAccessed | null;
}

/** An action that is tracked by itself does not take its service's date. */
function lastAccessInstant(used: LastAccessed, { name, service }: AccessRow['action']): string | null {
  const own = [name, name.toLowerCase()].find((key) => Object.hasOwn(used, key));
  return used[own ?? service] ?? null;
}

/** Rows of rights that were not used within the tracking period (400 days) count as older than any period people ask for. */
export const neverUsed = 100_000;
