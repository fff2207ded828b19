import { administrativeBit, levelBits, type ServiceRow } from './aws-file.js';
import type { AccessLevel, ActionInfo } from './contract.js';

/** Actions by service, decoded when a service is first asked for. Ids are dense: services in order, actions in order. */
export class ActionTable {
  private readonly rows = new Map<string, { readonly row: ServiceRow; readonly first: number }>();
  private readonly starts: { readonly first: number; readonly service: string }[] = [];
  private readonly decoded = new Map<string, readonly ActionInfo[]>();
  private readonly byName = new Map<string, Map<string, ActionInfo>>();
  private readonly expansions = new Map<string, readonly ActionInfo[]>();
  readonly total: number;

  constructor(services: readonly ServiceRow[]) {
    let first = 0;
    for (const row of services) {
      this.rows.set(row.prefix, { row, first });
      this.starts.push({ first, service: row.prefix });
      first += row.count;
    }
    this.total = first;
  }

  of(service: string): readonly ActionInfo[] {
    const key = service.toLowerCase();
    const known = this.decoded.get(key);
    if (known) return known;
    const entry = this.rows.get(key);
    const actions = entry ? decode(entry.row, entry.first) : [];
    if (entry) this.decoded.set(key, actions);
    return actions;
  }

  find(name: string): ActionInfo | undefined {
    const lower = name.toLowerCase();
    const service = lower.slice(0, Math.max(0, lower.indexOf(':')));
    let names = this.byName.get(service);
    if (!names) {
      const actions = this.of(service);
      if (actions.length === 0) return undefined;
      names = new Map(actions.map((action) => [action.name.toLowerCase(), action]));
      this.byName.set(service, names);
    }
    return names.get(lower);
  }

  at(id: number): ActionInfo {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]!.first <= id) low = middle;
      else high = middle - 1;
    }
    const start = this.starts[low]!;
    const action = this.of(start.service)[id - start.first];
    if (!action) throw new RangeError(`no action has the id ${id}`);
    return action;
  }

  /** Both halves of an action pattern are compared without case; `*` and `?` as IAM reads them. */
  expand(pattern: string): readonly ActionInfo[] {
    const key = pattern.toLowerCase();
    const known = this.expansions.get(key);
    if (known) return known;
    const found = Object.freeze(this.search(key));
    if (this.expansions.size >= 20_000) this.expansions.clear();
    this.expansions.set(key, found);
    return found;
  }

  private search(pattern: string): ActionInfo[] {
    const all = () => this.starts.flatMap(({ service }) => this.of(service));
    if (/^\*+$/.test(pattern)) return all();
    const colon = pattern.indexOf(':');
    if (colon < 0) return [];
    const service = pattern.slice(0, colon);
    if (!/[*?]/.test(pattern)) return [this.find(pattern)].filter((action) => action !== undefined);
    const among = /[*?]/.test(service) ? all() : this.of(service);
    const glob = globRegExp(pattern);
    return among.filter((action) => glob.test(action.name));
  }
}

function globRegExp(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\/-]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'i');
}

const levelLists = Array.from({ length: administrativeBit }, (_, bits): readonly AccessLevel[] =>
  Object.freeze((Object.keys(levelBits) as AccessLevel[]).filter((level) => (bits & levelBits[level]) !== 0)),
);

function decode(row: ServiceRow, first: number): readonly ActionInfo[] {
  const sets = row.sets.map((set) => Object.freeze(set.map((index) => row.types[index]![0])));
  if (row.actions === '') return Object.freeze([]);
  return Object.freeze(
    row.actions.split(';').map((text, index): ActionInfo => {
      const [name, flags, set] = text.split(',') as [string, string, string];
      const bits = Number.parseInt(flags, 36);
      return Object.freeze({
        id: first + index,
        name: `${row.prefix}:${name}`,
        service: row.prefix,
        levels: levelLists[bits & (administrativeBit - 1)]!,
        administrative: (bits & administrativeBit) !== 0,
        resourceTypes: sets[Number.parseInt(set, 36)]!,
      });
    }),
  );
}
