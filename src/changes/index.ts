import type { AccessRow, AskOptions, RowSeed } from '../access/contract.js';
import type { Caller } from '../callers/caller.js';
import { holds, type Place, restricted, sees } from '../callers/scope.js';
import type { AwsCatalogue } from '../catalogue/contract.js';
import type { FactChange, PartStatus } from '../store/contract.js';
import { type Affected, AffectedFinder, type State } from './affected.js';
import { compareRights, isWithin } from './compare.js';
import type { AccessChange, Changes, ChangesOptions, FactNote, PartNotCompared } from './contract.js';
import { notesOf } from './notes/index.js';
import type { Note } from './notes/note.js';
import { addUnread, Rights } from './rights.js';

export type * from './contract.js';

export interface TwoStates {
  readonly before: State;
  readonly after: State;
  readonly catalogue: AwsCatalogue;
  /** Facts that differ, see `Store.changes`. */
  readonly facts: Iterable<FactChange>;
}

type Found = Pick<Changes, 'changes' | 'facts' | 'notCompared' | 'compared' | 'cut' | 'coverage'>;

/**
 * Who gained and who lost what between two states, and by which change of which fact. Only identities and resources that the
 * differing facts speak of are decided, in both states, at one instant.
 */
export function changesBetween(states: TwoStates, caller: Caller, options: ChangesOptions): Found {
  return new Comparison(states, caller, options).run();
}

/** Ends a comparison; what was compared until then stands. */
class OutOfTime extends Error {}

class Comparison {
  private readonly ask: AskOptions;
  private readonly timeMs: number;
  private readonly deadline: number;

  constructor(
    private readonly states: TwoStates,
    private readonly caller: Caller,
    { reach, context, now, signal, timeMs = 60_000 }: ChangesOptions,
  ) {
    this.ask = { caller, reach, now, ...(context ? { context } : {}), ...(signal ? { signal } : {}) };
    this.timeMs = timeMs;
    this.deadline = performance.now() + timeMs;
  }

  run(): Found {
    const { before, after } = this.states;
    const notCompared = partsApart(before.set.parts(), after.set.parts());
    const skipped = new Set(notCompared.map(({ scope, part }) => `${scope}\n${part}`));
    const finder = new AffectedFinder([before, after], this.ask);
    const notes: Note[] = [];
    for (const change of this.states.facts) {
      if (skipped.has(`${change.scope}\n${change.part}`)) continue;
      for (const note of notesOf(change, { before: before.set, after: after.set })) {
        notes.push(note);
        finder.add(note);
      }
    }
    const { changes, compared, cut } = this.compare(finder);
    const seen = changes.filter((change) => this.visible(change)).toSorted(canonical);
    const accounts = seen.flatMap(({ source, destination }) => [source.account ?? '*', destination.account ?? '*']);
    return {
      changes: seen.map((change) => ({
        ...change,
        facts: change.facts.filter((fact) => this.sees(fact.id)),
      })),
      facts: distinct(notes.filter((note) => this.sees(note.id))),
      notCompared: notCompared.filter(({ scope }) => this.sees(scope)),
      compared,
      cut,
      coverage: after.access.coverage({ accounts: new Set(accounts.filter((one) => one !== '*')) }, this.caller),
    };
  }

  private compare(finder: AffectedFinder): Pick<Changes, 'compared' | 'cut'> & { changes: AccessChange[] } {
    const changes: AccessChange[] = [];
    const of = [...finder.sources.keys(), ...finder.resources.keys()].filter((id) => this.sees(id)).length;
    let compared = 0;
    try {
      for (const [id, affected] of finder.sources) {
        changes.push(...this.difference({ sources: [id], resources: 'granted' }, affected, () => true));
        if (this.sees(id)) compared++;
      }
      const bySource = listsBy(changes, (change) => change.source.id);
      for (const [id, affected] of finder.resources) {
        const own = (row: AccessRow) => !affected.ownOnly || row.granter.policyType === 'Resource-based Policy';
        const found = this.difference({ resources: { ids: [id] } }, affected, own);
        changes.push(...found.filter((one) => !bySource.get(one.source.id)?.some((other) => tells(other, one))));
        if (this.sees(id)) compared++;
      }
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
      return { changes, compared, cut: { reason: 'time', limit: this.timeMs, compared, of } };
    }
    return { changes, compared, cut: null };
  }

