import { accountOf } from '../caller.js';
import { layersOf, questionOf } from '../decide.js';
import type { ContextValue, NamedPolicy, PolicyDocument, SimulateInput } from '../input.js';
import { type BesideAllow, outcomeOf } from '../layers.js';
import type { Question } from '../statement.js';
import { open, yes } from '../truth.js';
import { valuesOfKey } from '../worlds.js';
import type { Actor } from './actors.js';
import { MISSING } from './carried.js';
import type { AccountDump, Estate, ResourceRecord } from './dump.js';
import { parseDocument } from './dump.js';
import { accountIn, type Facts, factsFor, resolveUniqueIds } from './facts.js';
import { controlLevels } from './organization.js';
import { isBlocked, isPublicPolicy } from './public.js';
import type { Answer } from './verdicts.js';

/** A resource as the dump has it: a record, a role, a user, or only its name. */
export interface Located {
  readonly arn: string;
  readonly account: AccountDump | undefined;
  readonly owner: string | undefined;
  readonly record: ResourceRecord | undefined;
  readonly trust: PolicyDocument | undefined;
  readonly identityTags: SimulateIdentityTags;
}
type SimulateIdentityTags = readonly { readonly Key: string; readonly Value: string }[] | undefined;

export function locate(estate: Estate, arn: string): Located {
  const bucket = /^arn:aws:s3:::[^/]+/.exec(arn)?.[0];
  for (const account of estate.accounts) {
    const record = account.resources.find((one) => one.Arn === arn || one.Arn === bucket);
    if (record !== undefined) {
      return { arn, account, owner: record.Account ?? account.id, record, trust: undefined, identityTags: undefined };
    }
    const { RoleDetailList, UserDetailList } = account.authorizationDetails;
    const role = RoleDetailList.find((one) => one.Arn === arn);
    const identity = role ?? UserDetailList.find((one) => one.Arn === arn);
    if (identity !== undefined) {
      const trust = role === undefined ? undefined : parseDocument(role.AssumeRolePolicyDocument);
      return { arn, account, owner: account.id, record: undefined, trust, identityTags: identity.Tags ?? [] };
    }
  }
  return {
    arn,
    account: undefined,
    owner: accountIn(arn),
    record: undefined,
    trust: undefined,
    identityTags: undefined,
  };
}

/** One actor, one action, one resource name. */
export function decidePair(estate: Estate, actor: Actor, action: string, located: Located, now: string): Answer {
  const input = simulateInput(estate, actor, action, located);
  const principalAccount = accountOf(questionOf(input.request, false).caller);
  const facts = factsFor(
    {
      estate,
      actor,
      principalAccount,
      resourceAccount: located.owner,
      record: located.record,
      identityTags: located.identityTags,
      now,
    },
    input,
  );
  const answers = missingVariants(input, facts).map((variant) => decideOver(variant, facts, actor, action, located));
  const explicit = answers.every((answer) => answer.explicit);
  const verdicts = new Set(answers.map((answer) => answer.verdict));
  return verdicts.size === 1 ? { verdict: answers[0]!.verdict, explicit } : { verdict: 'unknown', explicit: false };
}

/** The whole what-if question for the pair, as if somebody had typed it. */
function simulateInput(estate: Estate, actor: Actor, action: string, located: Located): SimulateInput {
  const owner = located.owner === undefined ? {} : { resourceAccount: located.owner };
  const caller = actor.external ? undefined : accountIn(actor.principal);
  const service = controlLevels(estate.organization, caller, 'SERVICE_CONTROL_POLICY');
  const resource = controlLevels(estate.organization, located.owner, 'RESOURCE_CONTROL_POLICY');
  const policy = resourcePolicy(estate, action, located);
  const management = estate.organization?.Organization.MasterAccountId;
  return {
    provider: 'aws',
    request: {
      principal: actor.principal,
      action,
      resource: located.arn,
      ...owner,
      ...(management === undefined ? {} : { managementAccount: management }),
      context: {},
    },
    identityPolicies: actor.carried.identity,
    permissionBoundaries: actor.carried.boundaries,
    ...(service === undefined ? {} : { serviceControlPolicies: service }),
    ...(resource === undefined ? {} : { resourceControlPolicies: resource }),
    ...(policy === undefined ? {} : { resourcePolicy: policy }),
  };
}

/** The trust policy speaks only for the actions of assuming. */
function resourcePolicy(estate: Estate, action: string, located: Located): PolicyDocument | undefined {
  const found = /^sts:/i.test(action) ? located.trust : located.record?.Policy;
  return found === undefined ? undefined : resolveUniqueIds(estate, found);
}

// ---- What was not collected ---------------------------------------------------------------------------------------------------

const allowsAll: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
const deniesAll: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
};

