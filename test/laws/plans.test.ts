import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from '../../grammar/index.js';
import type { Access, AccessRow, AskOptions } from '../../src/access/contract.js';
import { localAdministrator } from '../../src/callers/caller.js';
import { loadAwsCatalogue } from '../../src/catalogue/aws.js';
import { ingest } from '../../src/commands/ingest.js';
import { execute } from '../../src/executor/index.js';
import { toResultRow } from '../../src/executor/result-row.js';
import { environmentOf } from '../../src/executor/row-environment.js';
import { bind, type RowsPlan } from '../../src/planner/index.js';
import type { WorkingSet } from '../../src/store/contract.js';
import { freshEnvironment } from '../environment.js';
import { alternativesOf, isAnswer } from '../oracle/query/rows.js';
import { writeDump } from './estate-files.js';
import { generateEstate } from './generators/estate.js';
import { generateWhere } from './generators/predicates.js';
import { seeded } from './generators/random.js';

const estates = Number(process.env['GRANTGRAPH_PLAN_ESTATES'] ?? 3);
const perEstate = Number(process.env['GRANTGRAPH_PLAN_QUERIES'] ?? 20);
const seed = Number(process.env['GRANTGRAPH_SEED'] ?? 1);
const catalogue = loadAwsCatalogue();
const now = Date.parse('2026-11-01T00:00:00Z');
const options: AskOptions = { caller: localAdministrator, now };
const services = ['s3', 'sqs', 'sts'];
const services_ = `dest.cloud.service.name IN (${services.map((one) => `'${one}'`).join(', ')})`;

interface Opened {
  readonly access: Access;
  readonly set: WorkingSet;
  readonly close: () => Promise<void>;
}

async function open(estate: ReturnType<typeof generateEstate>['estate']): Promise<Opened> {
  const root = mkdtempSync(join(tmpdir(), 'grantgraph-plans-'));
  writeDump(estate, join(root, 'dump'));
  const environment = await freshEnvironment(join(root, 'data'));
  await ingest(environment, localAdministrator, {
    provider: 'aws',
    from: join(root, 'dump'),
    progress: { step() {}, warn() {} },
  });
  const { access, set } = await environment.access({ ask: 'estate' });
  return {
    access,
    set,
    close: async () => {
      await environment.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function planOf(text: string): RowsPlan {
  const { ast } = parse(text);
  const { plan, diagnostics } = bind(ast!, {});
  if (plan?.kind !== 'rows') throw new Error(`${text}: ${JSON.stringify(diagnostics)}`);
  return plan;
}

/** Every row there is: of all granted destinations, and of all resources. */
function everything({ access }: Opened): AccessRow[] {
  return (['granted', { filter: {} }] as const).flatMap((resources) => [
    ...access.rows({ services, resources }, options),
  ]);
}

describe('plans over random estates', () => {
  it(`give the rows that looking at every row gives, ${perEstate} queries on each of ${estates} estates`, async () => {
    const wrong: string[] = [];
    let answers = 0;
    for (let at = 0; at < estates; at++) {
      const random = seeded(seed * 1000 + at);
      const { estate, names } = generateEstate(random);
      const opened = await open(estate);
      const environment = environmentOf(opened.set, catalogue, now);
      const shown = (row: AccessRow) => {
        const { id, verdict } = toResultRow(row, environment);
        return `${verdict} ${row.source.id} by ${row.granter.policyId}#${row.granter.statement} ${row.action.name} on ${row.destination.id ?? row.destination.pattern} (${row.destination.type}) ${id}`;
      };
      const all = everything(opened).map((row) => ({ row, text: shown(row) }));
      for (let query = 0; query < perEstate; query++) {
        const text = `config from iam where ${services_} AND ${generateWhere(random, names)}`;
        const plan = planOf(text);
        const done = await execute(plan, opened.access, opened.set, catalogue, { ...options, limit: 1_000_000 });
        const found = done.rows.map((row) => String(row['id'])).toSorted();
        const alternatives = alternativesOf(plan.where!);
        const wanted = all.filter(({ row }) => isAnswer(alternatives, row, environment));
        answers += wanted.length;
        const missing = wanted.filter(({ text: one }) => !found.includes(one.slice(one.lastIndexOf(' ') + 1)));
        const wantedIds = wanted.map(({ text: one }) => one.slice(one.lastIndexOf(' ') + 1)).toSorted();
        if (found.join() !== wantedIds.join())
          wrong.push(
            `estate ${seed * 1000 + at}: ${text}\n  ${found.length} rows, ${wanted.length} wanted; missing ${missing
              .slice(0, 2)
              .map((one) => one.text)
              .join('; ')}`,
          );
      }
      await opened.close();
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(answers).toBeGreaterThan(estates * perEstate);
  }, 600_000);
});
