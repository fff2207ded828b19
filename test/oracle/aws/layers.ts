import { accountOf, type Caller, isServiceLinkedRole, parseArn } from './caller.js';
import { type PolicyDocument, statementsOf } from './input.js';
import { type Entry, entriesNaming } from './principal.js';
import { servicesWithResourceControlPolicies } from './rcp-services.js';
import { type Question, statementHolds } from './statement.js';
import { every, no, not, some, type Truth, truthOf, yes } from './truth.js';

/** An Allow that stands beside the resource policy: an ACL entry, a KMS grant. */
export interface BesideAllow {
  readonly entry: Entry;
  readonly holds: Truth;
}

/** Everything that applies to one request. */
export interface Layers {
  readonly identity: readonly PolicyDocument[];
  readonly boundaries: readonly PolicyDocument[];
  readonly sessions: readonly PolicyDocument[];
  /** null: no organization, or its service control policies are off for this caller's account. */
  readonly serviceControl: readonly (readonly PolicyDocument[])[] | null;
  readonly resourceControl: readonly (readonly PolicyDocument[])[];
  readonly resource: PolicyDocument | null;
  readonly endpoints: readonly PolicyDocument[];
  readonly beside: readonly BesideAllow[];
  /** The caller's own account is not collected: its side is taken as granting. */
  readonly ownSideGrants: boolean;
  /** S3 RestrictPublicBuckets in force over a bucket with a public policy. */
  readonly ownersOnly: boolean;
}

export interface Outcome {
  readonly verdict: 'allow' | 'conditional' | 'deny';
  readonly explicit: boolean;
  readonly residualKeys: Set<string>;
}

/** A certain Deny ends it; a certainly false Allow denies; both certain the other way allow; the rest hangs on the open keys. */
export function outcomeOf(question: Question, layers: Layers): Outcome {
  const denied = anyDeny(question, layers);
  const allowed = allowFormula(question, layers);
  if (denied.is === 'yes') return { verdict: 'deny', explicit: true, residualKeys: new Set() };
  if (allowed.is === 'no') return { verdict: 'deny', explicit: false, residualKeys: new Set() };
  const all = every([allowed, not(denied)]);
  if (all.is === 'open') return { verdict: 'conditional', explicit: false, residualKeys: new Set(all.keys) };
  return { verdict: 'allow', explicit: false, residualKeys: new Set() };
}

/** Callers without policies of their own: only the resource's side decides. */
function hasOwnSide(caller: Caller): boolean {
  return accountOf(caller) !== undefined;
}

// ---- Deny -------------------------------------------------------------------------------------------------------------------

/** An explicit Deny in any applicable policy of any kind. IAM/reference_policies_evaluation-logic_policy-eval-denyallow, step 1. */
function anyDeny(question: Question, layers: Layers): Truth {
  const own = hasOwnSide(question.caller)
    ? [...layers.identity, ...layers.boundaries, ...layers.sessions, ...serviceControl(question, layers).flat()]
    : [];
  return some([
    ...own.map((document) => denyOf(document, question)),
    ...resourceControl(question, layers)
      .flat()
      .map((document) => denyOf(document, question)),
    ...layers.endpoints.map((document) => principalDenyOf(document, question)),
    resourcePolicyDeny(question, layers),
  ]);
}

function denyOf(document: PolicyDocument, question: Question): Truth {
  return some(
    statementsOf(document)
      .filter((statement) => statement.Effect === 'Deny')
      .map((statement) => statementHolds(statement, document.Version, question)),
  );
}

function principalDenyOf(document: PolicyDocument, question: Question): Truth {
  return some(
    statementsOf(document)
      .filter((statement) => statement.Effect === 'Deny')
      .filter((statement) => entriesNaming(statement, question.caller, question.bounded).length > 0)
      .map((statement) => statementHolds(statement, document.Version, question)),
  );
}

function resourcePolicyDeny(question: Question, layers: Layers): Truth {
  if (layers.resource === null || isLockOutProtected(question)) return no;
  return principalDenyOf(layers.resource, question);
}

