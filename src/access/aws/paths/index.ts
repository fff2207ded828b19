import { GrantgraphError } from '../../../base/errors.js';
import { assertSees } from '../../../callers/scope.js';
import type { Verdict } from '../../../evaluators/verdict.js';
import type { AskOptions } from '../../contract.js';
import type { AccessPath, PathCut, PathHop, PathQuestion, PathsAnswer } from '../../path-contract.js';
import { type Ending, shortestPaths } from '../../shortest-paths.js';
import type { Actor } from '../actors.js';
import { isAccountId } from '../arn.js';
import { estateCoverage } from '../coverage.js';
import type { AwsEstate } from '../estate.js';
import { resolvePrincipal, resolveResource } from '../names.js';
import { placeOf } from '../place.js';
import { sourceFor } from '../sources.js';
import { Arrivals } from './arrivals.js';
import { Budget, OutOfTime } from './budget.js';
import { HopGraph, hopsOf, type Step } from './hop-graph.js';
import { nearMiss } from './nearest.js';
import { withinScope } from './scope.js';

export const defaultCount = 10;
export const defaultLength = 8;
const defaultTimeMs = 10_000;
const nearestTimeMs = 3_000;

/** What could also lead on and is not computed, so that "no path" is not read as more than it says. */
const notComputed: PathsAnswer['notComputed'] = [
  { hop: 'pass', what: 'a role handed to something new that runs code' },
  { hop: 'execute', what: 'code run on a workload that has a role' },
  { hop: 'impersonate', what: 'credentials made for somebody else' },
];

/** How can an identity reach a resource: simple paths, shortest first, all hops counted. */
export function paths(estate: AwsEstate, question: PathQuestion, options: AskOptions): PathsAnswer {
  const starts = resolvePrincipal(estate, question.identity, options.caller);
  const resource = resolveResource(estate, question.resource, options.caller);
  for (const id of starts) assertSees(options.caller, placeOf(estate, id), question.identity);
  assertSees(options.caller, placeOf(estate, resource), question.resource);
  const search = new Search(estate, starts, resource, question, options);
  return withinScope(search.answer(question.identity), options.caller, estate);
}

class Search {
  private readonly budget: Budget;
  private readonly graph: HopGraph;
  private readonly arrivals: Arrivals;
  private readonly met = new Map<string, Actor>();
  private readonly count: number;
  private readonly length: number;
  private cut: PathCut | null = null;

  constructor(
    private readonly estate: AwsEstate,
    private readonly starts: readonly string[],
    private readonly resource: string,
    question: PathQuestion,
    private readonly options: AskOptions,
  ) {
    this.budget = new Budget(question.timeMs ?? defaultTimeMs, options.signal);
    this.count = question.count ?? defaultCount;
    this.length = question.length ?? defaultLength;
    this.graph = new HopGraph(estate, this.ask, this.budget);
    this.arrivals = new Arrivals(estate, resource, this.ask, this.budget);
  }

  private get ask() {
    return { now: this.options.now, context: this.options.context };
  }

  answer(asked: string): PathsAnswer {
    const { estate, resource, starts } = this;
    const found: AccessPath[] = [];
    this.within(() => {
      if (!starts.some((id) => this.graph.acts(id)))
        throw new GrantgraphError('not-an-identity', `\`${asked}\` does not act: nothing of it runs as an identity`, {
          exit: 2,
        });
      for (const path of this.search()) found.push(path);
    });
    const nearest = found.length > 0 || this.cut ? null : this.nearest();
    const accounts = new Set(
      [...this.met.keys(), resource, ...starts].flatMap((id) => placeOf(estate, id).account ?? []),
    );
    const coverage = estateCoverage(estate, accounts);
    const flips = this.options.strict === true && coverage.notCollected.some((entry) => entry.couldFlip);
    const strict = found.map((path): AccessPath => (flips ? { ...path, verdict: 'unknown' } : path));
    return {
      identities: starts,
      resource,
      paths: strict,
      cut: this.cut,
      nearest,
      notComputed,
      lookedAt: this.met.size,
      coverage,
      names: this.names(strict, nearest),
    };
  }

