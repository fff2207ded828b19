import type { Access, AskOptions } from '../access/contract.js';
import type { IdentityClass } from '../graph/generation-index.js';
import type { WorkingSet } from '../store/contract.js';
import { isObject, statementsOf } from './documents.js';
import type { Note } from './notes/note.js';

export interface State {
  readonly access: Access;
  readonly set: WorkingSet;
}

/** Somebody or something whose rows can differ, and the notes that say why. */
export interface Affected {
  readonly notes: Set<Note>;
  /** Action patterns that can differ; null = any. */
  actions: Set<string> | null;
}

export interface AffectedResource extends Affected {
  /** Only rows that its own policy grants. */
  ownOnly: boolean;
}

const trustActions = ['sts:AssumeRole*', 'sts:TagSession', 'sts:SetSourceIdentity'];

/** Finds whose rows can differ. Looks in both states: who left a group is no member any more, who joined was none before. */
export class AffectedFinder {
  readonly sources = new Map<string, Affected>();
  readonly resources = new Map<string, AffectedResource>();

  constructor(
    private readonly states: readonly [State, State],
    private readonly options: AskOptions,
  ) {}

  add(note: Note): void {
    this.options.signal?.throwIfAborted();
    switch (note.touches) {
      case 'identity':
        this.identity(note.id, note);
        return;
      case 'group':
        for (const id of this.into(note.id, 'member-of')) this.identity(id, note);
        return;
      case 'policy':
        this.holders(note);
        return;
      case 'permission-set':
        this.permissionSet(note);
        return;
      case 'trust':
        this.trust(note);
        return;
      case 'resource':
        this.resource(note.id, note);
        for (const id of this.into(note.id, 'encrypted-with')) this.resource(id, { ...note, actions: null });
        return;
      case 'own-policy':
        this.resource(note.id, note, true);
        return;
      case 'level':
        this.level(note.entity ?? note.id, note);
        return;
      case 'control-policy':
        for (const { set } of this.states)
          for (const edge of set.node(note.id)?.edges ?? []) if (edge.kind === 'applies-to') this.level(edge.to, note);
        return;
      case 'bucket-settings':
        for (const { set } of this.states)
          for (const node of set.resources({ account: note.id, service: 's3' })) this.resource(node.id, note);
    }
  }

  /** An identity and everybody whose rights are its rights. */
  private identity(id: string, note: Note): void {
    // Whoever may assume more becomes more: where that counts, no action can be left out.
    const wide = this.options.reach === 'all' ? { ...note, actions: null } : note;
    this.source(id, wide);
    for (const { access } of this.states) for (const other of access.actsAs(id, this.options)) this.source(other, wide);
  }

  private source(id: string, note: Note): void {
    merge(this.sources, id, note, () => ({ notes: new Set(), actions: new Set() }));
  }

  private resource(id: string, note: Note, ownOnly = false): void {
    const actions = note.touches === 'resource' ? null : note.actions;
    const known = merge(
      this.resources,
      id,
      { ...note, actions },
      () => ({ notes: new Set(), actions: new Set(), ownOnly }),
      note,
    );
    known.ownOnly &&= ownOnly;
  }

  private trust(note: Note): void {
    this.resource(note.id, { ...note, actions: trustActions });
    for (const { set } of this.states)
      for (const id of federated(set, note.id)) this.source(id, { ...note, actions: null });
    if (this.options.reach === 'all') this.identity(note.id, note);
  }

  private holders(note: Note): void {
    const { id, scope } = note;
    this.classes(
      scope,
      note,
      ({ grants, boundary }) => grants.some(({ policy }) => policy === id) || boundary?.policy === id,
    );
  }

  /** The roles it makes, and whoever it is assigned to. */
  private permissionSet(note: Note): void {
    this.classes(
      undefined,
      note,
      ({ kind, props }) => kind === 'permission-set' && props?.['permissionSet'] === note.id,
    );
    for (const holder of this.into(note.id, 'assigned')) {
      this.identity(holder, note);
      for (const member of this.into(holder, 'member-of')) this.identity(member, note);
    }
  }

  private level(id: string, note: Note): void {
    for (const account of this.accountsBelow(id)) {
      this.classes(account, note, () => true);
      for (const { set } of this.states) {
        for (const node of set.resources({ account })) if (carries(node.props)) this.resource(node.id, note, true);
        for (const { id: role } of set.named(account, 'role', '')) this.resource(role, note, true);
      }
    }
  }

  private classes(account: string | undefined, note: Note, fits: (body: IdentityClass) => boolean): void {
    for (const { set } of this.states) {
      for (const key of set.classKeys(account)) {
        const { record } = set.classView(key);
        if (!fits(record) || stepsBack(set, record)) continue;
        for (const id of set.members(key)) this.identity(id, note);
      }
    }
  }

  private accountsBelow(level: string): ReadonlySet<string> {
    const found = new Set<string>([level]);
    for (const id of found) {
      for (const { set } of this.states) {
        for (const ref of set.into(id, 'parent')) found.add(ref.id);
        // The organization itself stands above its root.
        if (set.node(id)?.kind === 'organization')
          for (const node of set.nodesOfKind('organization-root')) found.add(node.id);
      }
    }
    return new Set([...found].filter((id) => /^\d{12}$/.test(id)));
  }

  private into(id: string, kind: 'member-of' | 'assigned' | 'encrypted-with'): ReadonlySet<string> {
    return new Set(this.states.flatMap(({ set }) => set.into(id, kind).map((ref) => ref.id)));
  }
}

/** `reason` is the note that is listed, where the merged one was widened. */
function merge<T extends Affected>(
  known: Map<string, T>,
  id: string,
  note: Note,
  make: () => T,
  reason: Note = note,
): T {
  const found = known.get(id) ?? make();
  known.set(id, found);
  found.notes.add(reason);
  if (note.actions === null) found.actions = null;
  else if (found.actions) for (const pattern of note.actions) found.actions.add(pattern);
  return found;
}

/** The stand-in for a role of Identity Center is nobody where the account's own dump holds the role. */
function stepsBack(set: WorkingSet, { kind, account, props }: IdentityClass): boolean {
  return kind === 'permission-set' && set.named(account, 'role', `AWSReservedSSO_${props?.['name']}_`).length > 0;
}

/** Providers that a role's trust policy names. */
function federated(set: WorkingSet, role: string): readonly string[] {
  return statementsOf(set.node(role)?.props['trust']).flatMap((statement) => {
    const principal = isObject(statement) ? statement['Principal'] : undefined;
    const listed = isObject(principal) ? principal['Federated'] : undefined;
    const list = Array.isArray(listed) ? (listed as readonly unknown[]) : [listed];
    return list.filter((one) => typeof one === 'string');
  });
}

function carries(props: Readonly<Record<string, unknown>>): boolean {
  return ['policy', 'acl', 'grants', 'sharedWith'].some((key) => props[key] !== undefined);
}
