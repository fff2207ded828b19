import { and, assume, type Formula, hasMissing, keyOf, not, or, residualOf } from '../formula.js';
import type { Decision, Reason } from '../verdict.js';
import type { AwsPolicies, AwsRequest, PolicyLevel } from './contract.js';
import { type Facts, factsOf } from './facts.js';
import { anyOf, earlier, type Hit, type Layer, lasting, layer, type Support } from './layers.js';
import { resourceLayer } from './resource-side.js';
import type { Refusal } from './services/refusals.js';
import { type PreparedRequest, prepare } from './statement.js';

/**
 * The verdict of one request (aws.md 1.1–1.13). Sources: IAM/reference_policies_evaluation-logic_policy-eval-denyallow,
 * …-cross-account, ORG/orgs_manage_policies_scps_evaluation, ORG/orgs_manage_policies_rcps_evaluation, KMS/key-policies.
 */
export function decide(request: AwsRequest, policies: AwsPolicies): Decision {
  const prepared = prepare(request);
  const facts = factsOf(prepared, policies);
  const layers = buildLayers(prepared, policies, facts);
  const denies = deniesOf(layers, facts);
  const certain = denies.find((hit) => hit.formula === true);
  if (certain) return { verdict: 'deny', explicit: true, because: [certain.reason], residual: null };
  const allow = facts.refused ? refusedSupport(facts.refused) : allowSupport(layers, facts, policies);
  if (allow.formula === false)
    return { verdict: 'deny', explicit: false, because: [...allow.reasons, ...withheldIn(layers)], residual: null };
  if (denies.length === 0) return conclude(allow.formula, allow.reasons, allow.until);
  const deny = or(denies.map((hit) => hit.formula));
  return conclude(and([allow.formula, not(deny)]), [...allow.reasons, ...denies.map((hit) => hit.reason)], allow.until);
}

interface Layers {
  readonly identity: Layer;
  readonly boundaries: readonly Layer[];
  readonly session: Layer | null;
  readonly serviceControl: readonly Layer[];
  readonly resourceControl: readonly Layer[];
  readonly resource: Layer;
  readonly endpoints: readonly Layer[];
}

function buildLayers(prepared: PreparedRequest, policies: AwsPolicies, facts: Facts): Layers {
  const own = !facts.resourceOnly;
  const plain = (name: string, allowKey: string, list: AwsPolicies['identity']) =>
    layer(list, prepared, { name, allowKey, principal: false });
  const levels = (list: readonly PolicyLevel[] | undefined, kind: 'scp' | 'rcp') =>
    (list ?? []).map((level) =>
      layer(level.policies, prepared, {
        name: `${kind}:${level.level}`,
        allowKey: `${kind}-allow`,
        principal: kind === 'rcp',
      }),
    );
  return {
    identity: plain('identity', 'identity-allow', own ? policies.identity : []),
    boundaries: own
      ? (policies.boundaries ?? []).map((boundary) => plain('boundary', 'boundary-allow', [boundary]))
      : [],
    session:
      own && policies.sessions && policies.sessions.length > 0
        ? plain('session', 'session-allow', policies.sessions)
        : null,
    serviceControl: facts.controlled ? levels(policies.serviceControl, 'scp') : [],
    resourceControl: facts.resourceControlled ? levels(policies.resourceControl, 'rcp') : [],
    resource: resourceLayer(prepared, policies, facts),
    endpoints: (policies.endpoint?.length ? [policies.endpoint] : []).map((endpoint) =>
      endpointLayer(
        layer(endpoint, prepared, { name: 'endpoint', allowKey: 'endpoint-allow', principal: true }),
        prepared,
        facts,
      ),
    ),
  };
}

/** In a gateway endpoint's policy an account id means its root user alone (VPC/vpc-endpoints-access). */
function endpointLayer(one: Layer, { request }: PreparedRequest, facts: Facts): Layer {
  const gateway = facts.service === 's3' || facts.service === 'dynamodb';
  return gateway && request.principal.kind !== 'root'
    ? { ...one, allows: one.allows.filter((hit) => hit.entry !== 'account') }
    : one;
}

function deniesOf(layers: Layers, facts: Facts): readonly Hit[] {
  const found: Hit[] = [];
  const add = (one: Layer) => {
    for (const hit of one.denies) found.push(hit);
  };
  layers.serviceControl.forEach(add);
  layers.resourceControl.forEach(add);
  if (!facts.lockoutException) add(layers.resource);
  add(layers.identity);
  layers.boundaries.forEach(add);
  if (layers.session) add(layers.session);
  layers.endpoints.forEach(add);
  return found;
}

/** Allows that would have counted, had their time not passed or public access not been blocked. */
function withheldIn(layers: Layers): readonly Reason[] {
  const all = [
    layers.identity,
    ...layers.boundaries,
    ...(layers.session ? [layers.session] : []),
    ...layers.serviceControl,
    layers.resource,
    ...layers.endpoints,
  ];
  return all.flatMap((one) => one.withheld ?? []);
}

function refusedSupport({ layer, note }: Refusal): Support {
  return { formula: false, reasons: [{ key: 'no-allow', layer, note }], layer, until: null };
}

