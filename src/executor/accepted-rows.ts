import type { Access, AccessRow, AskOptions, RowSeed } from '../access/contract.js';
import { type Visible, visibleTo } from '../access/row-scope.js';
import { GrantgraphError } from '../base/errors.js';
import type { BoundExpression, Branch, RowsPlan } from '../planner/index.js';
import type { WorkingSet } from '../store/contract.js';
import { type Compiled, columnsAsked, compile } from './compile.js';
import { containing } from './contains-all.js';
import type { RowEnvironment } from './getters.js';
import type { Pace } from './limits.js';
import { reaches } from './reach-test.js';
import { type ResolvedSeed, resolveSeed } from './resolve-seed.js';
import { fewest } from './start.js';

/** What a run found out beside its rows. */
export interface Findings {
  /** Words of a question that nothing collected knows. */
  readonly unknown: Set<string>;
  /** Rows that access made, accepted or not. */
  made: number;
}

export interface Running {
  readonly plan: RowsPlan;
  readonly access: Access;
  readonly environment: RowEnvironment;
  readonly options: AskOptions;
  readonly pace: Pace;
  readonly findings: Findings;
}

/** The rows of a plan, before they are ordered, grouped or cut into pages; null = a place to pause. */
export function* acceptedRows(running: Running): Iterable<AccessRow | null> {
  const { plan } = running;
  const rows = function* () {
    const given: RowTest[] = [];
    for (const branch of plan.branches) given.push(yield* branchRows(running, branch, given));
  };
  if (plan.containsAll.length > 0) yield* containing(plan.containsAll, rows(), running.pace);
  else yield* rows();
}

type RowTest = (row: AccessRow) => boolean;

/** One way of asking: its words become ids, access enumerates, and the whole row is tested. Answers which rows it gives. */
function* branchRows(
  running: Running,
  branch: Branch,
  given: readonly RowTest[],
): Generator<AccessRow | null, RowTest> {
  const { access, environment, findings } = running;
  const holds = compile(branch.where && withoutLists(branch.where), environment);
  const accepted = rowTest(running, holds);
  const ask = askOptions(running);
  const seeds = rowSeeds(running, branch, holds).map(({ seed, lacking }) => ({
    seed,
    granted: seed.resources === undefined || seed.resources === 'granted',
    named: nameTest(lacking, environment),
  }));
  for (const { seed, named } of seeds) {
    for (const row of access.stream(seed, ask)) {
      if (row === null) {
        yield null;
        continue;
      }
      findings.made++;
      yield accepted(row) && named(row) && !given.some((gave) => gave(row)) ? row : null;
    }
  }
  return (row) =>
    holds(row) === true && seeds.some(({ granted, named }) => (row.destination.id === null) === granted && named(row));
}

/** Names that the inventory lacks are looked for in granted text that spells or covers them; without such names any row will do. */
function nameTest(lacking: readonly string[] | undefined, environment: RowEnvironment): RowTest {
  if (lacking === undefined) return () => true;
  const reached = reaches(lacking, environment);
  return ({ destination: { name, id, pattern } }) => reached(name, id !== null) || reached(id ?? pattern, id !== null);
}

/** The seeds that a branch asks access with, each entered where the fewest stand. */
export function rowSeeds(running: Running, branch: Branch, holds: Compiled): readonly ResolvedSeed[] {
  const { plan, access, environment, findings, options, pace } = running;
  const { set, catalogue } = environment;
  const seed = plan.containsAll.length > 1 ? { ...branch.seed, actions: plan.containsAll.flat() } : branch.seed;
  const resolved = resolveSeed({
    seed,
    set,
    access,
    catalogue,
    strict: branch.where === null,
    elsewhere: plan.beyond.providers.length > 0,
    unknown: findings.unknown,
    visible: visibleTo(options.caller, access.place),
  });
  const accept: RowSeed['accept'] = (known) => {
    pace.tick();
    return holds(known) !== false;
  };
  const narrowed = branch.where === null ? {} : { accept, asks: columnsAsked(branch.where), everyoneApart: true };
  return resolved.map((one) => ({ ...one, seed: fewest({ ...one.seed, ...narrowed }, access) }));
}

function askOptions({ plan, options, pace }: Running): AskOptions {
  return {
    ...options,
    work: pace,
    reach: plan.reach === 'all' ? 'all' : (options.reach ?? 'own'),
    ...(plan.context ? { context: { ...options.context, ...plan.context } } : {}),
  };
}

function rowTest({ plan, environment, access, options }: Running, holds: Compiled): (row: AccessRow) => boolean {
  const listed = new Set(plan.containsAll.flat().map((action) => action.toLowerCase()));
  const group =
    plan.outsideGroup === undefined
      ? undefined
      : knownGroup(plan.outsideGroup, environment.set, visibleTo(options.caller, access.place)).toLowerCase();
  return (row) =>
    (listed.size === 0 || listed.has(row.action.name.toLowerCase())) &&
    holds(row) === true &&
    (!plan.usersOnly || row.source.user) &&
    (group === undefined || !isMember(row, group));
}

function isMember({ source }: AccessRow, group: string): boolean {
  return source.groups.some((one) => one.id.toLowerCase() === group || one.name.toLowerCase() === group);
}

/** Everybody is outside of a group that does not exist: such an answer would say nothing. */
function knownGroup(text: string, set: WorkingSet, visible: Visible): string {
  if (set.resolve(text).some((ref) => ref.kind.endsWith('group') && visible(ref.id))) return text;
  throw new GrantgraphError('unknown-group', `no group called \`${text}\``, {
    exit: 2,
    hint: 'give the name or id of a group',
  });
}

/** One row holds one action: CONTAINS ALL is asked of many rows, not of each. It stands in the top-level AND only. */
function withoutLists(where: BoundExpression): BoundExpression {
  if (where.kind === 'predicate') return where.operator === 'CONTAINS ALL' ? { kind: 'and', parts: [] } : where;
  return where.kind === 'and' ? { kind: 'and', parts: where.parts.map(withoutLists) } : where;
}
