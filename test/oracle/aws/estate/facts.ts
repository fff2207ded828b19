import { parseArn } from '../caller.js';
import { type ContextValue, listOf, type PolicyDocument, type SimulateInput } from '../input.js';
import { documentsOf, mentionedKeys } from '../worlds.js';
import type { Actor } from './actors.js';
import type { AwsTag, Estate, ResourceRecord } from './dump.js';
import { pathOf } from './organization.js';

/** What the estate says of the request's keys. */
export interface Facts {
  readonly context: Readonly<Record<string, ContextValue>>;
  /** Known only to be one of these, whatever the caller does: the verdict hangs on it. */
  readonly oneOf: Readonly<Record<string, readonly ContextValue[]>>;
  /** Should have been collected and was not. */
  readonly missing: readonly string[];
}

export interface Subject {
  readonly estate: Estate;
  readonly actor: Actor;
  readonly principalAccount: string | undefined;
  readonly resourceAccount: string | undefined;
  readonly record: ResourceRecord | undefined;
  /** Tags of the resource where it is an identity. */
  readonly identityTags: readonly AwsTag[] | undefined;
  readonly now: string;
}

export function factsFor(subject: Subject, input: SimulateInput): Facts {
  const keys = mentionedKeys(documentsOf(input));
  const parts = [
    organizationFacts(subject),
    tagFacts('aws:principaltag/', keys, subject.actor.tags === null ? null : tagMap(subject.actor.tags)),
    resourceTagFacts(subject, keys),
    { context: { ...subject.actor.context, 'aws:CurrentTime': subject.now }, oneOf: subject.actor.oneOf, missing: [] },
  ];
  return {
    context: Object.assign({}, ...parts.map((part) => part.context)),
    oneOf: Object.assign({}, ...parts.map((part) => part.oneOf)),
    missing: parts.flatMap((part) => part.missing),
  };
}

function tagMap(tags: readonly AwsTag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value]));
}

/** Every mentioned tag key has its value or is absent; null: nothing is known of the tags. Tag keys compare without case. IAM/access_tags. */
function tagFacts(prefix: string, keys: readonly string[], tags: Readonly<Record<string, string>> | null): Facts {
  const asked = tags === null ? [] : keys.filter((key) => key.startsWith(prefix));
  const valueFor = (key: string) =>
    Object.entries(tags ?? {}).find(([name]) => `${prefix}${name.toLowerCase()}` === key)?.[1] ?? null;
  return { context: Object.fromEntries(asked.map((key) => [key, valueFor(key)])), oneOf: {}, missing: [] };
}

function resourceTagFacts(subject: Subject, keys: readonly string[]): Facts {
  const prefix = 'aws:resourcetag/';
  if (subject.identityTags !== undefined) return tagFacts(prefix, keys, tagMap(subject.identityTags));
  if (subject.record === undefined) return tagFacts(prefix, keys, null);
  if (subject.record.NotCollected?.includes('Tags') !== true) return tagFacts(prefix, keys, subject.record.Tags ?? {});
  return { context: {}, oneOf: {}, missing: keys.filter((key) => key.startsWith(prefix)) };
}

/** IAM/reference_policies_condition-keys: organization ids and paths of caller and resource. */
function organizationFacts(subject: Subject): Facts {
  const side = (name: string, account: string | undefined): Facts => {
    const organization = subject.estate.organization;
    const [id, paths] = [`aws:${name}OrgID`, `aws:${name}OrgPaths`];
    if (organization === undefined || account === undefined) return { context: {}, oneOf: {}, missing: [] };
    const path = pathOf(organization, account);
    if (path !== undefined) {
      return { context: { [id]: organization.Organization.Id, [paths]: [path] }, oneOf: {}, missing: [] };
    }
    return {
      context: {},
      oneOf: { [id]: [null, 'o-elsewhere0'], [paths]: [null, ['o-elsewhere0/r-zz99/']] },
      missing: [],
    };
  };
  const caller =
    subject.actor.principal === '*'
      ? { context: { 'aws:PrincipalOrgID': null, 'aws:PrincipalOrgPaths': null }, oneOf: {}, missing: [] }
      : side('Principal', isDetermined(subject.actor) ? subject.principalAccount : undefined);
  const resource = side('Resource', subject.resourceAccount);
  return {
    context: { ...caller.context, ...resource.context },
    oneOf: { ...caller.oneOf, ...resource.oneOf },
    missing: [],
  };
}

function isDetermined(actor: Actor): boolean {
  return !actor.undetermined.includes('aws:principalaccount');
}

/** A unique id in a Principal stands for the entity that has it; one nobody has grants nothing. IAM/reference_policies_elements_principal. */
export function resolveUniqueIds(estate: Estate, document: PolicyDocument): PolicyDocument {
  const arnOf = (value: string) => {
    if (!/^(AIDA|AROA)[A-Z0-9]+$/.test(value)) return value;
    const details = estate.accounts.map((account) => account.authorizationDetails);
    const found = [
      ...details.flatMap((one) => one.UserDetailList.map((user) => [user.UserId, user.Arn])),
      ...details.flatMap((one) => one.RoleDetailList.map((role) => [role.RoleId, role.Arn])),
    ].find(([id]) => id === value);
    return found?.[1] ?? value;
  };
  const element = (principal: unknown) => {
    if (typeof principal !== 'object' || principal === null) return principal;
    const { AWS, ...rest } = principal as Record<string, string | readonly string[]>;
    return AWS === undefined ? principal : { ...rest, AWS: listOf(AWS).map(arnOf) };
  };
  const statements = listOf(document.Statement).map((statement) => ({
    ...statement,
    ...(statement.Principal === undefined ? {} : { Principal: element(statement.Principal) }),
    ...(statement.NotPrincipal === undefined ? {} : { NotPrincipal: element(statement.NotPrincipal) }),
  }));
  return { ...document, Statement: statements } as PolicyDocument;
}

export function accountIn(arn: string): string | undefined {
  const account = parseArn(arn)?.account;
  return account === '' ? undefined : account;
}
