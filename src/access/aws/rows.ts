import type { ActionInfo } from '../../catalogue/contract.js';
import { actionKeys } from '../../graph/generation-index.js';
import type { Node } from '../../store/contract.js';
import type { AccessRow, AskOptions, RowSeed } from '../contract.js';
import { Acceptor } from './acceptor.js';
import { actedUpon } from './acted-upon.js';
import { type Actor, actorFor, memberActor } from './actors.js';
import { allowingDocuments } from './allowing-documents.js';
import { actorsOf } from './carriers.js';
import type { Ask } from './decide-pair.js';
import { grantedText, inventoryDestination } from './destinations.js';
import type { AwsEstate, ClassPolicies } from './estate.js';
import { grantedRows } from './granted-rows.js';
import { grantingPolicy, resourceGrantors } from './granters.js';
import { stepsBack } from './outcomes.js';
import { carrierText, pairRows, type Sides } from './pair-rows.js';
import { Reach } from './reach.js';
import { actedBy, type Session, sessionsOf } from './sessions.js';
import { sourceFor } from './sources.js';

/** Rows for a seed, lazily. Ways in: by inventory resource, by source, by granter, or over the classes that hold the actions. */
export function* stream(estate: AwsEstate, seed: RowSeed, options: AskOptions): Iterable<AccessRow | null> {
  const ask: Ask = { now: options.now, context: options.context, work: options.work };
  const reach = options.reach === 'all' ? new Reach(estate, ask) : undefined;
  const enumeration = new Enumeration(estate, seed, ask, reach);
  for (const row of enumeration.all()) {
    options.signal?.throwIfAborted();
    yield row;
  }
}

export function* rows(estate: AwsEstate, seed: RowSeed, options: AskOptions): Iterable<AccessRow> {
  for (const row of stream(estate, seed, options)) if (row !== null) yield row;
}

/** Null = a place to pause. */
type Paused<T> = Iterable<T | null>;

class Enumeration {
  private readonly accept: Acceptor;
  private readonly actions: readonly ActionInfo[] | undefined;
  private readonly services: ReadonlySet<string> | undefined;
  private readonly sessions: ReadonlyMap<string, readonly Session[]> | undefined;

  constructor(
    private readonly estate: AwsEstate,
    private readonly seed: RowSeed,
    private readonly ask: Ask,
    private readonly reach: Reach | undefined,
  ) {
    this.accept = new Acceptor(seed);
    this.services = seed.services ? new Set(seed.services.map((service) => service.toLowerCase())) : undefined;
    this.actions = this.narrowed(seed);
    this.sessions = seed.sources ? this.sessionsByActor(seed.sources) : undefined;
  }

  *all(): Paused<AccessRow> {
    if (!this.accept.anything()) return;
    const { resources } = this.seed;
    if (resources !== undefined && resources !== 'granted') {
      for (const id of this.resourceIds(resources)) {
        yield null;
        if (id !== null) yield* this.onResource(id, this.actionsFor(id), 'both');
      }
      return;
    }
    if (this.sessions) yield* this.grantedToSources(this.sessions);
    else if (this.seed.granters) yield* this.grantedBy(this.seed.granters);
    else yield* this.grantedToAll();
    for (const node of this.carriers()) {
      yield null;
      if (node !== null) yield* this.grantedByCarrier(node.id);
    }
  }

  /** The actions that can matter; undefined = so many that a list would not help. */
  private narrowed(seed: RowSeed): readonly ActionInfo[] | undefined {
    const { catalogue } = this.estate;
    const accept = (action: ActionInfo) => this.accept.with('action', { action });
    if (seed.actions) {
      const named = seed.actions.map((name) => catalogue.action(name));
      return named.filter((action): action is ActionInfo => action !== undefined && accept(action));
    }
    if (!this.accept.speaksOf('action')) return undefined;
    const wanted = this.services
      ? [...this.services].flatMap((service) => catalogue.actionsOf(service))
      : catalogue.expand('*');
    const list = wanted.filter(accept);
    return list.length < wanted.length / 2 ? list : undefined;
  }

