import { actionKeys } from '../../graph/generation-index.js';
import type { Node, WorkingSetRequest } from '../contract.js';
import type { Fetch } from './fetch.js';
import { governing } from './governing.js';
import { contentsOf } from './posting-memory.js';
import type { Neo4jWorkingSet } from './working-set.js';

/** Round trips before a question; the first also tells which generation is the latest. */
export const rounds = 3;
/** A question that concerns more than this is answered page by page. */
const mostClasses = 1000;
const mostMembers = 500;
const mostGoverning = 2000;

/** What a question names, in its own words: ids, names, e-mails. */
interface Words {
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * What is still missing around what the question names, as far as can be told from what is known: asked again after each round, it
 * goes one step further out. Nothing of it has to be complete, as whatever is missing in the end is looked up; it only spares trips.
 */
export function missing(set: Neo4jWorkingSet, request: WorkingSetRequest): Fetch[] {
  const words = wordsOf(request);
  if (words === null) return [];
  const surroundings = new Surroundings(set, {
    granted: words.resources.length === 0,
    named: request.ask !== 'check',
  });
  for (const text of words.principals) surroundings.principal(text);
  for (const text of words.resources) surroundings.resource(text, words);
  return surroundings.fetches();
}

function wordsOf(request: WorkingSetRequest): Words | null {
  switch (request.ask) {
    case 'check':
      return { principals: [request.principal], actions: [], resources: [request.resource] };
    case 'who':
      return { principals: [], actions: request.actions, resources: [request.resource] };
    case 'what':
      return { principals: [request.principal], actions: [], resources: [] };
    case 'rows':
      return { principals: request.principals, actions: request.actions, resources: request.resources };
    case 'estate':
      return null;
  }
}

class Surroundings {
  private readonly ids = new Set<string>();
  private readonly governors = new Set<string>();
  private readonly classesOf = new Set<string>();
  private readonly accounts = new Set<string>();
  private readonly grantees = new Set<string>();
  private readonly runAs = new Set<string>();
  private readonly classKeys = new Set<number>();
  private readonly assigned = new Set<string>();
  private readonly groups = new Set<string>();
  private readonly texts = new Set<string>();
  private readonly more: Fetch[] = [];

  constructor(
    private readonly set: Neo4jWorkingSet,
    /** Of principals: is everything they are granted asked about, and whoever names them? */
    private readonly asked: { readonly granted: boolean; readonly named: boolean },
  ) {}

  fetches(): Fetch[] {
    const { facts, index } = this.set;
    const classes = [...this.classKeys].filter((key) => !index.knowsClass(key));
    return [
      ...this.more,
      ...facts.texts(this.texts),
      ...facts.nodes([...this.ids, ...this.accounts, ...[...this.governors].slice(0, mostGoverning)]),
      ...index.identitiesIn(this.classesOf),
      ...index.grantees.in(this.grantees),
      ...facts.into(this.runAs, 'runs-as'),
      ...facts.into(this.assigned, 'assigned'),
      ...facts.into(this.groups, 'member-of'),
      ...index.wholeClasses(classes),
    ];
  }

  principal(text: string): void {
    for (const id of this.named(text)) {
      this.identity(id);
      if (!this.asked.named) continue;
      for (const key of [id, accountIn(id), '*', 'authenticated']) if (key !== '') this.grantees.add(key);
      this.namedByPolicies([id, accountIn(id), '*', 'authenticated']);
    }
  }

  resource(text: string, { principals, actions }: Words): void {
    for (const id of governing(text)) this.ids.add(id);
    for (const id of this.named(text)) {
      for (const governor of governing(id)) this.ids.add(governor);
      const node = this.known(id);
      this.accounts.add(node?.account ?? accountIn(id));
      for (const edge of node?.edges ?? []) if (edge.kind === 'encrypted-with') this.ids.add(edge.to);
      if (principals.length === 0 && actions.length > 0) this.candidates(id, actions);
    }
  }

  /** Whoever carries a document that may allow one of the actions there. */
  private candidates(id: string, actions: readonly string[]): void {
    const { index } = this.set;
    const keys = [...new Set(actions.flatMap(actionKeys))];
    // Not of names that only begin like this one: as many as the estate is large.
    const contents = contentsOf(id);
    this.more.push(...index.postings.filedAround(keys, contents));
    const inside = index.postings.postingsOf(keys, `${contents}*`, true);
    const itself = index.postings.postingsOf(keys, id, false);
    if (inside === null || itself === null) return;
    const documents = [...new Set([...inside, ...itself])];
    const unknown = documents.filter((document) => index.holders(document) === null);
    if (unknown.length > 0) {
      const way = { by: 'document', documents: unknown } as const;
      this.more.push(index.classesWith(way, mostClasses));
      return;
    }
    const holding = documents.flatMap((document) => index.holders(document) ?? []);
    for (const key of new Set(holding.slice(0, mostClasses))) this.class(key, false);
  }

