import { type CompiledPolicy, coversAction, wholeAccount } from '../../evaluators/aws/index.js';
import type { Decision } from '../../evaluators/verdict.js';
import { actionKeys } from '../../graph/generation-index.js';
import { type Actor, actorFor, authenticatedActor, collected, isGone, memberActor, publicActor } from './actors.js';
import { type Ask, decidePair, hangsOnMember, type Pair, resourcePolicyFor } from './decide-pair.js';
import type { AwsEstate, ClassPolicies } from './estate.js';
import { reservedRolePrefix } from './identity-center.js';
import type { ResourceView } from './resource-view.js';

/** One question about one action on one resource, before anybody is asked about. */
export interface ActionOnResource {
  readonly estate: AwsEstate;
  readonly action: string;
  readonly resource: ResourceView;
  readonly target: { readonly resource: string; readonly pattern: boolean };
  readonly ask: Ask;
  /** Documents that may allow something on the resource, when many actions are asked of it; absent = looked up for the action. */
  readonly documents?: readonly number[];
}

/** Everybody whom the outcome is about. */
export function* idsOf(outcome: Outcome): Iterable<string> {
  let any = false;
  for (const id of outcome.members()) {
    any = true;
    yield id;
  }
  if (!any) yield outcome.actor.id;
}

/** Members of one class (or one bare actor) that share a verdict other than deny. */
export interface Outcome {
  readonly actor: Actor;
  readonly decision: Decision;
  /** The pair that was decided, for finding the statements that take part. */
  readonly pair: Pair;
  /** Members that share it; the actor is the first. Empty for bare actors. */
  readonly members: () => Iterable<string>;
}

/**
 * Everybody who may: classes that hold a matching Allow, principals the resource side names, the public. Cost follows the
 * candidates, never the estate. `only` narrows to some actors.
 */
export function* outcomes(question: ActionOnResource, only?: ReadonlySet<string>): Iterable<Outcome> {
  if (only) {
    let all = false;
    if (only.has('public')) all = yield* everyone(question, publicActor);
    for (const id of only) if (!(all && id === 'authenticated')) yield* soleOutcome(question, id);
    return;
  }
  const named = [...question.resource.named];
  const singled = new Set(named);
  const all = yield* everyoneOf(question);
  for (const key of candidateClasses(question, all)) yield* classOutcomes(question, key, singled);
  for (const text of singled) yield* soleOutcome(question, text);
}

/**
 * The outcomes of the whole question that are about some actors, and those about everyone: what a whole answer tells of them.
 * Whoever has a right only because everyone has it is not told apart, as it is not there.
 */
export function* outcomesAmong(question: ActionOnResource, only: ReadonlySet<string>): Iterable<Outcome> {
  const { estate, resource } = question;
  const all = yield* everyoneOf(question);
  const own = new Map<number, string[]>();
  for (const id of only) {
    const key = estate.set.classOf(id);
    if (key !== undefined && !resource.named.has(id)) own.set(key, [...(own.get(key) ?? []), id]);
  }
  if (own.size > 0) {
    for (const key of candidateClasses(question, all, own)) {
      if (stepsBack(estate, estate.class(key))) continue;
      for (const id of own.get(key)!) yield* soleOutcome(question, id);
    }
  }
  for (const text of resource.named)
    for (const outcome of soleOutcome(question, text)) if (only.has(outcome.actor.id)) yield outcome;
}

/** Public, and where not everyone may, whoever has an account. */
function* everyoneOf(question: ActionOnResource): Generator<Outcome, boolean> {
  // Nobody who has no policy of its own gets anything where the resource grants nothing.
  if (question.resource.policy === undefined && question.resource.grants.length === 0) return false;
  const all = yield* everyone(question, publicActor);
  // `*` under a condition that the public fails, and where only signed calls count, means whoever has an account.
  if (all || !question.resource.named.has('*')) return all;
  return yield* everyone(question, authenticatedActor);
}

/** True when they may without a condition: whoever has no grant of its own stands behind them. */
function* everyone(question: ActionOnResource, actor: Actor): Generator<Outcome, boolean> {
  const pair = pairOf(question, actor);
  const decision = decidePair(pair);
  if (decision.verdict !== 'deny') yield bareOutcome(pair, decision);
  return decision.verdict === 'allow';
}

function pairOf(question: ActionOnResource, actor: Actor, forClass = false): Pair {
  return { ...question, actor, forClass };
}

function bareOutcome(pair: Pair, decision: Decision): Outcome {
  return { actor: pair.actor, decision, pair, members: () => [] };
}

