import type { Caller } from '../callers/caller.js';
import { holds, nowhere, type Place, restricted, sees } from '../callers/scope.js';
import type { Hop, Reason } from '../evaluators/verdict.js';
import type { Access, AccessRow, AskOptions, Coverage, Granter, KnownColumns, RowSeed } from './contract.js';
import { outsideScope } from './path-contract.js';

export type Visible = (id: string) => boolean;

/** Granting entities of rows that do not name them. */
const hidden = new WeakMap<AccessRow, string>();

/** Tells rows of one granting entity from those of another, whether the caller may see it or not. */
export function grantingEntity(row: AccessRow): string {
  return hidden.get(row) ?? row.granter.entityId;
}

/** What the caller may be told of, by id. Places are looked up once. */
export function visibleTo(caller: Caller, place: (id: string) => Place): Visible {
  if (!restricted(caller)) return () => true;
  const known = new Map<string, boolean>();
  return (id) => {
    let seen = known.get(id);
    if (seen === undefined) {
      seen = sees(caller, place(id));
      if (known.size >= 50_000) known.clear();
      known.set(id, seen);
    }
    return seen;
  };
}

/**
 * Access whose enumerations keep to the row scope of who asks, so that nobody above can forget it: rows that begin or end in the scope, and of
 * those only what the scope may be told. `check` and `paths` know the scope themselves, as they resolve names.
 */
export function withRowScope(access: Access): Access {
  return {
    ...access,
    rows: (seed, options) => (restricted(options.caller) ? within(access, seed, options) : access.rows(seed, options)),
    stream: (seed, options) =>
      restricted(options.caller) ? streamWithin(access, seed, options) : access.stream(seed, options),
    coverage: (touched, caller) => coverageWithin(access.coverage(touched, caller), caller, access.place),
  };
}

function* within(access: Access, seed: RowSeed, options: AskOptions): Iterable<AccessRow> {
  for (const row of streamWithin(access, seed, options)) if (row !== null) yield row;
}

function* streamWithin(access: Access, seed: RowSeed, options: AskOptions): Iterable<AccessRow | null> {
  const { caller } = options;
  const visible = visibleTo(caller, access.place);
  const inside = new Map<string, boolean>();
  const belongs = (id: string, account: string | null): boolean => {
    const key = `${account} ${id}`;
    let known = inside.get(key);
    if (known === undefined) {
      known = holds(caller, placed(access.place(id), account));
      if (inside.size >= 50_000) inside.clear();
      inside.set(key, known);
    }
    return known;
  };
  for (const row of access.stream(blind(seed), options)) {
    if (row === null) {
      yield null;
      continue;
    }
    const { source, destination } = row;
    const mine =
      belongs(source.id, source.account) || belongs(destination.id ?? destination.pattern, destination.account);
    yield mine ? rowWithin(row, visible) : null;
  }
}

/** The row may know the account better than the id tells: of whom a granted text is depends on who granted it. */
function placed(place: Place, account: string | null): Place {
  if (place === nowhere || account === null || account === '*' || account === place.account) return place;
  return place.account === null ? { ...place, account } : place;
}

/**
 * Rows are tested once more when they are whole. Beforehand nothing is asked of who grants: which rows are not made would tell what the rows
 * do not.
 */
function blind(seed: RowSeed): RowSeed {
  const { accept, asks, ...rest } = seed;
  if (accept === undefined) return seed;
  return {
    ...rest,
    accept: ({ policy: _policy, granter: _granter, ...known }: KnownColumns) => accept(known),
    ...(asks ? { asks: new Set([...asks].filter((column) => column !== 'policy' && column !== 'granter')) } : {}),
  };
}

function rowWithin(row: AccessRow, visible: Visible): AccessRow {
  const ends = new Set([row.source.id, row.destination.id ?? row.destination.pattern]);
  const shown: Visible = (id) => ends.has(id) || visible(id);
  const granted = visible(row.granter.entityId);
  const limited: AccessRow = {
    ...row,
    path: row.path.map((hop) => hopWithin(hop, shown)),
    granter: granted ? row.granter : granterOutside(row.granter),
    residual: granted ? row.residual : null,
    because: reasonsWithin(row.because, visible, shown),
  };
  if (!granted) hidden.set(limited, row.granter.entityId);
  return limited;
}

function granterOutside({ entityType, policyType, excessive }: Granter): Granter {
  const nobody = { entityId: outsideScope, entityName: outsideScope, entityAccount: null, entityTags: {} };
  const nothing = { policyId: outsideScope, policyName: outsideScope, policyAccount: null, policyTags: {} };
  return {
    ...{ ...nobody, ...nothing, entityType, policyType, excessive },
    ...{ entityLastUsed: null, statement: outsideScope, conditions: [] },
  };
}

/** That there is a hop shows, by whom and by what does not. */
export function hopWithin(hop: Hop, visible: Visible): Hop {
  const [from, to] = [visible(hop.from), visible(hop.to)];
  if (from && to) return hop;
  return { hop: hop.hop, from: from ? hop.from : outsideScope, to: to ? hop.to : outsideScope };
}

/** Reasons of which the caller may be told; never none. `shown` = of whom he is told anyway. */
export function reasonsWithin(
  reasons: readonly Reason[],
  visible: Visible,
  shown: Visible = visible,
): readonly Reason[] {
  const told = reasons.filter((reason) => reasonVisible(reason, visible)).map((reason) => reasonWithin(reason, shown));
  if (told.length > 0 || reasons.length === 0) return told;
  return [{ key: 'outside-your-scope', layer: reasons[0]!.layer, note: outsideScope }];
}

/** A policy is shown with who carries it. */
function reasonVisible({ entity, policy }: Reason, visible: Visible): boolean {
  return entity === undefined ? policy === undefined || visible(policy) : visible(entity);
}

function reasonWithin(reason: Reason, visible: Visible): Reason {
  const { note, path, ...rest } = reason;
  return {
    ...rest,
    ...(path ? { path: path.map((hop) => hopWithin(hop, visible)) } : {}),
    ...(note !== undefined && namesNone(note, visible) ? { note } : {}),
  };
}

/** Ids that stand in readable text. */
const ids = /arn:[^\s`'",)]+|\b\d{12}\b/g;

function namesNone(text: string, visible: Visible): boolean {
  return [...text.matchAll(ids)].every(([id]) => visible(id));
}

/** Scopes and layers of which the caller may be told. */
export function coverageWithin(coverage: Coverage, caller: Caller, place: (id: string) => Place): Coverage {
  if (!restricted(caller)) return coverage;
  const visible = visibleTo(caller, place);
  return {
    scopes: coverage.scopes.filter(({ id }) => visible(id)),
    notCollected: coverage.notCollected.filter(({ scope }) => visible(scope)),
  };
}
