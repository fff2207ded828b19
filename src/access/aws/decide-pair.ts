import {
  type AttachedPolicy,
  type AwsPolicies,
  type AwsRequest,
  compilePolicy,
  decide,
  isTrustAction,
  type KeyValue,
} from '../../evaluators/aws/index.js';
import { allOf } from '../../evaluators/residual.js';
import type { Decision, Reason, Residual, Verdict } from '../../evaluators/verdict.js';
import type { AskContext, Work } from '../contract.js';
import type { Actor } from './actors.js';
import { decryptingActions } from './content-encryption.js';
import type { AwsEstate } from './estate.js';
import { contextOf } from './request-context.js';
import type { ResourceView } from './resource-view.js';

/** What the asker fixes for every pair of one question. */
export interface Ask {
  readonly now: number;
  readonly context?: AskContext | undefined;
  readonly work?: Work | undefined;
}

export interface Pair {
  readonly estate: AwsEstate;
  readonly actor: Actor;
  readonly action: string;
  readonly resource: ResourceView;
  /** What the authorizer is asked about: the ARN, `*`, or a glob over the contents. */
  readonly target: { readonly resource: string; readonly pattern: boolean };
  readonly ask: Ask;
  /** Decide for the class: attributes that differ between members stay open. */
  readonly forClass?: boolean;
}

/** Keys whose value is the member's own; a class verdict that depends on one is settled member by member. */
const uniqueKeys: ReadonlySet<string> = new Set(['aws:principalarn', 'aws:username', 'aws:userid']);

export function requestOf(pair: Pair, fixed?: ReadonlyMap<string, KeyValue>): AwsRequest {
  const { estate, actor, resource, target } = pair;
  const owner = resource.owner ?? actor.account;
  const management = actor.account === undefined ? null : estate.accounts.view(actor.account).managementAccount;
  const context = contextOf({
    estate,
    actor,
    resource,
    action: pair.action,
    now: pair.ask.now,
    asked: pair.ask.context,
    ...(fixed ? { fixed } : {}),
  });
  return {
    principal: actor.principal,
    action: pair.action,
    resource: target.resource,
    resourceIsPattern: target.pattern,
    ...(owner === undefined ? {} : { resourceAccount: owner }),
    ...(management === null ? {} : { managementAccount: management }),
    context: pair.forClass ? (key) => (isUnique(pair.actor, key) ? { state: 'unknown' } : context(key)) : context,
    ...(pair.forClass ? { open: uniqueKeys } : {}),
  };
}

export function policiesOf(pair: Pair): AwsPolicies {
  const { estate, actor, resource } = pair;
  const owner = resource.owner ?? actor.account;
  const service = actor.account === undefined ? undefined : estate.accounts.view(actor.account).serviceControl;
  const control = owner === undefined ? undefined : estate.accounts.view(owner).resourceControl;
  const policy = resourcePolicyFor(resource, pair.action);
  return {
    identity: actor.identity,
    boundaries: actor.boundaries,
    ...(service ? { serviceControl: service } : {}),
    ...(control ? { resourceControl: control } : {}),
    ...(policy ? { resource: policy } : {}),
    grants: resource.grants,
    restrictPublicBuckets: resource.restrictPublicBuckets,
    ignorePublicAcls: resource.ignorePublicAcls,
    identityAssumed: actor.external,
  };
}