/** Somebody named one by one: a member, a session, a service, a provider, an outsider. */
function* soleOutcome(question: ActionOnResource, text: string): Iterable<Outcome> {
  if (text === 'public' || text === '*') return;
  for (const actor of namedActors(question.estate, text)) {
    const pair = pairOf(question, actor);
    const decision = decidePair(pair);
    if (decision.verdict !== 'deny') yield bareOutcome(pair, decision);
  }
}

/** What a principal text in a resource-side policy stands for; a collected account as a whole stands for its members, who are candidates by their own grants. */
function namedActors(estate: AwsEstate, text: string): Actor[] {
  if (text === 'authenticated') return [authenticatedActor];
  const whole = wholeAccount(text);
  if (whole !== null) return collected(estate, whole) ? [] : outsiders(estate, whole);
  if (/^A[A-Z]{3}[A-Z0-9]{8,}$/.test(text)) {
    return estate.set
      .resolve(text)
      .map((ref) => actorFor(estate, ref.id))
      .filter((actor): actor is Actor => actor !== null);
  }
  const actor = actorFor(estate, text);
  if (actor === null) return [];
  // An entry that names a principal of a collected account that does not exist grants nobody.
  return isGone(estate, actor) ? [] : [actor];
}

/** An account nobody collected, and whoever of it some policy names. */
function outsiders(estate: AwsEstate, account: string): Actor[] {
  const named = ['iam', 'sts'].flatMap((service) => estate.set.granteeKeys(`arn:aws:${service}::${account}:`));
  return [account, ...named]
    .map((id) => actorFor(estate, id))
    .filter((actor): actor is Actor => actor !== null && actor.principal.kind !== 'federated');
}

/** `among` narrows to some classes. */
function* candidateClasses(
  question: ActionOnResource,
  everyoneMay: boolean,
  among?: ReadonlyMap<number, unknown>,
): Iterable<number> {
  const { estate, resource, target } = question;
  const seen = new Set<number>();
  const crossing = resource.policy !== undefined || resource.grants.length > 0;
  const documents = question.documents
    ? question.documents.filter((document) => mayAllow(estate, document, question.action))
    : estate.set.allowDocuments(actionKeys(question.action), target.resource, target.pattern);
  for (const key of estate.holdersOf(documents)) {
    if (among && !among.has(key)) continue;
    seen.add(key);
    const account = estate.class(key).record.account;
    if (resource.owner === undefined || account === resource.owner || crossing) yield key;
  }
  if (resource.owner === undefined || everyoneMay || !namesEveryone(question)) return;
  // `*` under a condition on the caller (an organization id, a principal ARN) grants members of the owner's account directly.
  for (const key of estate.set.classKeys(resource.owner)) {
    if (!seen.has(key) && (!among || among.has(key))) yield key;
  }
}

/** A missing or broken document may allow anything. */
function mayAllow(estate: AwsEstate, document: number, action: string): boolean {
  const compiled = estate.compiled(document);
  return compiled === null || allowsSomewhere(compiled, action.toLowerCase());
}

/** Does a policy allow the action (lower case) on anything? One that is broken may. */
export function allowsSomewhere(policy: CompiledPolicy, action: string): boolean {
  return (
    !policy.valid ||
    policy.statements.some((statement) => statement.effect === 'Allow' && coversAction(statement, action))
  );
}

function namesEveryone({ resource, action }: ActionOnResource): boolean {
  const policy = resourcePolicyFor(resource, action);
  return policy !== undefined && (policy.policy === null || !policy.policy.valid || resource.named.has('*'));
}

function* classOutcomes(question: ActionOnResource, key: number, singled: ReadonlySet<string>): Iterable<Outcome> {
  const of = question.estate.class(key);
  if (question.ask.work) question.ask.work.classes++;
  if (stepsBack(question.estate, of)) return;
  const plain = function* (): Iterable<string> {
    for (const id of question.estate.set.members(key)) if (!singled.has(id)) yield id;
  };
  const first = plain()[Symbol.iterator]().next();
  if (first.done) return;
  const pair = pairOf(question, memberActor(question.estate, first.value, of), of.size > 1);
  const decision = decidePair(pair);
  if (of.size > 1 && hangsOnMember(pair, decision)) {
    for (const id of plain()) {
      const single = pairOf(question, memberActor(question.estate, id, of));
      const settled = decidePair(single);
      if (settled.verdict !== 'deny')
        yield { actor: single.actor, decision: settled, pair: single, members: () => [id] };
    }
    return;
  }
  if (decision.verdict !== 'deny') yield { actor: pair.actor, decision, pair, members: plain };
}

/** The virtual role of a permission set steps back where the account's own dump holds the reserved role. */
export function stepsBack(estate: AwsEstate, { record }: ClassPolicies): boolean {
  if (record.kind !== 'permission-set') return false;
  const name = String(record.props?.['name'] ?? '');
  return estate.set.named(record.account, 'role', reservedRolePrefix(name)).length > 0;
}