  private difference(seed: RowSeed, { actions, notes }: Affected, wanted: (row: AccessRow) => boolean): AccessChange[] {
    const narrowed = actions === null ? seed : { ...seed, actions: this.expanded(actions) };
    const [before, after] = [this.states.before, this.states.after].map((state) => {
      const rights = new Rights();
      for (const row of state.access.rows(narrowed, this.ask)) {
        // Half of a state would read as a loss.
        if (performance.now() > this.deadline) throw new OutOfTime();
        if (wanted(row)) rights.add(row);
      }
      for (const id of seed.sources ?? []) addUnread(rights, state, id);
      return rights;
    }) as [Rights, Rights];
    return compareRights(before, after, notes);
  }

  private expanded(patterns: ReadonlySet<string>): string[] {
    const { catalogue } = this.states;
    return [...new Set([...patterns].flatMap((pattern) => catalogue.expand(pattern).map((action) => action.name)))];
  }

  /** As rows are: those that begin or end in the scope. */
  private visible({ source, destination }: AccessChange): boolean {
    if (!restricted(this.caller)) return true;
    return [source.id, destination.id].some((id) => this.places(id).some((place) => holds(this.caller, place)));
  }

  /** What is gone stood somewhere, what is new had no place before. */
  private sees(id: string): boolean {
    return !restricted(this.caller) || this.places(id).every((place) => sees(this.caller, place));
  }

  private places(id: string): readonly Place[] {
    const { before, after } = this.states;
    return [before.access.place(id), after.access.place(id)];
  }
}

/** A change of the source's own rows says the same as one found at the resource, where it names it. */
function tells(other: AccessChange, one: AccessChange): boolean {
  return (
    other.change === one.change &&
    other.grantedBy.policy === one.grantedBy.policy &&
    other.grantedBy.entity === one.grantedBy.entity &&
    (isWithin(one.destination.id, other.destination.id) || other.destination.id.startsWith(`${one.destination.id}/`)) &&
    one.actions.every((action) => other.actions.includes(action))
  );
}

function listsBy<T>(list: readonly T[], key: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const lists = new Map<string, T[]>();
  for (const one of list) {
    const known = lists.get(key(one));
    if (known) known.push(one);
    else lists.set(key(one), [one]);
  }
  return lists;
}

const order: Readonly<Record<AccessChange['change'], number>> = { gained: 0, lost: 1, changed: 2 };

function canonical(left: AccessChange, right: AccessChange): number {
  if (left.change !== right.change) return order[left.change] - order[right.change];
  const key = ({ source, grantedBy, destination, actions }: AccessChange) =>
    [source.id, grantedBy.entity, grantedBy.policy, destination.id, actions[0]].join('\n');
  const [one, other] = [key(left), key(right)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function partsApart(before: readonly PartStatus[], after: readonly PartStatus[]): PartNotCompared[] {
  const missing = (list: readonly PartStatus[], other: readonly PartStatus[]) =>
    list.filter(
      (one) =>
        !other.some(
          ({ scope, part, provider }) => scope === one.scope && part === one.part && provider === one.provider,
        ),
    );
  const say =
    (state: PartNotCompared['state']) =>
    ({ scope, part }: PartStatus) => ({ scope, part, state });
  return [
    ...missing(after, before).map(say('collected only later')),
    ...missing(before, after).map(say('collected only before')),
  ];
}

/** One fact can change access in several ways; it is told once. */
function distinct(notes: readonly Note[]): FactNote[] {
  const told = new Map<string, FactNote>();
  for (const { touches: _touches, actions: _actions, ...note } of notes) {
    const key = `${note.id}\n${note.what}\n${note.text}`;
    if (!told.has(key)) told.set(key, note);
  }
  return [...told.values()];
}
