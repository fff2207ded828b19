import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { localAdministrator } from '../../../src/callers/caller.js';
import { today } from '../../../src/commands/demo-organisation/builders.js';
import { demoQuestions, demoWhyNot } from '../../../src/commands/demo-organisation/questions.js';
import { writeDemoOrganisation } from '../../../src/commands/demo-organisation/write.js';
import type { Environment } from '../../../src/commands/environment.js';
import { ingest } from '../../../src/commands/ingest.js';
import { query } from '../../../src/commands/query.js';
import { Connection } from '../../../src/store/neo4j/connection.js';
import { LookupThread } from '../../../src/store/neo4j/lookup/thread.js';
import { wire } from '../../../src/wiring.js';
import { wipe } from '../../servers/neo4j-wipe.js';

const server = inject('neo4j');

/** Questions that name something, in each shape of the language: what they name has a neighbourhood that is fetched before. */
const questions: readonly string[] = [
  ...demoQuestions.slice(0, 2).map((one) => one.query),
  demoWhyNot.query,
  "who can s3:PutObject on 'arn:aws:s3:::larkfield-tariffs'",
  "who can sts:AssumeRole on 'settlement-worker'",
  "who can kms:Decrypt on '3f6d0a7e-91c4-4b0e-9c55-4d1f0a6b7c81'",
  "which users have access to 'larkfield-payroll'",
  "what can 'lena' access",
  "what can 'old-admin' access limit 50",
  "why can 'alice@larkfield.example' s3:GetObject on 'larkfield-lake'",
  "why can't 'lena' s3:GetObject on 'arn:aws:s3:::larkfield-payroll/reports/q3.pdf'",
  "how can 'alice@larkfield.example' reach 'larkfield-lake'",
  "how can 'lena' reach 'larkfield-payroll'",
  "config from iam where source.cloud.resource.name = 'old-admin' AND action.name = 's3:PutObject'",
  "config from iam where source.email = 'alice@larkfield.example' AND action.name = 's3:GetObject' AND dest.cloud.resource.name = 'larkfield-lake'",
  "config from iam where dest.cloud.resource.name = 'larkfield-payroll' AND action.name = 's3:GetObject'",
  "config from iam where grantedby.cloud.entity.name = 'settlement-worker' AND dest.cloud.service.name = 's3'",
  "config from iam where source.cloud.resource.id = 'arn:aws:iam::111122223333:user/old-admin' AND dest.cloud.service.name = 'iam' limit 20",
];

describe.skipIf(server === null)('questions over Neo4j', () => {
  const root = mkdtempSync(join(tmpdir(), 'grantgraph-questions-'));
  const now = () => Date.parse(today);
  let embedded: Environment;
  let url: string;

  beforeAll(async () => {
    process.env['GRANTGRAPH_NEO4J_USER'] = server!.user;
    process.env['GRANTGRAPH_NEO4J_PASSWORD'] = server!.password;
    url = server!.url;
    await wipe(server!);
    await writeDemoOrganisation(join(root, 'dump'));
    embedded = { ...wire({ data: join(root, 'data'), store: 'embedded:' }), now };
    const remote = wire({ data: '', store: url });
    for (const one of [embedded, remote])
      await ingest(one, localAdministrator, {
        ...{ provider: 'aws', from: join(root, 'dump'), collectedAt: today },
        progress: { step() {}, warn() {} },
      });
    await remote.close();
  });

  afterAll(async () => {
    await embedded.close();
    rmSync(root, { recursive: true, force: true });
  });

  async function answer(environment: Environment, text: string): Promise<unknown> {
    const given = await query(environment, localAdministrator, { text });
    return JSON.parse(JSON.stringify(given, (key, value) => (key === 'actual' ? undefined : value)));
  }

  it.each(questions)('%s', async (text) => {
    const environment = { ...wire({ data: '', store: url }), now };
    try {
      await environment.store();
      const trips = vi.spyOn(Connection.prototype, 'read');
      const lookUps = vi.spyOn(LookupThread.prototype, 'read');
      const expected = await answer(embedded, text);
      expect(await answer(environment, text)).toEqual(expected);
      expect(trips.mock.calls.length, 'round trips of the first question').toBeLessThanOrEqual(3);
      trips.mockClear();
      lookUps.mockClear();
      expect(await answer(environment, text)).toEqual(expected);
      expect(trips.mock.calls.length, 'round trips of the same once more').toBeLessThanOrEqual(2);
      expect(lookUps.mock.calls.length, 'look-ups of the same once more').toBe(0);
    } finally {
      vi.restoreAllMocks();
      await environment.close();
    }
  });
});
