import type { Edge, Fact, Json } from '../../graph/fact.js';
import type { FactChange, WorkingSet } from '../../store/contract.js';
import type { FactNote } from '../contract.js';
import { actionsOf, statementsApart } from '../documents.js';

/** Whose access a note can change; `affected.ts` finds them. */
export type Touches =
  /** The identity's own rights. */
  | 'identity'
  | 'group'
  | 'policy'
  | 'permission-set'
  /** Who may become the role. */
  | 'trust'
  /** Everybody's rights to the thing. */
  | 'resource'
  /** Only what the thing itself grants: it is new, or gone. */
  | 'own-policy'
  /** Accounts at and below levels of the organization; `entity` names one, else the fact itself. */
  | 'level'
  | 'control-policy'
  | 'bucket-settings';

export interface Note extends FactNote {
  readonly touches: Touches;
  /** Action patterns that can be different; null = any. */
  readonly actions: readonly string[] | null;
}

export interface States {
  readonly before: WorkingSet;
  readonly after: WorkingSet;
}

type Extra = Pick<Note, 'text'> & Partial<Pick<Note, 'policy' | 'entity' | 'statements' | 'actions'>>;

/** Makes the notes of one fact. */
export class NoteTaker {
  readonly notes: Note[] = [];
  readonly fact: Fact;

  constructor(
    readonly change: FactChange,
    readonly states: States,
  ) {
    this.fact = (change.after ?? change.before)!;
  }

  add(what: string, touches: Touches, extra: Extra): void {
    const { scope, part } = this.change;
    const { id, kind } = this.fact;
    this.notes.push({ what, touches, id, kind, name: this.name, scope, part, actions: null, ...extra });
  }

  get name(): string {
    return this.fact.name ?? this.fact.id;
  }

  /** Calls back for each edge of the kind that only one side has. */
  edges(kind: Edge['kind'], tell: (edge: Edge, added: boolean) => void): void {
    const of = (fact: Fact | null) => (fact?.edges ?? []).filter((edge) => edge.kind === kind);
    const [old, now] = [of(this.change.before), of(this.change.after)];
    const missing = (edge: Edge, list: readonly Edge[]) =>
      !list.some((other) => other.to === edge.to && JSON.stringify(other.props) === JSON.stringify(edge.props));
    for (const edge of now) if (missing(edge, old)) tell(edge, true);
    for (const edge of old) if (missing(edge, now)) tell(edge, false);
  }

  prop(name: string): [before: Json | undefined, after: Json | undefined] {
    return [this.change.before?.props[name], this.change.after?.props[name]];
  }

  /** A note on a document that came, went or was edited. */
  document(
    what: string,
    label: string,
    touches: Touches,
    documents: readonly [Json | undefined, Json | undefined],
    policy: string,
  ): void {
    const [before, after] = documents.map((one) => one ?? undefined);
    const statements = statementsApart(before, after);
    if (statements.added.length + statements.removed.length === 0) return;
    const verb = before === undefined ? 'added' : after === undefined ? 'removed' : 'edited';
    const actions = actionsOf([...statements.added, ...statements.removed]);
    const counts = verb === 'edited' ? `: ${edits(statements)}` : '';
    this.add(`${what}-${verb}`, touches, { text: `${label} ${verb}${counts}`, policy, statements, actions });
  }

  /** What something is called, in the state that has it. */
  nameOf(id: string): string {
    return (this.states.after.node(id) ?? this.states.before.node(id))?.name ?? id;
  }
}

function edits({ added, removed }: { added: readonly Json[]; removed: readonly Json[] }): string {
  const say = (count: number, what: string) =>
    count === 0 ? [] : [`${count} statement${count === 1 ? '' : 's'} ${what}`];
  const both = Math.min(added.length, removed.length);
  return [
    ...say(both, 'changed'),
    ...say(added.length - both, 'added'),
    ...say(removed.length - both, 'taken out'),
  ].join(', ');
}