  private sources(sessions: Iterable<Session>): readonly Session[] {
    return [...sessions].filter((session) => {
      const source = sourceFor(this.estate, session.source);
      return source !== null && this.accept.with('source', { source });
    });
  }

  private sessionsByActor(sources: readonly string[]): Map<string, Session[]> {
    const byActor = new Map<string, Session[]>();
    for (const source of sources) {
      for (const session of this.reach ? this.reach.sessions(source) : sessionsOf(this.estate, source, this.ask)) {
        byActor.set(session.actor, [...(byActor.get(session.actor) ?? []), session]);
      }
    }
    return byActor;
  }

  private *resourceIds(resources: Exclude<RowSeed['resources'], 'granted' | undefined>): Paused<string> {
    if ('ids' in resources) {
      yield* resources.ids;
      return;
    }
    for (const node of actedUpon(this.estate.set, resources.filter)) {
      this.ask.work?.tick();
      const place = inventoryDestination(this.estate.catalogue, node.id, node.id, node);
      const wanted = this.accept.with('place', { place }) && (resources.accept === undefined || resources.accept(node));
      yield wanted ? node.id : null;
    }
  }

  private *onResource(resource: string, asked: readonly ActionInfo[], sides: Sides): Paused<AccessRow> {
    if (this.ask.work) this.ask.work.resources++;
    const documents = asked.length > 3 && !this.sessions ? allowingDocuments(this.estate, resource, asked) : undefined;
    for (const action of asked) {
      if (this.services && !this.services.has(action.service)) continue;
      yield null;
      yield* pairRows({
        estate: this.estate,
        ask: this.ask,
        action,
        resource,
        sides,
        accept: this.accept,
        ...(documents ? { documents } : {}),
        ...(this.sessions ? { sessions: this.sessions } : {}),
        ...(this.seed.everyoneApart ? { everyoneApart: true } : {}),
        ...(this.reach ? { reach: this.reach } : {}),
      });
    }
  }

  /** The actions that the query names, whatever they apply to; else those of the resource that it accepts. */
  private actionsFor(resource: string): readonly ActionInfo[] {
    if (this.seed.actions) return this.actions!;
    const all = this.estate.catalogue.actionsOn(resource);
    return this.actions ? all.filter((action) => this.accept.with('action', { action })) : all;
  }

  private *grantedToSources(sessions: ReadonlyMap<string, readonly Session[]>): Paused<AccessRow> {
    for (const [id, own] of sessions) {
      yield null;
      const actor = actorFor(this.estate, id);
      if (actor?.class) yield* this.granted(actor, () => own);
    }
  }

  /** Whoever holds a policy by one of these: itself, or as a member of the group. */
  private *grantedBy(granters: readonly string[]): Paused<AccessRow> {
    for (const id of actorsOf(this.estate, granters)) {
      yield null;
      const actor = actorFor(this.estate, id);
      if (actor?.class && !stepsBack(this.estate, actor.class)) yield* this.grantedToMember(actor);
    }
  }

  private *grantedToAll(): Paused<AccessRow> {
    for (const key of this.candidateClasses()) {
      const of = this.estate.class(key);
      if (this.ask.work) this.ask.work.classes++;
      if (stepsBack(this.estate, of) || !this.classMatters(of)) continue;
      for (const id of this.estate.set.members(key)) {
        yield null;
        yield* this.grantedToMember(memberActor(this.estate, id, of));
      }
    }
  }

