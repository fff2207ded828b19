import { leaf } from '../formula.js';
import type { Reason } from '../verdict.js';
import type { AwsPolicies, ResourceGrant } from './contract.js';
import type { Facts } from './facts.js';
import { type Hit, type Layer, layer, noHits } from './layers.js';
import { entry } from './matching/principal.js';
import { isPublicPolicy } from './services/s3-public-access.js';
import type { PreparedRequest } from './statement.js';

/** What the resource's side gives and denies: its policy, and the grants that are no policy (ACL, KMS grant, share). */
export function resourceLayer(prepared: PreparedRequest, policies: AwsPolicies, facts: Facts): Layer {
  const name = facts.trust ? 'trust' : 'resource';
  const fromPolicy: Layer = policies.resource
    ? layer([policies.resource], prepared, {
        name,
        allowKey: 'resource-allow',
        principal: true,
        trust: facts.trust,
        bounded: facts.bounded,
      })
    : { name, allows: noHits, denies: noHits };
  const cut = isCutOff(prepared, policies, facts);
  if (!cut && policies.grants === undefined) return fromPolicy;
  const withheld = [...(fromPolicy.withheld ?? [])];
  const allows = cut ? [] : [...fromPolicy.allows];
  if (cut) for (const hit of fromPolicy.allows) withheld.push(blocked(hit.reason, 'RestrictPublicBuckets'));
  for (const grant of policies.grants ?? []) {
    if (!grant.actions.has(prepared.action) || !isGrantee(grant, prepared, facts)) continue;
    const hit = grantHit(grant);
    if (policies.ignorePublicAcls && isPublicAcl(grant)) withheld.push(blocked(hit.reason, 'IgnorePublicAcls'));
    else allows.push(hit);
  }
  return { ...fromPolicy, allows, ...(withheld.length === 0 ? {} : { withheld }) };
}

/**
 * RestrictPublicBuckets: a bucket with a public policy is for AWS services and principals of its own account only.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html
 */
function isCutOff({ request }: PreparedRequest, policies: AwsPolicies, facts: Facts): boolean {
  return (
    policies.restrictPublicBuckets === true &&
    facts.service === 's3' &&
    request.principal.kind !== 'service' &&
    !facts.sameAccount &&
    isPublicPolicy(policies.resource?.policy ?? null)
  );
}

function isPublicAcl({ layer: kind, grantee }: ResourceGrant): boolean {
  return kind === 'acl' && (grantee === '*' || grantee === 'authenticated');
}

function blocked(reason: Reason, setting: string): Reason {
  return { ...reason, key: 'public-access-block', note: `${setting} is in force` };
}

function grantHit(grant: ResourceGrant): Hit {
  return {
    formula: grant.residual ? leaf(grant.residual) : true,
    entry: grant.direct ? 'direct' : 'account',
    reason: { key: grant.key, layer: grant.layer, policy: grant.id, entity: grant.entity },
    until: null,
  };
}

function isGrantee(grant: ResourceGrant, { request: { principal } }: PreparedRequest, facts: Facts): boolean {
  if (grant.grantee === 'authenticated') return !facts.resourceOnly;
  return grant.grantee === principal.arn || entry(grant.grantee, principal, false) !== null;
}
