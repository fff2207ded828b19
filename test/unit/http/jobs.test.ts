import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localAdministrator } from '../../../src/callers/caller.js';
import { isOver, type Job } from '../../../src/jobs/index.js';
import { ask, testService } from './service.js';

const service = testService();
const admin = () => service.token('admin');

async function ingest(body: unknown, provider = 'aws') {
  return ask(service, await admin(), 'POST', `/v1/ingest/${provider}`, { body });
}

async function ended(job: Job): Promise<Job> {
  await expect
    .poll(async () => isOver((await ask(service, await admin(), 'GET', `/v1/jobs/${job.id}`)).json), {
      timeout: 30_000,
    })
    .toBe(true);
  return (await ask(service, await admin(), 'GET', `/v1/jobs/${job.id}`)).json;
}

const latest = async () => (await (await service.environment.store()).generations()).at(-1)!;

/** The sample's account as a client would send it. */
function files(): Record<string, unknown> {
  const dump = join(service.root, 'dump');
  const account = '444455556666';
  return Object.fromEntries(
    readdirSync(join(dump, account)).map((file) => {
      const text = readFileSync(join(dump, account, file), 'utf8');
      return [`${account}/${file}`, file.endsWith('.json') ? JSON.parse(text) : text];
    }),
  );
}

describe('an ingest over HTTP', () => {
  it('of a dump of the directory is a job, with progress, result and log', async () => {
    const before = await latest();
    const told = await ingest({ from: '.', collectedAt: '2026-11-24T08:00:00Z' });
    expect(told.status).toBe(202);
    expect(told.headers.get('location')).toBe(`/v1/jobs/${told.json.id}`);
    expect(told.json).toMatchObject({ kind: 'ingest', state: 'queued', by: 'test admin' });
    const job = await ended(told.json);
    expect(job).toMatchObject({
      ...{ state: 'done', failure: null, cancelledBy: null },
      about: { provider: 'aws', from: '.', collectedAt: '2026-11-24T08:00:00Z', complete: false },
      result: { generation: before.number + 1, facts: 209, added: 0, removed: 0, failures: 0 },
    });
    expect(await latest()).toMatchObject({ number: before.number + 1, collectedAt: '2026-11-24T08:00:00.000Z' });
    const log = await ask(service, await admin(), 'GET', `/v1/jobs/${job.id}/log`);
    expect(log.json.lines.map(({ text }: { text: string }) => text).join('\n')).toMatch(
      /storing 111122223333 identities/,
    );
    expect(log.text).not.toContain(service.root);
  });

  it('of files that are sent does the same, and leaves none behind', async () => {
    const told = await ingest({ files: files() });
    expect(told.status).toBe(202);
    const job = await ended(told.json);
    expect(job.failure).toBeNull();
    expect(job).toMatchObject({ state: 'done', result: { scopes: 1, added: 0, changed: 0, removed: 0 } });
    expect(JSON.stringify(job)).not.toContain('grantgraph-upload');
    const parts = await (await service.environment.store()).parts();
    const sources = parts.filter(({ scope }) => scope === '444455556666').map(({ source }) => source);
    expect(sources).toContain('upload/444455556666/authorization-details.json');
  });

  it('of what is no dump fails, and the store is as it was', async () => {
    const before = await latest();
    const job = await ended((await ingest({ files: { 'x.json': { no: 'dump' } } })).json);
    expect(job.state).toBe('failed');
    expect(job.failure).toMatchObject({
      code: 'unrecognised-dump',
      message: '`upload` holds no AWS dump: `x.json`: no AWS dump has the keys `no`',
    });
    expect(JSON.stringify(job)).not.toContain('grantgraph-upload');
    expect(await latest()).toEqual(before);
  });

  it('goes on one at a time', async () => {
    const [one, other] = await Promise.all([ingest({ from: '.' }), ingest({ from: '.' })]);
    expect([one.status, other.status].sort()).toEqual([202, 409]);
    const [accepted, refused] = one.status === 202 ? [one, other] : [other, one];
    expect(refused.json).toMatchObject({
      code: 'job-busy',
      detail: `the job \`${accepted.json.id}\` does this already`,
    });
    await ended(accepted.json);
  });

  it('is cancelled', async () => {
    const before = await latest();
    const { json } = await ingest({ from: '.' });
    const told = await ask(service, await admin(), 'POST', `/v1/jobs/${json.id}/cancel`);
    expect([told.status, told.json.cancelledBy]).toEqual([202, 'test admin']);
    expect(await ended(json)).toMatchObject({ state: 'cancelled', failure: null, result: null });
    expect(await latest()).toEqual(before);
    const again = await ask(service, await admin(), 'POST', `/v1/jobs/${json.id}/cancel`);
    expect([again.status, again.json.code]).toEqual([409, 'job-over']);
  });

  it('reads nothing outside of the directory', async () => {
    symlinkSync('/', join(service.root, 'dump', 'way-out'));
    for (const from of [
      '../data',
      '/etc/hostname',
      'way-out',
      'way-out/etc/hostname',
      '111122223333/../../data',
      'none',
    ]) {
      const told = await ingest({ from });
      expect([told.status, told.json.code]).toEqual([404, 'no-such-source']);
    }
    expect((await ingest({ from: '.' })).status).toBe(404);
  });

  it.each([
    [{}, 'invalid-ingest'],
    [{ from: '.', live: true }, 'invalid-ingest'],
    [{ live: true }, 'live-not-allowed'],
    [{ from: '.', settings: { endpoint: 'http://evil.example' } }, 'invalid-request'],
    [{ from: '.', collectedAt: 'yesterday' }, 'invalid-request'],
    [{ files: { '../x.json': {} } }, 'invalid-upload'],
    ['{"files":{"__proto__":{}}}', 'invalid-request'],
  ])('with %j is refused: %s', async (body, code) => {
    const told = await ingest(body);
    expect(told.json.code).toBe(code);
    expect(told.status).toBe(code === 'live-not-allowed' ? 403 : 400);
  });

  it('knows its providers', async () => {
    expect((await ingest({ from: '.' }, 'nobody')).json.code).toBe('unknown-provider');
    expect((await ingest({ from: '.' }, '..%2faws')).status).toBe(400);
  });

  it('stands in the audit log', async () => {
    const acts = service.entries.filter(({ act }) => act === 'ingest' || act === 'cancelJob');
    expect(acts).toContainEqual(
      expect.objectContaining({ act: 'ingest', what: 'aws .', outcome: 'ok', caller: 'test admin' }),
    );
    expect(acts).toContainEqual(
      expect.objectContaining({ act: 'ingest', what: 'aws ../data', outcome: 'no-such-source' }),
    );
    expect(acts).toContainEqual(expect.objectContaining({ act: 'cancelJob', outcome: 'ok' }));
  });
});

