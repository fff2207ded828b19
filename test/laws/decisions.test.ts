import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulateAws } from '../../src/evaluators/aws/simulate.js';
import { compareDecisions } from './differential.js';

/** GRANTGRAPH_CASES asks for a long run; GRANTGRAPH_SEED begins elsewhere. Disagreements are written as corpus files. */
const count = Number(process.env['GRANTGRAPH_CASES'] ?? 20_000);
/** Every verdict is compared; of the residuals, which take all worlds to judge, one in so many. */
const residualEvery = Number(process.env['GRANTGRAPH_RESIDUAL_EVERY'] ?? (count > 100_000 ? 100 : 4));
const seed = Number(process.env['GRANTGRAPH_SEED'] ?? 77);
const directory = join(tmpdir(), 'grantgraph-disagreements');

describe('engine and oracle on random policy sets', () => {
  it(`agree on ${count.toLocaleString('en')} requests`, async () => {
    const report = await compareDecisions(simulateAws as never, count, seed, { directory, most: 20, residualEvery });
    expect(report.mismatches).toEqual([]);
    expect(report.compared).toBeGreaterThan(count / 2);
  }, 100_000_000);
});