  /** Can any statement of the class be what the query asks for, whoever of its members carries it? */
  private classMatters(of: ClassPolicies): boolean {
    if (!this.accept.speaksOf('policy') && !this.accept.speaksOf('granted')) return true;
    return of.grants.some((grant, at) => {
      const policy = of.identity[at]!.policy;
      return policy?.statements.some((statement) => {
        if (statement.effect !== 'Allow') return false;
        const known = { policy: grantingPolicy(grant, policy, statement) };
        const texts = statement.resources ?? ['*'];
        return (
          this.accept.with('policy', known) &&
          texts.some((text) => this.accept.with('granted', { ...known, granted: grantedText(text, of.record.account) }))
        );
      });
    });
  }

  private grantedToMember(actor: Actor): Paused<AccessRow> {
    return this.granted(actor, () =>
      this.sources(this.reach ? this.reach.becomers(actor) : actedBy(this.estate, actor, this.ask)),
    );
  }

  private granted(actor: Actor, sessions: () => readonly Session[]): Paused<AccessRow> {
    return grantedRows({
      estate: this.estate,
      ask: this.ask,
      actor,
      sessions,
      accept: this.accept,
      ...(this.actions ? { actions: this.actions } : {}),
      ...(this.services ? { services: this.services } : {}),
    });
  }

  private *candidateClasses(): Iterable<number> {
    if (!this.actions) {
      yield* this.estate.set.classKeys();
      return;
    }
    const keys = new Set(this.actions.flatMap((action) => actionKeys(action.name)));
    yield* this.estate.holdersOf(this.estate.set.allowDocuments([...keys], '*', true));
  }

  /** Nodes whose own policy, list or grant may give something: what the asked sources are named by, or all of them. */
  private *carriers(): Paused<Node> {
    if (this.seed.granters) {
      for (const id of this.seed.granters) yield this.carrierOf(id);
      return;
    }
    if (this.sessions) {
      const keys = new Set([...this.sessions.keys()].flatMap((id) => this.keysOf(id)));
      for (const ref of this.estate.set.grantees([...keys])) yield this.carrierOf(ref.id);
      return;
    }
    for (const kind of ['resource', 'role'] as const) {
      for (const node of this.estate.set.nodesOfKind(kind)) {
        this.ask.work?.tick();
        yield this.carries(node) && this.matters(node) ? node : null;
      }
    }
  }

  private carrierOf(id: string): Node | null {
    const node = this.estate.set.node(id);
    return node && ['resource', 'role'].includes(node.kind) && this.matters(node) ? node : null;
  }

  /** What the resource itself grants, as far as the query can want it, by the actions it may allow. */
  private *grantedByCarrier(resource: string): Paused<AccessRow> {
    const view = this.estate.resources.view(resource);
    const grantors = resourceGrantors(view).filter(
      ({ granter, texts }) =>
        this.accept.with('granter', { granter }) &&
        (texts === null ||
          texts.some((text) => this.accept.with('granted', { granter, granted: carrierText(view, text) }))),
    );
    if (grantors.length === 0) return;
    const asked = this.actionsFor(resource).filter((action) => {
      const name = action.name.toLowerCase();
      return grantors.some((one) => one.covers(name) && this.accept.with('action', { granter: one.granter, action }));
    });
    yield* this.onResource(resource, asked, 'resource');
  }

  private keysOf(id: string): string[] {
    if (id === 'public') return ['*'];
    const actor = actorFor(this.estate, id);
    const keys = [id, actor?.account, actor?.principal.uniqueId, actor?.principal.roleArn, '*', 'authenticated'];
    return keys.filter((key): key is string => key !== undefined);
  }

  private carries({ props }: Node): boolean {
    return ['policy', 'trust', 'acl', 'grants', 'sharedWith'].some((key) => props[key] !== undefined);
  }

  private matters(node: Node): boolean {
    const service = node.kind === 'role' ? 'sts' : this.estate.catalogue.typeOf(node.id)?.service;
    const wanted = this.services ?? (this.actions ? new Set(this.actions.map((action) => action.service)) : undefined);
    return wanted === undefined || service === undefined || wanted.has(service);
  }
}
