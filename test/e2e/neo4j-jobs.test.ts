import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Tokens } from '../../src/callers/tokens.js';
import { writeDemoOrganisation } from '../../src/commands/demo-organisation/write.js';
import type { Environment } from '../../src/commands/environment.js';
import { isOver, type Job } from '../../src/jobs/index.js';
import { wire } from '../../src/wiring.js';
import { freshStore } from '../environment.js';
import { ServiceProcess } from '../servers/service-process.js';

const root = mkdtempSync(join(tmpdir(), 'grantgraph-neo4j-jobs-'));
const server = inject('neo4j');

let environment: Environment;
let token = '';
let url = '';
const services: ServiceProcess[] = [];

const start = async () => {
  const service = await ServiceProcess.start(['--store', url], ['--ingest-dir', root]);
  services.push(service);
  return service;
};
const jobAt = async (service: ServiceProcess, id: string): Promise<Job> =>
  (await service.ask(token, 'GET', `/v1/jobs/${id}`)).json;

beforeAll(async () => {
  if (server === null) return;
  await writeDemoOrganisation(join(root, 'dump'));
  url = await freshStore();
  environment = wire({ data: join(root, 'data'), store: url });
  const records = (await environment.store({ create: true })).records();
  ({ token } = await new Tokens(records).create({ name: 'ops', role: 'admin', by: 'test' }));
});

afterAll(async () => {
  for (const service of services) await service.kill();
  await environment?.close();
  rmSync(root, { recursive: true, force: true });
});

describe.runIf(server !== null)('two services over one database', () => {
  it('have one job of a provider between them, and both tell of it', async () => {
    const [one, other] = [await start(), await start()];
    const [first, second] = await Promise.all(
      [one, other].map((service) => service.ask(token, 'POST', '/v1/ingest/aws', { from: 'dump' })),
    );
    expect([first!.status, second!.status].sort()).toEqual([202, 409]);
    const { json } = first!.status === 202 ? first! : second!;
    while (!isOver(await jobAt(other, json.id))) await pause(50);
    for (const service of [one, other])
      expect(await jobAt(service, json.id)).toMatchObject({
        state: 'done',
        by: 'ops',
        result: { generation: 1, facts: 209 },
      });
  });

  it('tell of each other’s death, and a session goes on at the other', async () => {
    const [one, other] = services as [ServiceProcess, ServiceProcess];
    const [, username, password] = /^gg_([^_]+)_(.*)$/.exec(token)!;
    const session = (await one.ask(token, 'POST', '/login', { username, password })).json.token;
    const { json, status } = await one.ask(token, 'POST', '/v1/ingest/aws', { from: 'dump' });
    expect(status).toBe(202);
    await one.kill();
    expect(await jobAt(other, json.id)).toMatchObject({ state: 'failed', failure: { code: 'interrupted' } });
    expect((await other.ask(session, 'GET', '/v1/status')).json.generation.number).toBeGreaterThanOrEqual(1);
  });
});
