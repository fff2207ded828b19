import { describe, expect, it } from 'vitest';
import { simulateAzure } from '../../src/evaluators/azure/simulate.js';
import type { Decision, Residual } from '../../src/evaluators/verdict.js';
import { valuesOf } from '../oracle/azure/condition.js';
import { oracleDecide } from '../oracle/azure/decide.js';
import type { AzureCase, CaseBlock, CaseRole, ContextValue, Term } from '../oracle/azure/input.js';
import { residualHolds } from '../oracle/azure/residual.js';
import { generateAzureCase } from './generators/azure-case.js';
import { words } from './generators/azure-conditions.js';
import { printCase } from './generators/azure-print.js';
import { seeded } from './generators/random.js';

/** GRANTGRAPH_CASES asks for a long run; GRANTGRAPH_SEED begins elsewhere. */
const count = Number(process.env['GRANTGRAPH_CASES'] ?? 6000);
const first = Number(process.env['GRANTGRAPH_SEED'] ?? 500);
const order = { deny: 0, conditional: 1, allow: 2, unknown: Number.NaN } as const;
const rank = ({ verdict }: Decision): number => order[verdict];

interface Example {
  readonly seed: number;
  readonly asked: AzureCase;
  readonly decision: Decision;
}

const decideCase = (asked: AzureCase, seed: number): Decision => simulateAzure(printCase(asked, seeded(seed)));

function* examples(): Generator<Example> {
  for (let seed = first; seed < first + count; seed += 1) {
    const asked = generateAzureCase(seeded(seed));
    yield { seed, asked, decision: decideCase(asked, seed) };
  }
}

/** The first example whose changed question breaks the law, with both verdicts. */
function breach(
  change: (example: Example) => AzureCase | null,
  holds: (before: Decision, after: Decision) => boolean,
): { readonly moved: number; readonly found: unknown } {
  let moved = 0;
  for (const example of examples()) {
    const asked = change(example);
    if (asked === null) continue;
    const after = decideCase(asked, example.seed);
    if (after.verdict !== example.decision.verdict) moved += 1;
    if (!holds(example.decision, after)) return { moved, found: { before: example.decision, after, asked } };
  }
  return { moved, found: null };
}

const neverLower = (before: Decision, after: Decision) => rank(after) >= rank(before);
const neverHigher = (before: Decision, after: Decision) => rank(after) <= rank(before);

describe('engine and oracle on random role assignments', () => {
  it(`agree on ${count.toLocaleString('en')} questions, every verdict among them`, () => {
    const kinds: Record<string, number> = {};
    for (const { seed, asked, decision } of examples()) {
      const { verdict, explicit } = decision;
      expect({ verdict, explicit }, JSON.stringify({ seed, input: printCase(asked, seeded(seed)) })).toEqual(
        oracleDecide(asked),
      );
      kinds[`${verdict} ${explicit}`] = (kinds[`${verdict} ${explicit}`] ?? 0) + 1;
    }
    for (const kind of ['allow false', 'conditional false', 'deny false', 'deny true'])
      expect(kinds[kind], kind).toBeGreaterThan(count / 25);
  });

  it('agree on what remains: it holds in exactly the worlds in which the request is allowed', () => {
    let checked = 0;
    for (const { seed, asked, decision } of examples()) {
      if (decision.verdict !== 'conditional') continue;
      for (const whole of worlds(asked, openKeys(decision.residual))) {
        const holds = residualHolds(decision.residual!, whole);
        if (holds === null) break;
        checked += 1;
        expect(holds, JSON.stringify({ seed, context: whole.context, decision })).toBe(
          oracleDecide(whole).verdict === 'allow',
        );
      }
    }
    expect(checked).toBeGreaterThan(count);
  });
});