/** A missing document could say nothing, everything or forbid everything; a missing tag could have any value the policies mention. */
function missingVariants(input: SimulateInput, facts: Facts): readonly SimulateInput[] {
  const request = { ...input.request, context: facts.context };
  const withPolicies = [MISSING, allowsAll, deniesAll].map((policy) => ({
    ...input,
    request,
    identityPolicies: replaced(input.identityPolicies, policy),
    permissionBoundaries: replaced(input.permissionBoundaries ?? [], policy),
  }));
  return facts.missing.reduce<readonly SimulateInput[]>(
    (inputs, key) => inputs.flatMap((one) => valuesOfKey(key, one).map((value) => withKey(one, key, value))),
    withPolicies,
  );
}

function replaced(policies: readonly NamedPolicy[], policy: PolicyDocument): readonly NamedPolicy[] {
  return policies.map((one) => (one.policy === MISSING ? { ...one, policy } : one));
}

function withKey(input: SimulateInput, key: string, value: ContextValue): SimulateInput {
  return { ...input, request: { ...input.request, context: { ...input.request.context, [key]: value } } };
}

// ---- One complete variant -----------------------------------------------------------------------------------------------------

/** All values of the keys known only by range; alike, or the verdict hangs on them. */
function decideOver(input: SimulateInput, facts: Facts, actor: Actor, action: string, located: Located): Answer {
  const inputs = Object.entries(facts.oneOf).reduce<readonly SimulateInput[]>(
    (all, [key, values]) => all.flatMap((one) => values.map((value) => withKey(one, key, value))),
    [input],
  );
  const answers = inputs.map((one) => decideOne(one, actor, action, located));
  const explicit = answers.every((answer) => answer.explicit);
  const verdicts = new Set(answers.map((answer) => answer.verdict));
  return verdicts.size === 1 ? { verdict: answers[0]!.verdict, explicit } : { verdict: 'conditional', explicit: false };
}

function decideOne(input: SimulateInput, actor: Actor, action: string, located: Located): Answer {
  const asked = questionOf(input.request, (input.permissionBoundaries ?? []).length > 0);
  const question: Question = {
    ...asked,
    lookup: (key) => (actor.undetermined.includes(key.toLowerCase()) ? { state: 'unknown' } : asked.lookup(key)),
  };
  const outcome = outcomeOf(question, {
    ...layersOf(input),
    beside: [...aclAllows(question, located), ...grantAllows(question, action, located)],
    ownSideGrants: actor.external,
    ownersOnly: ownersOnly(located),
  });
  return { verdict: outcome.verdict, explicit: outcome.explicit };
}

function ownersOnly(located: Located): boolean {
  const { account, record } = located;
  if (account === undefined || record?.ResourceType !== 'AWS::S3::Bucket') return false;
  return isBlocked(account, record, 'RestrictPublicBuckets') && isPublicPolicy(record.Policy);
}

/** What READ and the others give on the bucket itself. S3/acl-overview. */
const aclActions: Readonly<Record<string, readonly string[]>> = {
  READ: ['s3:listbucket'],
  READ_ACP: ['s3:getbucketacl'],
  WRITE_ACP: ['s3:putbucketacl'],
  FULL_CONTROL: ['s3:listbucket', 's3:getbucketacl', 's3:putbucketacl'],
};

/** Off where the owner is enforced; public grantees off where IgnorePublicAcls is on. S3/about-object-ownership. */
function aclAllows(question: Question, located: Located): readonly BesideAllow[] {
  const { account, record, arn } = located;
  if (record?.Acl === undefined || account === undefined || record.Arn !== arn) return [];
  if (record.ObjectOwnership === 'BucketOwnerEnforced' || isBlocked(account, record, 'IgnorePublicAcls')) return [];
  return record.Acl.Grants.filter((grant) =>
    (aclActions[grant.Permission] ?? []).includes(question.action.toLowerCase()),
  )
    .filter((grant) => isInGroup(grant.Grantee.URI, question))
    .map(() => ({ entry: 'direct', holds: yes }));
}

function isInGroup(uri: string | undefined, question: Question): boolean {
  if (uri === 'http://acs.amazonaws.com/groups/global/AllUsers') return true;
  const signed = question.caller.kind !== 'anonymous' && question.caller.kind !== 'service';
  return uri === 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers' && signed;
}

/** A grant is an Allow beside the key policy. KMS/grants, KMS/grant-authorization. */
function grantAllows(question: Question, action: string, located: Located): readonly BesideAllow[] {
  const { caller } = question;
  const names = caller.kind === 'session' ? [caller.arn, caller.roleArn] : 'arn' in caller ? [caller.arn] : [];
  return (located.record?.Grants ?? [])
    .filter((grant) => grant.Operations.some((name) => `kms:${name}`.toLowerCase() === action.toLowerCase()))
    .filter((grant) => names.includes(grant.GranteePrincipal))
    .map((grant) => {
      const bound = Object.keys(grant.Constraints?.EncryptionContextEquals ?? {});
      const role = caller.kind === 'role' || (caller.kind === 'session' && grant.GranteePrincipal === caller.roleArn);
      const keys = bound.map((key) => `kms:encryptioncontext:${key.toLowerCase()}`);
      return { entry: role ? 'role' : 'direct', holds: keys.length === 0 ? yes : open(keys) };
    });
}