/** The trust policy speaks only of becoming the role; a key whose policy was not collected is taken to have the default one. */
export function resourcePolicyFor(resource: ResourceView, action: string): AttachedPolicy | undefined {
  if (resource.trust) return isTrustAction(action) ? resource.policy : undefined;
  if (resource.policy === undefined && /^kms:/i.test(action) && resource.owner !== undefined)
    return defaultKeyPolicy(resource);
  return resource.policy;
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function defaultKeyPolicy(resource: ResourceView): AttachedPolicy {
  const document = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${resource.owner}:root` }, Action: 'kms:*', Resource: '*' },
    ],
  };
  return {
    id: `${resource.id}/default-key-policy`,
    name: 'default key policy (assumed)',
    entity: resource.id,
    policy: compilePolicy(document, 'resource'),
  };
}

/** The verdict of one pair, its content key included. */
export function decidePair(pair: Pair): Decision {
  const { work } = pair.ask;
  if (work) {
    work.decisions++;
    work.tick();
  }
  const own = named(decide(requestOf(pair), policiesOf(pair)), pair.actor.id);
  const decrypting = own.verdict === 'deny' ? undefined : decryptingActions.get(pair.action.toLowerCase());
  if (decrypting === undefined || pair.resource.key === undefined) return own;
  return both(own, decryptDecision(pair, pair.resource.key, decrypting.via));
}

function decryptDecision(pair: Pair, key: string, via: string): Decision {
  const resource = pair.estate.resources.view(key);
  const keyPair: Pair = { ...pair, action: 'kms:Decrypt', resource, target: { resource: key, pattern: false } };
  const fixed = new Map<string, KeyValue>();
  const region = pair.resource.region ?? resource.region;
  if (region) fixed.set('kms:viaservice', { state: 'present', values: [`${via}.${region}.amazonaws.com`] });
  fixed.set('aws:viaawsservice', { state: 'present', values: ['true'] });
  return named(decide(requestOf(keyPair, fixed), policiesOf(keyPair)), pair.actor.id);
}

/** Both must allow: the lower verdict, unknown unless one denies, residuals joined. */
export function both(left: Decision, right: Decision): Decision {
  if (left.verdict === 'deny') return left;
  if (right.verdict === 'deny') return right;
  const verdict: Verdict = [left.verdict, right.verdict].includes('unknown')
    ? 'unknown'
    : [left.verdict, right.verdict].includes('conditional')
      ? 'conditional'
      : 'allow';
  const residuals = [left.residual, right.residual].filter((residual): residual is Residual => residual !== null);
  const until = [left.until, right.until].filter((instant) => instant !== undefined).toSorted()[0];
  return {
    verdict,
    explicit: left.explicit || right.explicit,
    because: [...left.because, ...right.because],
    residual: allOf(residuals),
    ...(until === undefined ? {} : { until }),
  };
}

/** Policies of a class name their carrier `self`; readers want the member. */
function named(decision: Decision, id: string): Decision {
  if (!decision.because.some((reason) => reason.entity === 'self')) return decision;
  return { ...decision, because: decision.because.map((reason): Reason => nameSelf(reason, id)) };
}

function nameSelf(reason: Reason, id: string): Reason {
  if (reason.entity !== 'self') return reason;
  const policy = reason.policy?.startsWith('self/') ? `${id}${reason.policy.slice(4)}` : reason.policy;
  return { ...reason, entity: id, ...(policy === undefined ? {} : { policy }) };
}

function isUnique(actor: Actor, key: string): boolean {
  if (uniqueKeys.has(key)) return true;
  if (!key.startsWith('aws:principaltag/')) return false;
  const fixed = actor.class?.record.tags;
  return fixed === undefined || !(key.slice('aws:principaltag/'.length) in fixed);
}

/** Does a class verdict hang on something its members differ in? */
export function hangsOnMember(pair: Pair, decision: Decision): boolean {
  if (decision.residual === null) return false;
  for (const key of residualKeys(decision.residual)) if (isUnique(pair.actor, key)) return true;
  // A tag that stands in the value of an open test decides where the member has no such tag.
  for (const key of residualTags(decision.residual)) if (isUnique(pair.actor, key)) return true;
  return false;
}

function* residualTags(residual: Residual): Iterable<string> {
  if ('all' in residual) for (const part of residual.all) yield* residualTags(part);
  else if ('any' in residual) for (const part of residual.any) yield* residualTags(part);
  else if ('not' in residual) yield* residualTags(residual.not);
  else if ('values' in residual)
    for (const text of residual.values)
      for (const [, key] of text.matchAll(/\$\{\s*(aws:principaltag\/[^,}]*?)\s*[,}]/gi)) yield key!.toLowerCase();
}

export function* residualKeys(residual: Residual): Iterable<string> {
  if ('all' in residual) for (const part of residual.all) yield* residualKeys(part);
  else if ('any' in residual) for (const part of residual.any) yield* residualKeys(part);
  else if ('not' in residual) yield* residualKeys(residual.not);
  else if ('key' in residual) yield residual.key.toLowerCase();
}
