import type { Residual, Verdict } from '../../src/evaluators/verdict.js';
import { conditionHolds } from '../oracle/aws/condition.js';
import { type Outcome, oracleDecide, oracleKleene, oracleWorlds, questionOf } from '../oracle/aws/decide.js';
import type { SimulateInput } from '../oracle/aws/input.js';
import { seeded } from './generators/random.js';
import { isSettled } from './generators/settled.js';
import { generateSimulateInput } from './generators/simulate-input.js';
import { minimise } from './minimise.js';
import { type CompareOptions, type Mismatch, type Report, write } from './report.js';

export { compareEstates } from './estate-differential.js';

/** What an engine says of one simulate input. */
export interface EngineDecision {
  readonly verdict: Verdict;
  readonly explicit: boolean;
  readonly residual: Residual | null | undefined;
}

export type DecisionEngine = (input: SimulateInput) => EngineDecision;

/** `count` random inputs from `seed` on, decided by the engine and by the oracle. */
export async function compareDecisions(
  engine: DecisionEngine,
  count: number,
  seed: number,
  options: CompareOptions = {},
): Promise<Report<SimulateInput>> {
  const mismatches: Mismatch<SimulateInput>[] = [];
  const verdicts: Record<string, number> = {};
  let [compared, unsettled, sharper] = [0, 0, 0];
  for (let at = seed; at < seed + count && mismatches.length < (options.most ?? 20); at += 1) {
    const input = generateSimulateInput(seeded(at));
    if (!isSettled(input)) {
      unsettled += 1;
      continue;
    }
    compared += 1;
    const { verdict } = oracleKleene(input);
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    const judgement = judge(engine, input, at % (options.residualEvery ?? 1) === 0);
    if (judgement === 'sharper') sharper += 1;
    if (judgement === 'same' || judgement === 'sharper') continue;
    mismatches.push(await reported(engine, input, at, judgement.fault, options.directory));
  }
  return { compared, unsettled, sharper, verdicts, mismatches };
}

async function reported(
  engine: DecisionEngine,
  input: SimulateInput,
  seed: number,
  fault: string,
  directory: string | undefined,
): Promise<Mismatch<SimulateInput>> {
  const kind = fault.split(':')[0];
  const small = await minimise(input, (candidate) => {
    const judgement = judge(engine, candidate);
    return isSettled(candidate) && typeof judgement === 'object' && judgement.fault.split(':')[0] === kind;
  });
  const judgement = judge(engine, small);
  const mismatch = {
    seed,
    fault: typeof judgement === 'object' ? judgement.fault : fault,
    input: small,
    expected: { ...oracleKleene(small), residualKeys: [...oracleKleene(small).residualKeys] },
    got: attempt(engine, small),
  };
  write(directory, `decision-${seed}.json`, mismatch);
  return mismatch;
}

function attempt(engine: DecisionEngine, input: SimulateInput): EngineDecision | { readonly threw: string } {
  try {
    return engine(input);
  } catch (error) {
    return { threw: error instanceof Error ? error.message : String(error) };
  }
}

type Judgement = 'same' | 'sharper' | { readonly fault: string };

/** Verdict and explicitness as the reference has them, or as every world has them; the residual must name each key that can decide alone. */
export function judge(engine: DecisionEngine, input: SimulateInput, residuals = true): Judgement {
  const got = attempt(engine, input);
  if ('threw' in got) return { fault: `threw: ${got.threw}` };
  const reference = oracleKleene(input);
  if (got.verdict !== reference.verdict || got.explicit !== reference.explicit) {
    if (isSharper(input, reference, got)) return 'sharper';
    if (got.verdict !== reference.verdict)
      return { fault: `verdict: expected ${reference.verdict}, got ${got.verdict}` };
    return { fault: `explicit: expected ${reference.explicit}, got ${got.explicit}` };
  }
  return residuals && got.verdict === 'conditional'
    ? judgeResidual(input, reference.residualKeys, got.residual ?? null)
    : 'same';
}

/** What the reference leaves open, or calls an implicit deny because a Deny is open, every world may yet decide alike. */
function isSharper(input: SimulateInput, reference: Outcome, got: EngineDecision): boolean {
  if (reference.verdict === 'allow' || reference.explicit) return false;
  const settled = oracleDecide(input);
  return settled !== null && settled.verdict === got.verdict && settled.explicit === got.explicit;
}

function judgeResidual(input: SimulateInput, possible: ReadonlySet<string>, residual: Residual | null): Judgement {
  const idle = [...keysOf(residual)].filter((key) => !possible.has(key));
  if (idle.length > 0) return { fault: `residual-idle: ${idle.join(', ')} cannot change the result` };
  const named = new Set([...keysOf(residual), ...variablesOf(residual)]);
  const left = [...(oracleDecide(input)?.residualKeys ?? [])].filter((key) => !named.has(key));
  if (left.length > 0) return { fault: `residual-lacks: ${left.join(', ')}` };
  return residual === null || holdsVariable(residual) ? 'same' : judgeWorlds(input, residual);
}

/** What remains must hold in exactly the worlds in which the request is allowed. */
function judgeWorlds(input: SimulateInput, residual: Residual): Judgement {
  for (const { input: whole, world, outcome } of oracleWorlds(input) ?? []) {
    const holds = residualHolds(residual, whole);
    if (holds !== (outcome.verdict === 'allow')) {
      return { fault: `residual-false: ${outcome.verdict}, residual ${holds} where ${JSON.stringify(world)}` };
    }
  }
  return 'same';
}

function residualHolds(residual: Residual, whole: SimulateInput): boolean {
  if ('all' in residual) return residual.all.every((one) => residualHolds(one, whole));
  if ('any' in residual) return residual.any.some((one) => residualHolds(one, whole));
  if ('not' in residual) return !residualHolds(residual.not, whole);
  if (!('key' in residual)) throw new Error('a residual of a simulated request names keys only');
  const { lookup } = questionOf(whole.request, false);
  const condition = { [residual.operator]: { [residual.key]: residual.values } };
  return conditionHolds(condition, { enabled: false, lookup }).is === 'yes';
}

type KeyLeaf = Extract<Residual, { readonly key: string }>;

function leavesOf(residual: Residual): readonly KeyLeaf[] {
  if ('all' in residual) return residual.all.flatMap(leavesOf);
  if ('any' in residual) return residual.any.flatMap(leavesOf);
  if ('not' in residual) return leavesOf(residual.not);
  return 'key' in residual ? [residual] : [];
}

/** Keys a residual tests, in lower case. */
export function keysOf(residual: Residual | null): ReadonlySet<string> {
  return new Set(residual === null ? [] : leavesOf(residual).map((leaf) => leaf.key.toLowerCase()));
}

/** Values are policy text; with a variable in it a leaf is a pattern to be read, not a test to be made. */
function holdsVariable(residual: Residual): boolean {
  return leavesOf(residual).some((leaf) => leaf.values.some((text) => text.includes('${')));
}

/** Keys that stand as variables in its values; known ones and, under an old policy version, mere text may be among them. */
function variablesOf(residual: Residual | null): ReadonlySet<string> {
  const texts = residual === null ? [] : leavesOf(residual).flatMap((leaf) => leaf.values);
  const found = texts.flatMap((text) => [...text.matchAll(/\$\{\s*([^,}*?$]+?)\s*(,[^}]*)?\}/g)]);
  return new Set(found.map((match) => match[1]!.toLowerCase()));
}