/** Every part must hold; the first that certainly fails is to blame. */
function all(parts: readonly Support[]): Support {
  const open: Formula[] = [];
  const reasons: Reason[] = [];
  let until: number | null = null;
  for (const part of parts) {
    if (part.formula === false) return part.reasons.length > 0 ? part : { ...part, reasons: [nothingFrom(part.layer)] };
    if (part.formula !== true) open.push(part.formula);
    for (const reason of part.reasons) reasons.push(reason);
    until = earlier(until, part.until);
  }
  return { formula: and(open), reasons, layer: '', until };
}

/** One route is enough: a certain one alone, else every one that is still open; `blamed` says why none is. */
function either(routes: readonly Support[], blamed: Support): Support {
  const certain = lasting(routes);
  if (certain) return certain;
  const open = routes.filter((route) => route.formula !== false);
  if (open.length === 0) return blamed;
  return {
    formula: or(open.map((route) => route.formula)),
    reasons: open.flatMap((route) => route.reasons),
    layer: '',
    until: null,
  };
}

function nothingFrom(name: string): Reason {
  return { key: 'no-allow', layer: name };
}

const always: Support = { formula: true, reasons: [], layer: '', until: null };
const byReason = (reason: Reason): Support => ({ ...always, reasons: [reason] });

function allowSupport(layers: Layers, facts: Facts, policies: AwsPolicies): Support {
  const parts: Support[] = [];
  for (const one of layers.serviceControl) parts.push(anyOf(one.allows, one.name));
  for (const one of layers.resourceControl) parts.push(resourceControlSupport(one));
  for (const one of layers.endpoints) parts.push(anyOf(one.allows, one.name));
  parts.push(
    facts.resourceOnly ? anyOf(layers.resource.allows, layers.resource.name) : callerSupport(layers, facts, policies),
  );
  return all(parts);
}

/** `RCPFullAWSAccess` stands on every level and cannot be taken away, so that a level never fails to allow. */
function resourceControlSupport(one: Layer): Support {
  const support = anyOf(one.allows, one.name);
  return support.formula === true ? support : always;
}

function callerSupport(layers: Layers, facts: Facts, policies: AwsPolicies): Support {
  const entries = (...kinds: Hit['entry'][]) => layers.resource.allows.filter((hit) => kinds.includes(hit.entry));
  const side = layers.resource.name;
  const ceilings = [...layers.boundaries.map((one) => anyOf(one.allows, one.name)), sessionSupport(layers, facts)];
  const identity = policies.identityAssumed
    ? byReason({ key: 'assumed-granting', layer: 'identity', note: 'not collected: taken as granting' })
    : anyOf(layers.identity.allows, 'identity');
  const own = all([identity, ...ceilings]);
  if (!facts.sameAccount) {
    return all([anyOf(layers.resource.allows, side), facts.root ? always : own]);
  }
  const ordinary = !facts.trust && !facts.key && !facts.root;
  if (ordinary && layers.resource.allows.length === 0) return own;
  const direct = anyOf(entries('direct'), side);
  const named = entries('role');
  const role = all([anyOf(named, side), ...ceilings]);
  // An entry for the role stopped at a ceiling: an identity Allow would stop there too.
  const roleNamed = named.length > 0;
  if (facts.trust || facts.key) {
    const delegated = all([anyOf(entries('account'), side), own]);
    const anyEntry = layers.resource.allows.length > 0;
    const last = anyEntry ? delegated : all([anyOf([], side)]);
    return either([direct, role, last], roleNamed ? role : last);
  }
  if (facts.root)
    return byReason({ key: 'root-user', layer: 'identity', note: 'the root user needs no policy in its own account' });
  return either([direct, role, own], roleNamed ? role : own);
}

function sessionSupport(layers: Layers, facts: Facts): Support {
  if (layers.session) return anyOf(layers.session.allows, 'session');
  return facts.federatedUser ? { formula: false, reasons: [], layer: 'session', until: null } : always;
}

/** Missing facts decide only where the best and the worst case differ. */
function conclude(formula: Formula, reasons: readonly Reason[], until: number | null): Decision {
  const because = unique(reasons);
  if (typeof formula !== 'boolean' && hasMissing(formula)) {
    const worlds = [true, false].flatMap((best) => [true, false].map((value) => assume(formula, best, value)));
    const first = worlds[0]!;
    if (worlds.some((world) => key(world) !== key(first)))
      return { verdict: 'unknown', explicit: false, because, residual: residualOf(formula) };
    return settle(first, because, until);
  }
  return settle(formula, because, until);
}

function settle(formula: Formula, because: readonly Reason[], until: number | null): Decision {
  if (formula === true) {
    const decision: Decision = { verdict: 'allow', explicit: false, because, residual: null };
    return until === null ? decision : { ...decision, until: new Date(until).toISOString() };
  }
  if (formula === false) return { verdict: 'deny', explicit: true, because, residual: null };
  return { verdict: 'conditional', explicit: false, because, residual: residualOf(formula) };
}

const key = (formula: Formula): string => (typeof formula === 'boolean' ? String(formula) : keyOf(formula));

function unique(reasons: readonly Reason[]): readonly Reason[] {
  const kept: Reason[] = [];
  for (const reason of reasons) if (!kept.some((other) => isSame(reason, other))) kept.push(reason);
  return kept;
}

function isSame(left: Reason, right: Reason): boolean {
  return (
    left === right ||
    (left.key === right.key &&
      left.layer === right.layer &&
      left.policy === right.policy &&
      left.statement === right.statement &&
      left.entity === right.entity &&
      left.note === right.note)
  );
}
