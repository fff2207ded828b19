import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareEstates } from './differential.js';
import { openEngine } from './estate-engine.js';

const count = Number(process.env['GRANTGRAPH_ESTATES'] ?? 60);
const seed = Number(process.env['GRANTGRAPH_SEED'] ?? 1);

describe('engine and oracle on random estates', () => {
  it(`agree through check, who and what on ${count} estates`, async () => {
    const report = await compareEstates(openEngine, count, seed, {
      directory: join(tmpdir(), 'grantgraph-disagreements'),
      most: 5,
    });
    expect(
      report.mismatches.map(({ seed: at, fault, input }) => `${at} ${fault} ${JSON.stringify(input.question)}`),
    ).toEqual([]);
    expect(report.questions).toBeGreaterThan(count * 20);
  }, 100_000_000);
});
