import type { AccessChange, FactNote } from './contract.js';
import type { Note } from './notes/note.js';
import { covers, type Holding, type Right, type Rights, standingOf, wordOf } from './rights.js';

/** What two states of the same sources or resource differ in. */
export function compareRights(before: Rights, after: Rights, notes: Iterable<Note>): AccessChange[] {
  const listed = [...notes];
  const found: AccessChange[] = [];
  const [held, holds] = [new Held(before), new Held(after)];
  for (const key of new Set([...before.holdings.keys(), ...after.holdings.keys()])) {
    const old = before.holdings.get(key);
    const now = after.holdings.get(key);
    const { source, grantedBy, destination } = (now ?? old)!;
    const facts = causesOf(listed, (now ?? old)!);
    for (const { actions, before: was, after: is, heldBy } of groups(old, now, held, holds)) {
      const change = was === undefined ? 'gained' : is === undefined ? 'lost' : 'changed';
      const standings = { before: standingOf(was), after: standingOf(is) };
      found.push({ change, source, grantedBy, destination, actions, ...standings, heldBy, facts });
    }
  }
  return found;
}

interface Group {
  readonly actions: string[];
  readonly before: Right | undefined;
  readonly after: Right | undefined;
  readonly heldBy: string | null;
}

/** Actions that differ in the same way. */
function groups(old: Holding | undefined, now: Holding | undefined, held: Held, holds: Held): Iterable<Group> {
  const found = new Map<string, Group>();
  const holding = (now ?? old)!;
  for (const action of new Set([...(old?.actions.keys() ?? []), ...(now?.actions.keys() ?? [])])) {
    const before = old?.actions.get(action);
    const after = now?.actions.get(action);
    if (wordOf(before) === wordOf(after)) continue;
    let heldBy: string | null = null;
    if (before === undefined) heldBy = held.otherwise(holding, action, after!);
    else if (after === undefined) heldBy = holds.otherwise(holding, action, before);
    const key = [wordOf(before), wordOf(after), heldBy].join('\n');
    const group = found.get(key);
    if (group) group.actions.push(action);
    else found.set(key, { actions: [action], before, after, heldBy });
  }
  for (const group of found.values()) group.actions.sort();
  return found.values();
}

/** Looks for the same right by another policy, on the same destination or on a wider text. */
class Held {
  private readonly bySource = new Map<string, Holding[]>();

  constructor(rights: Rights) {
    for (const holding of rights.holdings.values()) {
      const list = this.bySource.get(holding.source.id);
      if (list) list.push(holding);
      else this.bySource.set(holding.source.id, [holding]);
    }
  }

  otherwise(holding: Holding, action: string, right: Right): string | null {
    for (const id of new Set([holding.source.id, ...everyone])) {
      for (const other of this.bySource.get(id) ?? []) {
        const held = other.actions.get(action);
        if (held && covers(held, right) && isWithin(holding.destination.id, other.destination.id))
          return id === holding.source.id ? other.grantedBy.policyName : `${other.grantedBy.policyName}, as everyone`;
      }
    }
    return null;
  }
}

/** Whoever holds something because everyone does stands behind these: no row of its own tells of it. */
const everyone = ['public', 'authenticated'] as const;

const globs = new Map<string, RegExp>();

/** Is every name the text stands for one that the pattern stands for too? Variables stand for themselves. */
export function isWithin(text: string, pattern: string): boolean {
  if (text === pattern || pattern === '*') return true;
  if (!/[*?]/.test(pattern)) return false;
  let glob = globs.get(pattern);
  if (!glob) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replace(/\?/g, '[^*]');
    glob = new RegExp(`^${source}$`, 's');
    if (globs.size >= 10_000) globs.clear();
    globs.set(pattern, glob);
  }
  return glob.test(text);
}

/** Of everything that became different around a row, what it hangs on: notes that name its policy or group before those that name none. */
function causesOf(notes: readonly Note[], { grantedBy }: Holding): Pick<FactNote, 'what' | 'id' | 'text'>[] {
  const named = notes.filter(({ policy, entity }) => policy === grantedBy.policy || entity === grantedBy.entity);
  const general = notes.filter(({ policy, entity }) => policy === undefined && entity === undefined);
  const chosen = named.length > 0 ? named : general.length > 0 ? general : notes;
  const told = new Map(chosen.map(({ what, id, text }) => [text, { what, id, text }]));
  return [...told.values()];
}
