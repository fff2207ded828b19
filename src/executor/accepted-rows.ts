import type { Access, AccessRow, AskOptions, RowSeed } from '../access/contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { BoundExpression, RowsPlan, Seed } from '../planner/index.js';
import type { WorkingSet } from '../store/contract.js';
import { acceptances } from './acceptances.js';
import type { RowEnvironment } from './getters.js';
import { type Clock, mostHeld, tooMany } from './limits.js';
import { matches } from './matches.js';
import { resolveSeed } from './resolve-seed.js';

/** The rows of a plan, before they are ordered, grouped or cut into pages. */
export function* acceptedRows(
  plan: RowsPlan,
  access: Access,
  environment: RowEnvironment,
  options: AskOptions,
  clock: Clock,
): Iterable<AccessRow> {
  const { set, catalogue } = environment;
  const where = plan.where && withoutLists(plan.where);
  const listed = new Set(plan.containsAll.flat().map((action) => action.toLowerCase()));
  const seeds = resolveSeed({ seed: seedOf(plan), set, catalogue, strict: plan.where === null });
  const ask: AskOptions = {
    ...options,
    reach: plan.reach === 'all' ? 'all' : (options.reach ?? 'own'),
    ...(plan.context ? { context: { ...options.context, ...plan.context } } : {}),
  };
  const group = plan.outsideGroup === undefined ? undefined : knownGroup(plan.outsideGroup, set).toLowerCase();
  const accepted = (row: AccessRow) =>
    (listed.size === 0 || listed.has(row.action.name.toLowerCase())) &&
    matches(where, row, environment) &&
    (!plan.usersOnly || row.source.user) &&
    (group === undefined ||
      !row.source.groups.some((one) => one.id.toLowerCase() === group || one.name.toLowerCase() === group)) &&
    visible(row, options);
  function* rows(): Iterable<AccessRow> {
    for (const { seed, only } of seeds) {
      for (const row of access.rows(timed({ ...seed, ...acceptances(where, environment) }, clock), ask)) {
        clock();
        if ((only === undefined || names(row, only)) && accepted(row)) yield row;
      }
    }
  }
  if (plan.containsAll.length > 0) yield* containing(plan, rows());
  else yield* rows();
}

/** Everybody is outside of a group that does not exist: such an answer would say nothing. */
function knownGroup(text: string, set: WorkingSet): string {
  if (set.resolve(text).some((ref) => ref.kind.endsWith('group'))) return text;
  throw new GrantgraphError('unknown-group', `no group called \`${text}\``, {
    exit: 2,
    hint: 'give the name or id of a group',
  });
}

/** Several lists want the actions of all of them. */
function seedOf({ seed, containsAll }: RowsPlan): Seed {
  return containsAll.length > 1 ? { ...seed, actions: containsAll.flat() } : seed;
}

/** One row holds one action: CONTAINS ALL is asked of many rows, not of each. It stands in the top-level AND only. */
function withoutLists(where: BoundExpression): BoundExpression {
  if (where.kind === 'predicate') return where.operator === 'CONTAINS ALL' ? { kind: 'and', parts: [] } : where;
  return where.kind === 'and' ? { kind: 'and', parts: where.parts.map(withoutLists) } : where;
}

function names({ destination }: AccessRow, wanted: ReadonlySet<string>): boolean {
  return [destination.name, destination.id ?? destination.pattern].some((text) => wanted.has(text.toLowerCase()));
}

/** Long stretches without a row are on the clock too. */
function timed(seed: RowSeed, clock: Clock): RowSeed {
  const { acceptSource, acceptAction, resources } = seed;
  const ticking =
    <T>(accept: (one: T) => boolean) =>
    (one: T) => {
      clock();
      return accept(one);
    };
  return {
    ...seed,
    ...(acceptSource ? { acceptSource: ticking(acceptSource) } : {}),
    ...(acceptAction ? { acceptAction: ticking(acceptAction) } : {}),
    ...(typeof resources === 'object' && 'filter' in resources
      ? { resources: { ...resources, accept: ticking(resources.accept ?? (() => true)) } }
      : {}),
  };
}

/** Rows of a caller with a row scope: those that begin or end in it. */
function visible(row: AccessRow, { caller }: AskOptions): boolean {
  if (caller.accounts === null) return true;
  return [row.source.account, row.destination.account].some(
    (account) => account !== null && caller.accounts!.has(account),
  );
}

/** CONTAINS ALL: one source holds every listed action through the same granting entity. */
function* containing(plan: RowsPlan, rows: Iterable<AccessRow>): Iterable<AccessRow> {
  const groups = new Map<string, { rows: AccessRow[]; actions: Set<string> }>();
  let held = 0;
  for (const row of rows) {
    if (++held > mostHeld) throw tooMany();
    const key = `${row.source.id}\n${row.granter.entityId}`;
    const group = groups.get(key) ?? { rows: [], actions: new Set() };
    group.rows.push(row);
    group.actions.add(row.action.name.toLowerCase());
    groups.set(key, group);
  }
  for (const group of groups.values()) {
    if (plan.containsAll.every((list) => list.every((action) => group.actions.has(action.toLowerCase()))))
      yield* group.rows;
  }
}