describe('laws', () => {
  it('one more role assignment never lowers a verdict', () => {
    const { moved, found } = breach(({ seed, asked }) => {
      const other = generateAzureCase(seeded(seed + 1_000_000));
      const roles = other.roles.map((role) => ({ ...role, guid: role.guid.replace(/^d/, 'e') }));
      const added = other.assignments.map((one) => ({ ...one, roleGuid: one.roleGuid.replace(/^d/, 'e') }));
      return { ...asked, roles: [...asked.roles, ...roles], assignments: [...asked.assignments, ...added] };
    }, neverLower);
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(count / 50);
  });

  it('one more deny assignment never raises one', () => {
    const { moved, found } = breach(({ seed, asked }) => {
      const { denies } = generateAzureCase(seeded(seed + 2_000_000));
      return { ...asked, denies: [...asked.denies, ...denies] };
    }, neverHigher);
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(count / 50);
  });

  it('a condition on every assignment never raises one', () => {
    const condition: Term = { is: 'exists', attribute: words[0]!.attribute };
    const { moved, found } = breach(
      ({ asked }) => ({
        ...asked,
        assignments: asked.assignments.map((one) => ({
          ...one,
          condition: one.condition ? { is: 'and', terms: [one.condition, condition] } : condition,
        })),
      }),
      neverHigher,
    );
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(count / 50);
  });

  it('what a role leaves out never raises one, and another role may still give it', () => {
    const without = (block: CaseBlock): CaseBlock => ({ ...block, notActions: ['*'], notDataActions: ['*'] });
    const less = ({ permissions, ...role }: CaseRole): CaseRole => ({ ...role, permissions: permissions.map(without) });
    const { moved, found } = breach(
      ({ asked }) => ({ ...asked, roles: [less(asked.roles[0]!), ...asked.roles.slice(1)] }),
      neverHigher,
    );
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(count / 50);
  });

  it('one more group never lowers a verdict where nothing is denied', () => {
    const { moved, found } = breach(
      ({ asked }) =>
        asked.denies.length > 0
          ? null
          : { ...asked, memberOf: ['bbbbbbbb-0000-0000-0000-000000000001', 'bbbbbbbb-0000-0000-0000-000000000002'] },
      neverLower,
    );
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(count / 100);
  });

  it('the reasons named, alone, give the same verdict and residual', () => {
    const { found } = breach(
      ({ asked, decision }) => {
        if (decision.verdict === 'deny' && !decision.explicit) return null;
        const named = new Set(decision.because.map((reason) => reason.policy));
        return {
          ...asked,
          assignments: asked.assignments.filter(({ id }) => named.has(id)),
          denies: asked.denies.filter(({ id }) => named.has(id)),
        };
      },
      (before, after) =>
        after.verdict === before.verdict &&
        after.explicit === before.explicit &&
        JSON.stringify(after.residual) === JSON.stringify(before.residual),
    );
    expect(found).toBeNull();
  });
});

/** Keys of the residual, and attributes standing among its values. */
function openKeys(residual: Residual | null): ReadonlySet<string> {
  if (residual === null) return new Set();
  if ('all' in residual) return new Set(residual.all.flatMap((one) => [...openKeys(one)]));
  if ('any' in residual) return new Set(residual.any.flatMap((one) => [...openKeys(one)]));
  if ('not' in residual) return openKeys(residual.not);
  return new Set('key' in residual ? [residual.key] : []);
}

/** Every way to say what is unsaid, by the values the generator knows; the first three open keys in all combinations. */
function worlds(asked: AzureCase, keys: ReadonlySet<string>): readonly AzureCase[] {
  let all: AzureCase[] = [asked];
  for (const key of [...keys].slice(0, 3))
    all = all.flatMap((one) => choices(key).map((value) => said(one, key, value)));
  return all.map((one) => ({ ...one, context: { ...rest(one), ...one.context } }));
}

function choices(key: string): readonly ContextValue[] {
  if (key === 'SubOperation') return ['', 'Blob.List'];
  const word = words.find(({ attribute }) => attribute === key)!;
  return [null, ...word.values, ...(word.multi ? [word.values.slice(0, 2) as ContextValue] : [])];
}

function said(asked: AzureCase, key: string, value: ContextValue): AzureCase {
  return { ...asked, context: { ...asked.context, [key]: value } };
}

/** What is still unsaid is absent. */
function rest(asked: AzureCase): Record<string, ContextValue> {
  const open = words.filter(({ attribute }) => valuesOf(asked, attribute) === undefined);
  return { SubOperation: '', ...Object.fromEntries(open.map(({ attribute }) => [attribute, null])) };
}