describe('jobs', () => {
  it('are listed, the newest first', async () => {
    const told = await ask(service, await admin(), 'GET', '/v1/jobs?limit=3');
    const all = await service.desk.list(localAdministrator);
    expect(told.json.jobs.map(({ id }: Job) => id)).toEqual(all.slice(0, 3).map(({ id }) => id));
    expect((await ask(service, await admin(), 'GET', '/v1/jobs?running=true')).json).toEqual({ jobs: [] });
    expect((await ask(service, await admin(), 'GET', '/v1/jobs?running=false')).json.jobs.length).toBe(all.length);
  });

  it('that are none are unknown', async () => {
    for (const path of ['/v1/jobs/none', '/v1/jobs/none/log'])
      expect((await ask(service, await admin(), 'GET', path)).json.code).toBe('unknown-job');
    expect((await ask(service, await admin(), 'POST', '/v1/jobs/none/cancel')).json.code).toBe('unknown-job');
    expect((await ask(service, await admin(), 'GET', '/v1/jobs/..%2f..%2fetc')).json.code).toBe('invalid-request');
  });

  it('are nothing for administrators of a part of the estate', async () => {
    const scope = { accounts: ['444455556666'], providers: null, tags: null };
    const token = await service.token('admin', scope);
    for (const path of ['/v1/jobs', '/v1/jobs/none', '/v1/jobs/none/log'])
      expect((await ask(service, token, 'GET', path)).json.code).toBe('outside-your-scope');
    const told = await ask(service, token, 'POST', '/v1/ingest/aws', { body: { files: files() } });
    expect([told.status, told.json.code]).toEqual([403, 'outside-your-scope']);
  });
});
