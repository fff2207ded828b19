import {
  type AttachedPolicy,
  allowingStatements,
  type CompiledPolicy,
  coversAction,
  type Statement,
} from '../../evaluators/aws/index.js';
import type { Hop } from '../../evaluators/verdict.js';
import type { ClassGrant } from '../../graph/generation-index.js';
import type { Node } from '../../store/contract.js';
import type { Granter, GrantingPolicy } from '../contract.js';
import { parseArn, shortName } from './arn.js';
import { type Pair, policiesOf, requestOf, resourcePolicyFor } from './decide-pair.js';
import type { AwsEstate } from './estate.js';
import type { ResourceView } from './resource-view.js';
import { tagsOf } from './sources.js';

/** One Allow that takes part in a verdict: a statement of either side, or a grant that is no policy. */
export interface Part {
  readonly side: 'identity' | 'resource';
  readonly granter: (actorId: string) => Granter;
  readonly hops: (actorId: string) => readonly Hop[];
  /** Granted texts of the statement; `*` where it names none. */
  readonly destinations: readonly string[];
  /** Names everyone: the public row stands for it. */
  readonly everyone: boolean;
}

export function partsOf(pair: Pair, sides: 'identity' | 'resource' | 'both' = 'both'): Part[] {
  const request = requestOf(pair);
  const policies = policiesOf(pair);
  const parts: Part[] = [];
  if (sides !== 'resource') {
    policies.identity.forEach((attached, position) => {
      const grant = pair.actor.class?.grants[position];
      if (!grant) return;
      if (!attached.policy?.valid) {
        parts.push(identityPart(pair.estate, grant, attached.policy, null));
        return;
      }
      for (const statement of allowingStatements(attached.policy, request)) {
        parts.push(identityPart(pair.estate, grant, attached.policy, statement));
      }
    });
  }
  if (sides === 'identity') return parts;
  if (policies.resource && !policies.resource.policy?.valid)
    parts.push(resourcePart(pair, policies.resource, policies.resource.policy, null));
  else if (policies.resource?.policy) {
    for (const statement of allowingStatements(policies.resource.policy, request)) {
      parts.push(resourcePart(pair, policies.resource, policies.resource.policy, statement));
    }
  }
  for (const grant of policies.grants ?? []) {
    if (
      grant.actions.has(pair.action.toLowerCase()) &&
      [pair.actor.id, pair.actor.account, '*'].includes(grant.grantee)
    ) {
      parts.push(grantPart(pair, grant.id, grant.layer, grant.grantee === '*'));
    }
  }
  return parts;
}

/** Something by which a resource grants of its own, whomever it names. */
export interface ResourceGrantor {
  readonly granter: Granter;
  /** May it allow the action (lower case)? */
  readonly covers: (action: string) => boolean;
  /** What it grants on, in its own words; null = the resource or its contents, as the action has it. */
  readonly texts: readonly string[] | null;
}

export function resourceGrantors(resource: ResourceView): readonly ResourceGrantor[] {
  const side = { resource };
  // A key without a policy has the default one.
  const attached = resource.trust ? resource.policy : resourcePolicyFor(resource, `${resource.id.split(':')[2]}:*`);
  const statements =
    attached === undefined
      ? []
      : attached.policy?.valid
        ? attached.policy.statements.filter((statement) => statement.effect === 'Allow')
        : [null];
  return [
    ...statements.map((statement) => ({
      granter: statementGranter(side, attached!, attached!.policy, statement),
      covers: (action: string) => statement === null || coversAction(statement, action),
      texts: statement === null || statement.resources?.includes('*') ? null : (statement.resources ?? null),
    })),
    ...resource.grants.map((grant) => ({
      granter: grantGranter(side, grant.id, grant.layer),
      covers: (action: string) => grant.actions.has(action),
      texts: null,
    })),
  ];
}

/** A statement that lists no resource, or `*`, speaks of the resource that carries the policy. */
function grantedTexts(statement: Statement | null, resource: string): readonly string[] {
  return (statement?.resources ?? ['*']).map((text) => (text === '*' ? resource : text));
}

