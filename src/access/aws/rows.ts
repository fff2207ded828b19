import type { ActionInfo } from '../../catalogue/contract.js';
import { actionKeys } from '../../graph/generation-index.js';
import type { Node } from '../../store/contract.js';
import type { AccessRow, AskOptions, RowSeed } from '../contract.js';
import { actorFor, memberActor } from './actors.js';
import type { Ask } from './decide-pair.js';
import type { AwsEstate } from './estate.js';
import { grantedRows } from './granted-rows.js';
import { stepsBack } from './outcomes.js';
import { pairRows, type Sides } from './pair-rows.js';
import { Reach } from './reach.js';
import { actedBy, type Session, sessionsOf } from './sessions.js';
import { sourceFor } from './sources.js';

/** Rows for a seed, lazily. Three ways in: by inventory resource, by source, or over the classes that hold the actions. */
export function* rows(estate: AwsEstate, seed: RowSeed, options: AskOptions): Iterable<AccessRow> {
  const ask: Ask = { now: options.now, context: options.context };
  const reach = options.reach === 'all' ? new Reach(estate, ask) : undefined;
  const enumeration = new Enumeration(estate, seed, ask, reach);
  for (const row of enumeration.all()) {
    options.signal?.throwIfAborted();
    yield row;
  }
}

class Enumeration {
  private readonly actions: readonly ActionInfo[] | undefined;
  private readonly services: ReadonlySet<string> | undefined;
  private readonly sessions: ReadonlyMap<string, readonly Session[]> | undefined;

  constructor(
    private readonly estate: AwsEstate,
    private readonly seed: RowSeed,
    private readonly ask: Ask,
    private readonly reach: Reach | undefined,
  ) {
    this.services = seed.services ? new Set(seed.services.map((service) => service.toLowerCase())) : undefined;
    this.actions = this.narrowed(seed);
    this.sessions = seed.sources ? this.sessionsByActor(seed.sources) : undefined;
  }

  *all(): Iterable<AccessRow> {
    const { resources } = this.seed;
    if (resources !== undefined && resources !== 'granted') {
      for (const id of this.resourceIds(resources)) yield* this.onResource(id);
      return;
    }
    if (this.sessions) yield* this.grantedToSources(this.sessions);
    else yield* this.grantedToAll();
    for (const node of this.carriers()) yield* this.onResource(node.id, 'resource');
  }

  /** The actions that can matter; undefined = so many that a list would not help. */
  private narrowed(seed: RowSeed): readonly ActionInfo[] | undefined {
    const { catalogue } = this.estate;
    const accept = seed.acceptAction ?? (() => true);
    if (seed.actions) {
      const named = seed.actions.map((name) => catalogue.action(name));
      return named.filter((action): action is ActionInfo => action !== undefined && accept(action));
    }
    if (!seed.acceptAction) return undefined;
    const wanted = this.services
      ? [...this.services].flatMap((service) => catalogue.actionsOf(service))
      : catalogue.expand('*');
    const list = wanted.filter(accept);
    return list.length < wanted.length / 2 ? list : undefined;
  }

  private sources(sessions: Iterable<Session>): readonly Session[] {
    const accept = this.seed.acceptSource;
    const list = [...sessions];
    if (!accept) return list;
    return list.filter((session) => {
      const source = sourceFor(this.estate, session.source);
      return source !== null && accept(source);
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

  private *resourceIds(resources: Exclude<RowSeed['resources'], 'granted' | undefined>): Iterable<string> {
    if ('ids' in resources) {
      yield* resources.ids;
      return;
    }
    for (const node of this.estate.set.resources(resources.filter)) {
      if (resources.accept === undefined || resources.accept(node)) yield node.id;
    }
  }

  private *onResource(resource: string, sides: Sides = 'both'): Iterable<AccessRow> {
    const asked = this.askedOn(resource);
    const documents = asked.length > 3 && !this.sessions ? this.documentsOn(resource, asked) : undefined;
    for (const action of asked) {
      if (this.services && !this.services.has(action.service)) continue;
      yield* pairRows({
        estate: this.estate,
        ask: this.ask,
        action,
        resource,
        sides,
        ...(this.seed.acceptSource ? { acceptSource: this.seed.acceptSource } : {}),
        ...(documents ? { documents } : {}),
        ...(this.sessions ? { sessions: this.sessions } : {}),
        ...(this.reach ? { reach: this.reach } : {}),
      });
    }
  }

  /** Named actions as they are; else those that speak of this resource, not what a service does without any. */
  private askedOn(resource: string): readonly ActionInfo[] {
    if (this.seed.actions && this.actions) return this.actions;
    const accept = this.seed.acceptAction ?? (() => true);
    return this.estate.catalogue.actionsOn(resource).filter(accept);
  }

  /** One look-up for all actions: whatever may allow one of them on the resource or its contents. */
  private documentsOn(resource: string, asked: readonly ActionInfo[]): readonly number[] {
    const keys = new Set(asked.flatMap((action) => actionKeys(action.name)));
    return this.estate.set.allowDocuments([...keys], resource === '*' ? '*' : `${resource}*`, true);
  }

  private *grantedToSources(sessions: ReadonlyMap<string, readonly Session[]>): Iterable<AccessRow> {
    for (const [id, own] of sessions) {
      const actor = actorFor(this.estate, id);
      if (actor?.class)
        yield* grantedRows({ estate: this.estate, ask: this.ask, actor, sessions: own, ...this.narrowing() });
    }
  }

  private *grantedToAll(): Iterable<AccessRow> {
    for (const key of this.candidateClasses()) {
      const of = this.estate.class(key);
      if (stepsBack(this.estate, of)) continue;
      for (const id of this.estate.set.members(key)) {
        const actor = memberActor(this.estate, id, of);
        const sessions = this.sources(this.reach ? this.reach.becomers(actor) : actedBy(this.estate, actor, this.ask));
        if (sessions.length === 0) continue;
        yield* grantedRows({ estate: this.estate, ask: this.ask, actor, sessions, ...this.narrowing() });
      }
    }
  }

  private *candidateClasses(): Iterable<number> {
    if (!this.actions) {
      yield* this.estate.set.classKeys();
      return;
    }
    const keys = new Set(this.actions.flatMap((action) => actionKeys(action.name)));
    yield* this.estate.holdersOf(this.estate.set.allowDocuments([...keys], '*', true));
  }

  private narrowing() {
    return {
      ...(this.actions ? { actions: this.actions } : {}),
      ...(this.services ? { services: this.services } : {}),
    };
  }

  /** Nodes whose own policy, list or grant may give something: what the asked sources are named by, or all of them. */
  private *carriers(): Iterable<Node> {
    if (this.sessions) {
      const keys = new Set([...this.sessions.keys()].flatMap((id) => this.keysOf(id)));
      for (const ref of this.estate.set.grantees([...keys])) {
        const node = this.estate.set.node(ref.id);
        if (node && this.matters(node)) yield node;
      }
      return;
    }
    for (const kind of ['resource', 'role'] as const) {
      for (const node of this.estate.set.nodesOfKind(kind)) if (this.carries(node) && this.matters(node)) yield node;
    }
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
