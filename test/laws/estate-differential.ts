import type { Verdict } from '../../src/evaluators/verdict.js';
import { actorsOf } from '../oracle/aws/estate/actors.js';
import { identitiesOf, resourcesFor, withoutRoot } from '../oracle/aws/estate/inventory.js';
import { type Answer, type Estate, isObjectAction, oracleEstate } from '../oracle/aws/estate.js';
import { generateEstate } from './generators/estate.js';
import { type Asked, generateAsked } from './generators/estate-names.js';
import { pick, seeded } from './generators/random.js';
import { minimise } from './minimise.js';
import { type CompareOptions, type Mismatch, write } from './report.js';

type Now<T> = T | Promise<T>;

export interface Holder {
  readonly id: string;
  readonly verdict: Verdict;
}

/** One estate inside the engine under test. Ids as in the dumps; accounts by number; `public`, `authenticated`. */
export interface EngineOnEstate {
  check(principal: string, action: string, resource: string): Now<Answer>;
  /** Everybody whose verdict is not deny. */
  who(action: string, resource: string): Now<readonly Holder[]>;
  /** Every inventory resource whose verdict is not deny. */
  what(principal: string, action: string): Now<readonly Holder[]>;
  close?(): Now<void>;
}

export type EstateEngine = (estate: Estate, now: string) => Now<EngineOnEstate>;

export interface EstateMismatch {
  readonly estate: Estate;
  readonly question: Question;
}

export type Question =
  | { readonly ask: 'check'; readonly principal: string; readonly action: string; readonly resource: string }
  | { readonly ask: 'who'; readonly action: string; readonly resource: string }
  | { readonly ask: 'what'; readonly principal: string; readonly action: string };

export interface EstateReport {
  readonly estates: number;
  readonly questions: number;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly mismatches: readonly Mismatch<EstateMismatch>[];
}

const NOW = '2026-11-23T00:00:00Z';

/** `count` random estates from `seed` on, each asked a handful of questions in every form. */
export async function compareEstates(
  engine: EstateEngine,
  count: number,
  seed: number,
  options: CompareOptions = {},
): Promise<EstateReport> {
  const mismatches: Mismatch<EstateMismatch>[] = [];
  const verdicts: Record<string, number> = {};
  let [estates, questions] = [0, 0];
  for (let at = seed; at < seed + count && mismatches.length < (options.most ?? 20); at += 1) {
    const random = seeded(at);
    const { estate, names } = generateEstate(random);
    estates += 1;
    const asked = Array.from({ length: 3 }, () => generateAsked(random, names));
    const list = asked.flatMap((one) => questionsAbout(estate, one, pick(random, identitiesOf(estate))));
    questions += list.length;
    await withEngine(engine, estate, async (opened) => {
      for (const question of list) {
        if (question.ask === 'check') tally(verdicts, answerOf(estate, question).verdict);
        const fault = await faultOf(opened, estate, question);
        if (fault !== null) mismatches.push(await reported(engine, estate, question, at, fault, options));
      }
    });
  }
  return { estates, questions, verdicts, mismatches };
}