/** `statement` is null for a policy that could not be read: it might grant anything. */
export function identityPart(
  estate: AwsEstate,
  grant: ClassGrant,
  policy: CompiledPolicy | null,
  statement: Statement | null,
): Part {
  const managed = grant.type !== 'Inline Policy';
  const make = (actorId: string): Granter => {
    const entityId = grant.group ?? actorId;
    const node = estate.set.node(entityId);
    const kind = grant.group !== null ? 'group' : node?.kind === 'user' ? 'user' : 'role';
    return {
      entityId,
      entityName: node?.name ?? shortName(entityId),
      entityType: kind,
      entityAccount: node?.account ?? parseArn(entityId)?.account ?? null,
      entityTags: tagsOf(node),
      entityLastUsed: lastUsed(node),
      policyId: managed ? grant.policy : grant.policy.replace(/^self/, entityId),
      policyAccount: parseArn(grant.policy)?.account || null,
      policyTags: managed ? tagsOf(estate.set.node(grant.policy)) : {},
      ...grantingPolicy(grant, policy, statement),
    };
  };
  return {
    side: 'identity',
    granter: make,
    hops: (actorId) => (grant.group === null ? [] : [{ hop: 'member', from: actorId, to: grant.group }]),
    destinations: statement?.resources ?? ['*'],
    everyone: false,
  };
}

/** What all members of a class share of a granter. */
export function grantingPolicy(
  grant: ClassGrant,
  policy: CompiledPolicy | null,
  statement: Statement | null,
): GrantingPolicy {
  return {
    policyName: grant.name,
    policyType: grant.type,
    statement: statement ? (statement.sid ?? statement.index) : '',
    excessive: policy !== null && isExcessive(policy),
    administrator: policy !== null && allowsEverything(policy),
    conditions: statement?.conditions ?? [],
  };
}

type ResourceSide = Pick<Pair, 'resource'>;

function resourcePart(
  pair: Pair,
  attached: AttachedPolicy,
  policy: CompiledPolicy | null,
  statement: Statement | null,
): Part {
  const granter = statementGranter(pair, attached, policy, statement);
  return {
    side: 'resource',
    granter: () => granter,
    hops: () => [],
    destinations: grantedTexts(statement, pair.target.resource),
    everyone: statement !== null && namesEveryone(statement),
  };
}

function statementGranter(
  side: ResourceSide,
  attached: AttachedPolicy,
  policy: CompiledPolicy | null,
  statement: Statement | null,
): Granter {
  return {
    ...resourceEntity(side),
    policyId: attached.id,
    policyName: attached.name,
    policyType: 'Resource-based Policy',
    statement: statement ? (statement.sid ?? statement.index) : '',
    excessive: policy !== null && isExcessive(policy),
    conditions: statement?.conditions ?? [],
  };
}

function grantPart(pair: Pair, id: string, layer: string, everyone: boolean): Part {
  const granter = grantGranter(pair, id, layer);
  return { side: 'resource', granter: () => granter, hops: () => [], destinations: [pair.target.resource], everyone };
}

function grantGranter(side: ResourceSide, id: string, layer: string): Granter {
  return {
    ...resourceEntity(side),
    policyId: `${side.resource.id}/${id}`,
    policyName: layer === 'acl' ? 'access control list' : layer === 'share' ? 'resource share' : 'key grant',
    policyType: 'Resource-based Policy',
    statement: id,
    excessive: false,
    conditions: [],
  };
}

function resourceEntity({ resource }: ResourceSide) {
  const { node, id, owner } = resource;
  return {
    entityId: node?.id ?? id,
    entityName: node?.name ?? shortName(id),
    entityType: node?.kind === 'role' ? 'role' : 'resource',
    entityAccount: owner ?? null,
    entityTags: tagsOf(node),
    entityLastUsed: lastUsed(node),
    policyAccount: owner ?? null,
    policyTags: {},
  };
}

/** Roles tell when they were last taken, whether they grant by their policies or by their trust. */
function lastUsed(node: Node | null | undefined): string | null {
  const used = node?.props['lastUsed'];
  return typeof used === 'string' ? used : null;
}

function namesEveryone(statement: Statement): boolean {
  return statement.principals?.some((principal) => principal === '*') ?? false;
}

/** The policy of an administrator, whatever it is called. */
function allowsEverything(policy: CompiledPolicy): boolean {
  return policy.statements.some(
    ({ effect, actions, resources }) =>
      effect === 'Allow' && (actions ?? []).includes('*') && (resources ?? []).includes('*'),
  );
}

/** `*` as the action, a whole service, or every resource (rql.md: isexcessive). */
function isExcessive(policy: CompiledPolicy): boolean {
  return policy.statements.some(
    (statement) =>
      statement.effect === 'Allow' &&
      ((statement.actions ?? []).some((action) => action === '*' || action.endsWith(':*')) ||
        (statement.resources ?? []).includes('*') ||
        statement.notActions !== undefined ||
        statement.notResources !== undefined),
  );
}