/**
 * The root user of the bucket owner may always read, write and delete the bucket policy, whatever that policy denies.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
 */
function isLockOutProtected(question: Question): boolean {
  return (
    question.caller.kind === 'root' &&
    question.caller.account === question.resourceAccount &&
    /^s3:(Get|Put|Delete)BucketPolicy$/i.test(question.action)
  );
}

/** Bind users, roles and root of member accounts; not service-linked roles. ORG/orgs_manage_policies_scps. */
function serviceControl(question: Question, layers: Layers): readonly (readonly PolicyDocument[])[] {
  return isServiceLinkedRole(question.caller) ? [] : (layers.serviceControl ?? []);
}

/** Only for services on the list, never for service-linked roles nor `kms:RetireGrant`. ORG/orgs_manage_policies_rcps. */
function resourceControl(question: Question, layers: Layers): readonly (readonly PolicyDocument[])[] {
  const service = question.action.split(':')[0]!.toLowerCase();
  if (!servicesWithResourceControlPolicies.includes(service)) return [];
  if (isServiceLinkedRole(question.caller) || /^kms:RetireGrant$/i.test(question.action)) return [];
  return layers.resourceControl;
}

// ---- Allow ------------------------------------------------------------------------------------------------------------------

/** The formulas of evaluation, by who asks and where the resource lives. */
function allowFormula(question: Question, layers: Layers): Truth {
  if (isOutsideOwnersOnly(question, layers)) return no;
  if (isBarredFederatedUser(question)) return no;
  // STS/API_AssumeRole: not with credentials of the root user.
  if (question.caller.kind === 'root' && /^sts:AssumeRole$/i.test(question.action)) return no;
  // KMS/determining-access-key-policy: `*` is every identity of every account.
  if (question.caller.kind === 'anonymous' && /^kms:/i.test(question.action)) return no;
  const ceilings = [endpointAllows(question, layers)];
  if (!hasOwnSide(question.caller)) return every([...ceilings, anyEntry(question, layers)]);
  if (!layers.ownSideGrants) ceilings.push(serviceControlAllows(question, layers));
  const same = accountOf(question.caller) === question.resourceAccount;
  return every([...ceilings, same ? sameAccount(question, layers) : crossAccount(question, layers)]);
}

/** IAM/reference_policies_evaluation-logic_policy-eval-denyallow (same account), KMS/key-policies, IAM/id_roles_compare-resource-policies. */
function sameAccount(question: Question, layers: Layers): Truth {
  const limits = [boundaryAllows(question, layers), sessionAllows(question, layers)];
  const direct = entry('direct', question, layers);
  const role = every([entry('role', question, layers), ...limits]);
  const own = every([ownAllows(question, layers), ...limits]);
  if (needsResourceSide(question)) {
    return some([direct, role, every([entry('account', question, layers), own])]);
  }
  return some([direct, role, own, truthOf(question.caller.kind === 'root')]);
}

/** Both accounts must allow; the root user needs only the resource's side. IAM/reference_policies_evaluation-logic-cross-account. */
function crossAccount(question: Question, layers: Layers): Truth {
  const own = every([ownAllows(question, layers), boundaryAllows(question, layers), sessionAllows(question, layers)]);
  return every([
    anyEntry(question, layers),
    some([truthOf(question.caller.kind === 'root'), truthOf(layers.ownSideGrants), own]),
  ]);
}

/** Keys and trust policies: IAM policies count only as far as the resource's own policy hands the decision on. KMS/key-policies. */
function needsResourceSide(question: Question): boolean {
  return isTrustAction(question.action) || isKeyAction(question);
}

export function isTrustAction(action: string): boolean {
  return /^sts:(AssumeRole(With(SAML|WebIdentity))?|TagSession|SetSourceIdentity)$/i.test(action);
}

function isKeyAction(question: Question): boolean {
  return /^kms:/i.test(question.action) && parseArn(question.resource)?.rest.startsWith('key/') === true;
}

