import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { oracleKleene } from '../oracle/aws/decide.js';
import { type Estate, oracleEstate } from '../oracle/aws/estate.js';
import { listOf, type SimulateInput } from '../oracle/aws/input.js';
import { compareDecisions, compareEstates, type EngineDecision } from './differential.js';

const directory = mkdtempSync(join(tmpdir(), 'differential-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The reference in an engine's clothes; its residual names the keys and leaves their values to a variable, which is not put to the test. */
function faithful(input: SimulateInput): EngineDecision {
  const { verdict, explicit, residualKeys } = oracleKleene(input);
  const all = [...residualKeys].map((key) => ({ key, operator: 'StringEquals', values: ['${open}'] }));
  return { verdict, explicit, residual: verdict === 'conditional' ? { all } : null };
}

/** Takes every boundary for absent. */
function forgetful(input: SimulateInput): EngineDecision {
  return faithful({ ...input, permissionBoundaries: [] });
}

describe('the harness for decisions', () => {
  it('finds nothing in an engine that agrees', async () => {
    const report = await compareDecisions(faithful, 600, 1);
    expect(report.mismatches).toEqual([]);
    expect(report.compared).toBeGreaterThan(450);
    expect(Object.keys(report.verdicts).sort()).toEqual(['allow', 'conditional', 'deny']);
  });

  it('finds a forgotten layer, makes the input small and writes it down', async () => {
    const report = await compareDecisions(forgetful, 1000, 1, { directory, most: 3 });
    expect(report.mismatches).toHaveLength(3);
    for (const { input, fault, seed } of report.mismatches) {
      expect(fault).toMatch(/^(verdict|explicit|residual)/);
      expect(input.permissionBoundaries?.length).toBe(1);
      expect(JSON.parse(readFileSync(join(directory, `decision-${seed}.json`), 'utf8'))).toMatchObject({ seed, fault });
    }
    const statements = report.mismatches.map(({ input }) =>
      [...input.identityPolicies, ...(input.permissionBoundaries ?? [])].flatMap((one) => [
        ...listOf(one.policy.Statement),
      ]),
    );
    expect(Math.min(...statements.map((list) => list.length))).toBeLessThanOrEqual(2);
  });

  it('finds a residual that lacks a deciding key, and one that names an idle key', async () => {
    const mute = (input: SimulateInput): EngineDecision => ({ ...faithful(input), residual: null });
    expect((await compareDecisions(mute, 500, 1, { most: 1 })).mismatches[0]?.fault).toMatch(/^residual-lacks: /);
    const chatty = (input: SimulateInput): EngineDecision => ({
      ...faithful(input),
      residual: { key: 'aws:Idle', operator: 'Bool', values: [] },
    });
    expect((await compareDecisions(chatty, 500, 1, { most: 1 })).mismatches[0]?.fault).toMatch(/^residual-idle: /);
  });

  it('finds a residual that names the right keys and says the wrong thing of them', async () => {
    const wrong = (input: SimulateInput): EngineDecision => {
      const any = [...oracleKleene(input).residualKeys].map((key) => ({
        key,
        operator: 'StringEquals',
        values: ['no'],
      }));
      return { ...faithful(input), residual: { any } };
    };
    expect((await compareDecisions(wrong, 500, 1, { most: 1 })).mismatches[0]?.fault).toMatch(/^residual-false: /);
  });

  it('takes an exception for a fault', async () => {
    const broken = (): EngineDecision => {
      throw new Error('no');
    };
    expect((await compareDecisions(broken, 50, 1, { most: 1 })).mismatches[0]?.fault).toBe('threw: no');
  });
});

describe('the harness for estates', () => {
  it('finds nothing in an engine that agrees', async () => {
    const report = await compareEstates((estate, now) => oracleEstate(estate, now), 8, 1);
    expect(report.mismatches).toEqual([]);
    expect(report.questions).toBeGreaterThan(100);
    expect(report.verdicts['allow']).toBeGreaterThan(5);
  });

  it('finds a forgotten organization and makes the estate small', async () => {
    const lone = (estate: Estate, now: string) => {
      const { organization: _left, ...rest } = estate;
      return oracleEstate(rest, now);
    };
    const report = await compareEstates(lone, 40, 1, { directory, most: 1 });
    const [first] = report.mismatches;
    expect(first?.input.estate.organization).toBeDefined();
    expect(first?.input.estate.identityCenter).toBeUndefined();
    expect(readdirSync(directory).some((name) => name.startsWith('estate-'))).toBe(true);
  });
});