  /** Own actors among those met: they are not somebody else. */
  private actors(): number {
    return this.starts.filter((id) => this.met.has(id)).length;
  }

  private within(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
      this.cut = { reason: 'time', limit: this.budget.timeMs };
    }
  }

  /** An extra, with a little time of its own: the answer stands without it. */
  private nearest(): PathsAnswer['nearest'] {
    const budget = new Budget(nearestTimeMs, this.options.signal);
    try {
      return nearMiss(this.estate, this.resource, [...this.met.values()], this.actors(), this.ask, budget);
    } catch (error) {
      if (error instanceof OutOfTime) return null;
      throw error;
    }
  }

  /** Several identities of one person take turns, shortest paths first. */
  private *search(): Iterable<AccessPath> {
    const graph = { steps: (id: string) => this.graph.steps(id), arrives: (id: string) => this.arrives(id) };
    const searches = this.starts.map((start) => {
      const walk = shortestPaths(graph, start, this.length);
      return { start, walk, next: walk.next() };
    });
    let count = 0;
    for (;;) {
      const ready = searches.filter(({ next }) => !next.done);
      const shortest = ready.toSorted((left, right) => lengthOf(left.next) - lengthOf(right.next))[0];
      if (!shortest) break;
      if (count++ >= this.count) {
        this.cut = { reason: 'count', limit: this.count };
        return;
      }
      yield this.path(shortest.start, shortest.next.value as readonly Step[]);
      shortest.next = shortest.walk.next();
    }
    const endings = searches.map(({ next }) => next.value as Ending);
    if (endings.includes('work')) this.cut = { reason: 'work', limit: 500_000 };
    else if (endings.includes('length')) this.cut = { reason: 'length', limit: this.length };
  }

  private arrives(id: string): boolean {
    const actor = this.graph.actor(id);
    if (actor) this.met.set(id, actor);
    return id === this.resource || (actor !== null && this.arrivals.reaches(actor));
  }

  private path(start: string, steps: readonly Step[]): AccessPath {
    const hops = steps.flatMap((step) => hopsOf(this.estate, step));
    const end = steps.at(-1)?.to ?? start;
    const actor = this.graph.actor(end);
    const grants = end === this.resource || actor === null ? [] : this.arrivals.grants(actor);
    const granted = best(grants.map((grant) => grant.verdict));
    return { hops, grants, verdict: worst([...hops.map((hop) => hop.verdict), granted]), length: steps.length };
  }

  private names(found: readonly AccessPath[], nearest: PathsAnswer['nearest']): Record<string, string> {
    const ids = new Set([...this.starts, this.resource, ...(nearest?.others.map(({ id }) => id) ?? [])]);
    if (nearest?.missing) ids.add(nearest.missing.from).add(nearest.missing.to);
    for (const { hops, grants } of found) {
      for (const { from, to } of hops) ids.add(from).add(to);
      for (const { entity } of grants) ids.add(entity);
    }
    const names: Record<string, string> = {};
    for (const id of ids) {
      const source = sourceFor(this.estate, id);
      const name =
        id === 'public' ? 'everyone' : (source?.idp?.email ?? source?.name ?? this.estate.set.node(id)?.name);
      if (name !== undefined && name !== id && !isAccountId(id)) names[id] = name;
    }
    return names;
  }
}

const lengthOf = (next: IteratorResult<readonly Step[], Ending>): number =>
  next.done ? Number.POSITIVE_INFINITY : next.value.length;

type Open = PathHop['verdict'];

function best(verdicts: readonly Open[]): Open {
  if (verdicts.length === 0 || verdicts.includes('allow')) return 'allow';
  return verdicts.includes('conditional') ? 'conditional' : 'unknown';
}

/** All must hold: unknown unless one denies, as everywhere. */
function worst(verdicts: readonly Verdict[]): Open {
  if (verdicts.includes('unknown')) return 'unknown';
  return verdicts.includes('conditional') ? 'conditional' : 'allow';
}
