import { type ContextLookup, type KeyValue, keyValueOf } from '../../evaluators/aws/index.js';
import type { JsonObject } from '../../graph/fact.js';
import type { AskContext } from '../contract.js';
import type { AccountView } from './accounts.js';
import type { Actor } from './actors.js';
import { parseArn } from './arn.js';
import type { AwsEstate } from './estate.js';
import { lacks } from './not-collected.js';
import type { ResourceView } from './resource-view.js';
import { allowsSessionTags } from './session-tags.js';

const absent: KeyValue = { state: 'absent' };
const unknown: KeyValue = { state: 'unknown' };

/** Global services answer from one region whatever the caller's place. */
const globalServiceRegion: Readonly<Record<string, string>> = {
  iam: 'us-east-1',
  organizations: 'us-east-1',
  route53: 'us-east-1',
  cloudfront: 'us-east-1',
};

export interface ContextInput {
  readonly estate: AwsEstate;
  readonly actor: Actor;
  readonly resource: ResourceView;
  readonly action: string;
  readonly now: number;
  readonly asked: AskContext | undefined;
  /** Further keys the question fixes (the service that calls a key on the caller's behalf). */
  readonly fixed?: ReadonlyMap<string, KeyValue>;
}

/**
 * What the graph knows of the request keys (aws.md 3.1): tags, organization, resource, time. Keys that only a live request
 * carries stay undefined, so that they end up in the residual condition.
 */
export function contextOf(input: ContextInput): ContextLookup {
  const asked = askedValues(input.asked);
  return (key) => {
    const given = asked.get(key) ?? input.fixed?.get(key);
    if (given) return given;
    if (key.startsWith('aws:principaltag/')) return principalTag(input, key.slice('aws:principaltag/'.length));
    const tag = /^(?:[a-z0-9-]+:resourcetag|ssm:resourcetag)\/(.*)$/.exec(key);
    if (tag) return resourceTag(input.resource, tag[1]!);
    return known[key]?.(input);
  };
}

const known: Readonly<Record<string, (input: ContextInput) => KeyValue | undefined>> = {
  'aws:principalorgid': ({ estate, actor }) => organization(estate, viewOf(estate, actor.account), 'id'),
  'aws:principalorgpaths': ({ estate, actor }) => organization(estate, viewOf(estate, actor.account), 'path'),
  'aws:resourceorgid': ({ estate, resource }) => organization(estate, viewOf(estate, resource.owner), 'id'),
  'aws:resourceorgpaths': ({ estate, resource }) => organization(estate, viewOf(estate, resource.owner), 'path'),
  'aws:currenttime': ({ now }) => ({ state: 'from', epochMs: now }),
  'aws:epochtime': ({ now }) => ({ state: 'from', epochMs: now }),
  'aws:requestedregion': ({ resource, action }) => requestedRegion(resource, action),
};

function viewOf(estate: AwsEstate, account: string | undefined): AccountView | null {
  return account === undefined ? null : estate.accounts.view(account);
}

function organization(estate: AwsEstate, account: AccountView | null, what: 'id' | 'path'): KeyValue | undefined {
  if (account === null) return undefined;
  const value = what === 'id' ? account.organization : account.organizationPath;
  if (value !== null) return { state: 'present', values: [value], ...(what === 'path' ? { multi: true } : {}) };
  // The organization's list of accounts is complete: whoever is not on it belongs to another one, or to none.
  const ours = estate.accounts.organizations;
  return ours.length === 0
    ? unknown
    : { state: 'excluded', values: what === 'id' ? ours : ours.map((id) => `${id}/*`) };
}

function principalTag({ actor }: ContextInput, key: string): KeyValue {
  if (actor.class === null) return actor.principal.kind === 'anonymous' ? absent : unknown;
  const { record } = actor.class;
  if (record.kind === 'permission-set') return unknown;
  if (record.tags && key in record.tags) {
    if (record.props?.['sessionTags'] === true) return unknown;
    return record.tags[key] === null ? absent : present(record.tags[key]!);
  }
  if (record.kind === 'role' && allowsSessionTags(actor.node?.props['trust'])) return unknown;
  return tagValue((actor.node?.props['tags'] as JsonObject | undefined) ?? {}, key);
}

function resourceTag(resource: ResourceView, key: string): KeyValue | undefined {
  const { node } = resource;
  if (node === null || node.id !== resource.id) return undefined;
  if (lacks(node.props, 'Tags')) return { state: 'missing', what: `tags of ${node.id}` };
  return tagValue((node.props['tags'] as JsonObject | undefined) ?? {}, key);
}

function tagValue(tags: JsonObject, key: string): KeyValue {
  for (const [name, value] of Object.entries(tags)) if (name.toLowerCase() === key) return present(String(value));
  return absent;
}

function requestedRegion(resource: ResourceView, action: string): KeyValue | undefined {
  const service = action.slice(0, action.indexOf(':')).toLowerCase();
  const region = globalServiceRegion[service] ?? resource.region ?? parseArn(resource.id)?.region;
  return region && !/[*?$]/.test(region) ? present(region) : undefined;
}

function present(value: string): KeyValue {
  return { state: 'present', values: [value] };
}

const askedCache = new WeakMap<AskContext, ReadonlyMap<string, KeyValue>>();
const nothing: ReadonlyMap<string, KeyValue> = new Map();

function askedValues(asked: AskContext | undefined): ReadonlyMap<string, KeyValue> {
  if (asked === undefined) return nothing;
  const cached = askedCache.get(asked);
  if (cached) return cached;
  const values = new Map(Object.entries(asked).map(([key, value]) => [key.toLowerCase(), keyValueOf(value)]));
  askedCache.set(asked, values);
  return values;
}