  /** Ids of what people call so; the text itself where it can be an id. */
  private named(text: string): readonly string[] {
    const { facts } = this.set;
    this.ids.add(text);
    if (facts.knows(text) && facts.node(text)) return [text];
    // An id that stands nowhere is looked for by name, as everything else is at once.
    if (!text.startsWith('arn:') || facts.knows(text)) this.texts.add(text);
    const rows = facts.textRows(text);
    const found = rows === null ? [] : [...new Set(rows.map((row) => String(row['id'])))].slice(0, 50);
    for (const id of found) this.ids.add(id);
    return found.length === 0 && text.includes(':') ? [text] : found;
  }

  private identity(id: string): void {
    const { index } = this.set;
    this.ids.add(id);
    this.accounts.add(accountIn(id));
    const node = this.known(id);
    for (const edge of node?.edges ?? []) this.ids.add(edge.to);
    if (node?.kind === 'role') this.runAs.add(id);
    if (node?.kind === 'group' || node?.kind === 'sso-group') this.group(id);
    const uniqueId = node?.props['uniqueId'];
    if (this.asked.named && typeof uniqueId === 'string') this.grantees.add(uniqueId);
    // A workload acts as its role.
    for (const edge of node?.edges ?? []) if (edge.kind === 'runs-as') this.identity(edge.to);
    if (!index.knowsIdentity(id)) {
      this.classesOf.add(id);
      this.more.push(index.classesWith({ by: 'identity', ids: [id] }, 10));
      return;
    }
    const key = index.classOf(id);
    if (key !== undefined) this.class(key, this.asked.granted);
  }

  private group(id: string): void {
    this.groups.add(id);
    const { index, facts } = this.set;
    const members = (facts.intoRows(id, 'member-of') ?? []).filter((row) => row['kind'] === 'user');
    const ids = members.map((row) => String(row['id'])).slice(0, mostMembers);
    const unknown = ids.filter((member) => !index.knowsIdentity(member));
    for (const member of unknown) this.classesOf.add(member);
    if (unknown.length > 0) this.more.push(index.classesWith({ by: 'identity', ids: unknown }, mostClasses));
  }

  /** The nodes whose policies name one of them. */
  private namedByPolicies(keys: readonly string[]): void {
    const { index } = this.set;
    const known = keys.filter((key) => index.grantees.knows(key));
    const nodes = index.grantees.refs(known.flatMap((key) => index.grantees.rowsOf(key))).slice(0, mostMembers);
    for (const { id } of nodes) this.ids.add(id);
    for (const { id } of nodes) {
      const account = this.known(id)?.account;
      if (account !== undefined) this.accounts.add(account);
    }
  }

  private class(key: number, granted: boolean): void {
    const { index } = this.set;
    if (!index.knowsClass(key)) {
      this.classKeys.add(key);
      return;
    }
    const { record } = index.classView(key);
    this.accounts.add(record.account);
    if (granted) for (const text of index.textsOf(key)) for (const id of governing(text)) this.governors.add(id);
    for (const { policy, group } of record.grants) {
      if (!policy.startsWith('self/')) this.ids.add(policy);
      if (group !== null) this.ids.add(group);
    }
    if (record.boundary) this.ids.add(record.boundary.policy);
    const members = (index.ownMembers(key) ?? []).slice(0, mostMembers);
    for (const member of members) {
      this.ids.add(member);
      if (record.kind === 'role') this.role(member);
    }
  }

  /** A role that a permission set made is used by whom the set is assigned to; such roles are named after it. */
  private role(id: string): void {
    this.runAs.add(id);
    const sets = this.set.facts.wholeKind('permission-set') ?? [];
    for (const { id: set, name } of sets) {
      if (!id.includes(`_${name}_`)) continue;
      this.texts.add(name);
      this.ids.add(name);
      this.assigned.add(set);
      for (const row of this.set.facts.intoRows(set, 'assigned') ?? [])
        if (row['kind'] === 'sso-group') this.groups.add(String(row['id']));
    }
  }

  private known(id: string): Node | undefined {
    return this.set.facts.knows(id) ? this.set.facts.node(id) : undefined;
  }
}

/** Account of an ARN; empty where it has none. */
function accountIn(id: string): string {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(id)?.[1] ?? '';
}