/** GetFederationToken sessions cannot call IAM, nor STS except GetCallerIdentity. STS/API_GetFederationToken. */
function isBarredFederatedUser(question: Question): boolean {
  if (question.caller.kind !== 'federated-user') return false;
  return /^(iam|sts):/i.test(question.action) && !/^sts:GetCallerIdentity$/i.test(question.action);
}

/** API_PublicAccessBlockConfiguration, RestrictPublicBuckets: AWS services and the owner's account only. */
function isOutsideOwnersOnly(question: Question, layers: Layers): boolean {
  if (!layers.ownersOnly || question.caller.kind === 'service') return false;
  return accountOf(question.caller) !== question.resourceAccount;
}

function allowOf(document: PolicyDocument, question: Question): Truth {
  return some(
    statementsOf(document)
      .filter((statement) => statement.Effect === 'Allow')
      .map((statement) => statementHolds(statement, document.Version, question)),
  );
}

function ownAllows(question: Question, layers: Layers): Truth {
  return some(layers.identity.map((document) => allowOf(document, question)));
}

/** Several boundaries intersect. IAM/access_policies_boundaries. */
function boundaryAllows(question: Question, layers: Layers): Truth {
  return every(layers.boundaries.map((document) => allowOf(document, question)));
}

/** Several session policies are a union; a federated-user session has no rights of its own without one. STS/API_GetFederationToken. */
function sessionAllows(question: Question, layers: Layers): Truth {
  if (layers.sessions.length === 0) return truthOf(question.caller.kind !== 'federated-user');
  return some(layers.sessions.map((document) => allowOf(document, question)));
}

/** Every level needs an Allow; a level without policies allows nothing. ORG/orgs_manage_policies_scps_evaluation. */
function serviceControlAllows(question: Question, layers: Layers): Truth {
  return every(
    serviceControl(question, layers).map((level) => some(level.map((document) => allowOf(document, question)))),
  );
}

/** An endpoint policy filters and never grants. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
function endpointAllows(question: Question, layers: Layers): Truth {
  if (layers.endpoints.length === 0) return yes;
  return some(
    layers.endpoints.flatMap((document) =>
      statementsOf(document)
        .filter((statement) => statement.Effect === 'Allow')
        .filter((statement) => entriesNaming(statement, question.caller, question.bounded).length > 0)
        .map((statement) => statementHolds(statement, document.Version, question)),
    ),
  );
}

/** Does an Allow of the resource's side name the caller in this way? */
function entry(kind: Entry, question: Question, layers: Layers): Truth {
  const document = layers.resource;
  const statements = document === null ? [] : statementsOf(document);
  return some([
    ...statements
      .filter((statement) => statement.Effect === 'Allow')
      .filter((statement) => entriesForAllow(statement, question).includes(kind))
      .map((statement) => statementHolds(statement, document!.Version, question)),
    ...layers.beside.filter((allow) => allow.entry === kind).map((allow) => allow.holds),
  ]);
}

/** In a trust policy `*` stands for any principal whose own side lets it call. IAM/reference_policies_elements_principal. */
function entriesForAllow(statement: Parameters<typeof entriesNaming>[0], question: Question): readonly Entry[] {
  const entries = entriesNaming(statement, question.caller, question.bounded);
  const everyone = statement.NotPrincipal !== undefined || namesEveryone(statement.Principal);
  if (!isTrustAction(question.action) || !everyone || question.caller.kind === 'root') return entries;
  return entries.map((kind) => (kind === 'direct' ? 'account' : kind));
}

function namesEveryone(principal: unknown): boolean {
  if (principal === '*') return true;
  const listed = (principal as Record<string, unknown> | undefined)?.['AWS'];
  return listed === '*' || (Array.isArray(listed) && listed.includes('*'));
}

function anyEntry(question: Question, layers: Layers): Truth {
  return some((['direct', 'role', 'account'] as const).map((kind) => entry(kind, question, layers)));
}