function tally(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function questionsAbout(estate: Estate, asked: Asked, principal: string): readonly Question[] {
  const checks = identitiesOf(estate).map((one) => ({ ask: 'check' as const, principal: one, ...asked }));
  return [{ ask: 'who', ...asked }, { ask: 'what', principal, action: asked.action }, ...checks];
}

async function withEngine<T>(
  engine: EstateEngine,
  estate: Estate,
  use: (on: EngineOnEstate) => Promise<T>,
): Promise<T> {
  const opened = await engine(estate, NOW);
  try {
    return await use(opened);
  } finally {
    await opened.close?.();
  }
}

function answerOf(estate: Estate, question: Extract<Question, { ask: 'check' }>): Answer {
  return oracleEstate(estate, NOW).check(question.principal, question.action, question.resource);
}

async function reported(
  engine: EstateEngine,
  estate: Estate,
  question: Question,
  seed: number,
  fault: string,
  options: CompareOptions,
): Promise<Mismatch<EstateMismatch>> {
  const kind = fault.split(':')[0];
  const fails = (candidate: Estate) =>
    withEngine(engine, candidate, async (on) => (await faultOf(on, candidate, question))?.split(':')[0] === kind);
  const small = await minimise(estate, fails);
  const last = await withEngine(engine, small, (on) => faultOf(on, small, question));
  const mismatch = { seed, fault: last ?? fault, input: { estate: small, question }, expected: null, got: null };
  write(options.directory, `estate-${seed}-${question.ask}.json`, mismatch);
  return mismatch;
}

/** null: no difference that the vendor's text and the design settle. */
export async function faultOf(on: EngineOnEstate, estate: Estate, question: Question): Promise<string | null> {
  try {
    if (question.ask === 'check') return await checkFault(on, estate, question);
    return question.ask === 'who' ? await whoFault(on, estate, question) : await whatFault(on, estate, question);
  } catch (error) {
    return `threw: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function checkFault(
  on: EngineOnEstate,
  estate: Estate,
  question: Extract<Question, { ask: 'check' }>,
): Promise<string | null> {
  const expected = answerOf(estate, question);
  const got = await on.check(question.principal, question.action, question.resource);
  if (got.verdict !== expected.verdict) return `check: expected ${expected.verdict}, got ${got.verdict}`;
  if (!isExplicitSettled(estate, question) || got.verdict !== 'deny') return null;
  return got.explicit === expected.explicit ? null : `explicit: expected ${expected.explicit}, got ${got.explicit}`;
}

/** With several sessions, several contents or a key beside the object, "the" deny is more than one. */
function isExplicitSettled(estate: Estate, question: Extract<Question, { ask: 'check' }>): boolean {
  return actorsOf(estate, question.principal).length === 1 && !isObjectAction(question.action);
}

/** Everybody the oracle finds, with the same verdict; whoever holds no more than everybody may stand behind `public` or `authenticated`. */
async function whoFault(
  on: EngineOnEstate,
  estate: Estate,
  question: Extract<Question, { ask: 'who' }>,
): Promise<string | null> {
  const oracle = oracleEstate(estate, NOW);
  const found = byId(await on.who(question.action, question.resource));
  for (const expected of oracle.who(question.action, question.resource)) {
    const got = found.get(expected.id);
    if (got === undefined && isBehindEveryone(found, expected)) continue;
    if (got !== expected.verdict) return `who: ${expected.id} expected ${expected.verdict}, got ${got ?? 'nothing'}`;
  }
  for (const [id, verdict] of found) {
    if (actorsOf(estate, id).length === 0) continue;
    const expected = oracle.check(id, question.action, question.resource);
    if (expected.verdict !== verdict) return `who: ${id} expected ${expected.verdict}, got ${verdict}`;
  }
  return null;
}

function byId(holders: readonly Holder[]): ReadonlyMap<string, Verdict> {
  return new Map(holders.map((holder) => [withoutRoot(holder.id), holder.verdict]));
}

function isBehindEveryone(found: ReadonlyMap<string, Verdict>, expected: Holder): boolean {
  return ['public', 'authenticated'].some((everyone) => {
    const verdict = found.get(everyone);
    return verdict === 'allow' || (verdict !== undefined && verdict === expected.verdict);
  });
}

async function whatFault(
  on: EngineOnEstate,
  estate: Estate,
  question: Extract<Question, { ask: 'what' }>,
): Promise<string | null> {
  const found = byId(await on.what(question.principal, question.action));
  const oracle = oracleEstate(estate, NOW);
  for (const resource of resourcesFor(estate, question.action)) {
    const expected = oracle.check(question.principal, question.action, resource).verdict;
    const got = found.get(resource) ?? 'deny';
    if (got !== expected) return `what: ${resource} expected ${expected}, got ${got}`;
  }
  return null;
}
