import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AccessRow } from '../../src/access/contract.js';
import { localAdministrator } from '../../src/callers/caller.js';
import { ingest } from '../../src/commands/ingest.js';
import type { PublishedHolding } from '../../src/publish/contract.js';
import { holdingsOf } from '../../src/publish/holdings.js';
import { renderResidual } from '../../src/reports/residual.js';
import { wire } from '../../src/wiring.js';
import { writeDump } from './estate-files.js';
import { generateEstate } from './generators/estate.js';
import { seeded } from './generators/random.js';

const estates = Number(process.env['GRANTGRAPH_PUBLISHED_ESTATES'] ?? 12);
const seed = Number(process.env['GRANTGRAPH_SEED'] ?? 1);
const options = { caller: localAdministrator, now: Date.parse('2026-11-01T00:00:00Z') };
const seedOfRows = { resources: 'granted', services: ['s3', 'sqs', 'sts', 'kms', 'secretsmanager'] } as const;

async function rowsOf(at: number): Promise<AccessRow[]> {
  const root = mkdtempSync(join(tmpdir(), 'grantgraph-published-'));
  writeDump(generateEstate(seeded(seed * 1000 + at)).estate, join(root, 'dump'));
  const environment = wire({ data: join(root, 'data'), store: 'embedded:' });
  try {
    const progress = { step() {}, warn() {} };
    await ingest(environment, localAdministrator, { provider: 'aws', from: join(root, 'dump'), progress });
    const { access } = await environment.access({ ask: 'estate' });
    return [...access.rows(seedOfRows, options)];
  } finally {
    await environment.close();
    rmSync(root, { recursive: true, force: true });
  }
}

/** Everything that a row says and an edge must say, once for each access level. */
function saidByRow({
  source,
  path,
  action,
  destination,
  verdict,
  residual,
  until,
  exceptions,
  granter,
}: AccessRow): string[] {
  const { pattern, service, account, region, type } = destination;
  const open = residual === null ? [] : 'all' in residual ? residual.all : [residual];
  const last = path.findLastIndex(({ hop }) => hop !== 'member');
  const through = path.slice(0, last + 1).map(({ to }) => to);
  const conditions = [...new Set(open.map(renderResidual))];
  return action.levels.flatMap((level) => [
    JSON.stringify([
      'can',
      source.id,
      through,
      pattern,
      service,
      account,
      region,
      level,
      verdict,
      conditions,
      until,
      exceptions,
      action.name,
    ]),
    JSON.stringify(['type', source.id, through, pattern, level, type, granter.policyName]),
    ...(action.administrative ? [JSON.stringify(['administrative', source.id, pattern, level, action.name])] : []),
  ]);
}

function saidByHolding({ identity, through, rights }: PublishedHolding): string[] {
  return rights.can.flatMap((can) => {
    const { pattern, service, account, region } = can.destination;
    const { level, verdict, conditions, until, exceptions } = can;
    const place = [pattern, service, account, region, level, verdict, conditions, until, exceptions];
    return [
      ...can.actions.map((action) => JSON.stringify(['can', identity.id, through, ...place, action])),
      ...can.types.flatMap((type) =>
        can.policies.map((policy) => JSON.stringify(['type', identity.id, through, pattern, level, type, policy])),
      ),
      ...can.administrative.map((action) => JSON.stringify(['administrative', identity.id, pattern, level, action])),
    ];
  });
}

describe('published access over random estates', () => {
  it(`says what the rows say and nothing else, on ${estates} estates`, async () => {
    let said = 0;
    let shared = 0;
    for (let at = 0; at < estates; at++) {
      const rows = await rowsOf(at);
      const holdings = [...holdingsOf(rows)].filter((one) => one !== null);
      const wanted = new Set(rows.flatMap(saidByRow));
      const found = new Set(holdings.flatMap(saidByHolding));
      const invented = [...found].filter((one) => !wanted.has(one) && !one.startsWith('["type"'));
      expect([...wanted].filter((one) => !found.has(one)).slice(0, 3), `lost in estate ${at}`).toEqual([]);
      expect(invented.slice(0, 3), `invented in estate ${at}`).toEqual([]);
      const byDigest = new Map<string, string>();
      for (const { rights } of holdings) {
        const text = JSON.stringify(rights.can);
        if (byDigest.has(rights.digest)) shared++;
        expect(byDigest.get(rights.digest) ?? text).toBe(text);
        byDigest.set(rights.digest, text);
      }
      expect(new Set(byDigest.values()).size).toBe(byDigest.size);
      said += wanted.size;
    }
    expect(said).toBeGreaterThan(estates * 500);
    expect(shared).toBeGreaterThan(estates);
  });
});
