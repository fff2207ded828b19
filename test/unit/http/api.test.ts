import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { localAdministrator } from '../../../src/callers/caller.js';
import { ingest } from '../../../src/commands/ingest.js';
import { query } from '../../../src/commands/query.js';
import { silent } from '../../scenarios/estate.js';
import { ask, testService } from './service.js';

const service = testService();
let token: string;
beforeAll(async () => {
  token = await service.token('reader');
});

const everything = "config from iam where action.name = 's3:GetObject'";
const home = 'arn:aws:s3:::larkfield-home';
const publicly = 'config from iam where source.public = true';

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(service, token, 'POST', path, { body, headers });
const get = (path: string, headers: Record<string, string> = {}) => ask(service, token, 'GET', path, { headers });

describe('a query over HTTP', () => {
  it('answers the same rows as the command does', async () => {
    const own = await query(service.environment, localAdministrator, { text: everything, limit: 1000 });
    const told = await post('/v1/query', { query: everything, limit: 1000 });
    expect(told.status).toBe(200);
    expect(told.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(told.json.rows.length).toBeGreaterThan(20);
    expect(told.json).toEqual(JSON.parse(JSON.stringify({ ...pick(own), ...couldBecome(own) })));
  });

  it('answers questions of every kind', async () => {
    const check = await post('/v1/query', { query: "why can 'lena' s3:GetObject on 'larkfield-home'" });
    expect(check.json).toMatchObject({ verdict: expect.any(String), because: expect.any(Array) });
    const paths = await post('/v1/query', { query: "how can 'lena' reach 'larkfield-home'" });
    expect(paths.json.paths.length).toBeGreaterThan(0);
    const changes = await post('/v1/query', { query: "what changed between '2026-11-23' and '2026-11-24'" });
    expect(changes.json).toMatchObject({ changes: [], counts: { gained: 0, lost: 0, changed: 0 } });
  });

  it('comes in pages that hold every row once, and end', async () => {
    const whole = (await post('/v1/query', { query: everything, limit: 10_000 })).json.rows.map(idOf);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page = (await post('/v1/query', { query: everything, limit: 7, ...(cursor ? { cursor } : {}) })).json;
      paged.push(...page.rows.map(idOf));
      cursor = page.cursor;
    } while (cursor !== null);
    expect(paged).toEqual(whole);
  });

  it('keeps to its state while something is ingested between pages', async () => {
    const whole = (await post('/v1/query', { query: everything, limit: 10_000 })).json.rows.map(idOf);
    const first = (await post('/v1/query', { query: everything, limit: 5 })).json;
    const dump = join(service.root, 'more', '111122223333');
    mkdirSync(dump, { recursive: true });
    const bucket = { Arn: 'arn:aws:s3:::aaa-new', ResourceType: 'AWS::S3::Bucket', Region: 'eu-west-1' };
    writeFileSync(join(dump, 'resources.ndjson'), `${JSON.stringify(bucket)}\n`);
    await ingest(service.environment, localAdministrator, {
      provider: 'aws',
      from: join(service.root, 'more'),
      progress: silent,
    });
    const rest = (await post('/v1/query', { query: everything, limit: 10_000, cursor: first.cursor })).json;
    expect([...first.rows, ...rest.rows].map(idOf)).toEqual(whole);
    await pause(300);
    const now = (await post('/v1/query', { query: everything, limit: 10_000 })).json.rows.map(idOf);
    expect(now).not.toEqual(whole);
  });

  it('refuses a cursor of another query, and what is none', async () => {
    const { cursor } = (await post('/v1/query', { query: everything, limit: 5 })).json;
    const other = await post('/v1/query', { query: publicly, cursor });
    expect([other.status, other.json.code]).toEqual([400, 'wrong-cursor']);
    const none = await post('/v1/query', { query: everything, cursor: 'x' });
    expect([none.status, none.json.code]).toEqual([400, 'invalid-cursor']);
  });

  it('streams all rows as lines of JSON', async () => {
    const page = (await post('/v1/query', { query: everything, limit: 10_000 })).json;
    const told = await post('/v1/query', { query: everything }, { accept: 'application/x-ndjson' });
    expect(told.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(told.text.endsWith('\n')).toBe(true);
    expect(
      told.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(page.rows);
  });

  it('streams CSV that no spreadsheet runs', async () => {
    const told = await post('/v1/query', { query: publicly }, { accept: 'text/csv' });
    expect(told.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [head, ...lines] = told.text.trim().split('\n');
    expect(head).toMatch(/^sourceResourceId,sourceResourceName,/);
    expect(lines.length).toBeGreaterThan(5);
  });

  it('points at what is wrong in its text', async () => {
    const told = await post('/v1/query', { query: 'config from iam where sorce.public = true' });
    expect(told.status).toBe(400);
    expect(told.json).toMatchObject({ code: 'unknown-attribute', status: 400 });
    expect(told.json.diagnostics).toEqual([
      expect.objectContaining({
        code: 'unknown-attribute',
        span: [22, 34],
        hint: expect.stringContaining('source.public'),
      }),
    ]);
    for (const accept of ['application/x-ndjson', 'text/csv'])
      expect((await post('/v1/query', { query: 'config from' }, { accept })).headers.get('content-type')).toBe(
        'application/problem+json; charset=utf-8',
      );
  });

  it('takes parameters as values, never as text', async () => {
    const told = await post('/v1/query', {
      query: 'config from iam where source.cloud.resource.name = $name',
      params: { name: "x' OR source.public = true" },
    });
    expect([told.status, told.json.rows]).toEqual([200, []]);
  });
});

describe('answers', () => {
  it('are not sent again while they are the same', async () => {
    const first = await get('/v1/snapshots');
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"\d+-[\w-]{16}"$/);
    const again = await get('/v1/snapshots', { 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await get('/v1/snapshots', { 'if-none-match': '"0-x"' })).status).toBe(200);
    const asked = await post('/v1/query', { query: publicly });
    const same = await post('/v1/query', { query: publicly }, { 'if-none-match': `W/${asked.headers.get('etag')}` });
    expect(same.status).toBe(304);
    expect(
      (await post('/v1/query', { query: everything }, { 'if-none-match': asked.headers.get('etag')! })).status,
    ).toBe(200);
  });

  it('of one scope never come from the answer to another', async () => {
    const scoped = await service.token('reader', { accounts: ['999988887777'], providers: null, tags: null });
    const all = await post('/v1/query', { query: publicly });
    const none = await ask(service, scoped, 'POST', '/v1/query', { body: { query: publicly } });
    expect([all.json.rows.length > 0, none.json.rows]).toEqual([true, []]);
  });

  it('carry the id of their request, where it is a harmless word', async () => {
    const given = await get('/v1/snapshots', { 'x-request-id': 'mine-1' });
    expect(given.headers.get('x-request-id')).toBe('mine-1');
    const made = await get('/v1/snapshots', { 'x-request-id': 'a b"{' });
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('are compressed for who wants it', async () => {
    const plain = await post('/v1/query', { query: everything, limit: 200 }, { 'accept-encoding': 'identity' });
    const response = await fetch(`${service.url}/v1/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'accept-encoding': 'gzip' },
      body: JSON.stringify({ query: everything, limit: 200 }),
    });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toBe(plain.text);
    expect(gunzipSync).toBeTypeOf('function');
  });

  it('have the headers that keep browsers from mischief', async () => {
    const { headers } = await get('/v1/status');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toMatch(/no-store|no-cache/);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('access-control-allow-origin')).toBe(null);
    expect(headers.get('x-powered-by')).toBe(null);
    const crossing = await ask(service, null, 'OPTIONS', '/v1/query', {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(crossing.headers.get('access-control-allow-origin')).toBe(null);
  });
});

describe('every act', () => {
  it('stands in the audit log with its rows, and none of them in it', async () => {
    service.entries.length = 0;
    const told = await post('/v1/query', { query: publicly });
    await post('/v1/query', { query: 'config from iam where' });
    await post('/v1/access/check', { principal: 'lena', action: 's3:GetObject', resource: home });
    expect(service.entries.map(({ act, what, outcome, rows }) => [act, what, outcome, rows])).toEqual([
      ['query', publicly, 'ok', told.json.rows.length],
      ['query', 'config from iam where', 'empty-where', 0],
      ['check', `lena s3:GetObject ${home}`, 'ok', 1],
    ]);
    expect(service.entries[0]).toMatchObject({ caller: 'test reader', by: 'token', requestId: expect.any(String) });
    expect(JSON.stringify(service.entries)).not.toContain('sourceResource');
  });

  it('is logged without a secret, a query or a row', async () => {
    service.logged.length = 0;
    await post('/v1/query', { query: everything });
    await ask(service, 'gg_000000000000_abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq', 'GET', '/v1/status');
    const log = service.logged.join('');
    expect(log).toContain('"operation":"query"');
    expect(log).not.toContain(token);
    expect(log).not.toContain('gg_');
    expect(log).not.toContain('s3:GetObject');
    expect(log).not.toContain('arn:aws');
  });

  it('is counted', async () => {
    await post('/v1/query', { query: publicly });
    const { text } = await get('/metrics');
    expect(text).toMatch(/grantgraph_http_request_seconds_count\{operation="query",status="200"\} [1-9]/);
    expect(text).toMatch(/grantgraph_scope_age_seconds\{provider="aws",scope="111122223333"\} \d+/);
    expect(text).toMatch(/grantgraph_query_stage_seconds_count\{stage="run"\} [1-9]/);
  });
});

describe('a client that goes away', () => {
  it('ends what it asked for', async () => {
    service.entries.length = 0;
    const going = new AbortController();
    const asked = fetch(`${service.url}/v1/query`, {
      method: 'POST',
      signal: going.signal,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/x-ndjson',
      },
      body: JSON.stringify({ query: "config from iam where source.cloud.type = 'AWS'" }),
    });
    const response = await asked;
    await response.body!.getReader().read();
    going.abort();
    await waitFor(() => service.entries.some(({ outcome }) => outcome === 'cancelled' || outcome === 'ABORT_ERR'));
    await waitFor(() => service.serving.service.admission.running === 0);
  });
});

describe('the small routes', () => {
  it('tell that the service lives, and whether it can answer', async () => {
    const alive = await ask(service, null, 'GET', '/healthz');
    expect([alive.status, alive.json]).toEqual([200, { status: 'ok' }]);
    const ready = await ask(service, null, 'GET', '/readyz');
    expect([ready.status, ready.json]).toEqual([200, { status: 'ready', staleScopes: 0 }]);
    expect((await get('/readyz')).json).toEqual({ status: 'ready', staleScopes: [] });
  });

  it('tell what there is instead', async () => {
    expect((await get('/v1/nothing')).json).toMatchObject({ status: 404, code: 'no-such-route' });
    const method = await ask(service, token, 'DELETE', '/v1/status');
    expect([method.status, method.json.code, method.headers.get('allow')]).toEqual([405, 'method-not-allowed', 'GET']);
    const accept = await get('/v1/status', { accept: 'image/png' });
    expect([accept.status, accept.json.code]).toEqual([406, 'not-acceptable']);
  });
});

function idOf(row: { id: string }): string {
  return row.id;
}

function pick(answer: object): object {
  const { rows, total, cursor, coverage } = answer as Record<string, unknown>;
  return { rows, total, cursor, coverage };
}

function couldBecome(answer: object): object {
  const found = (answer as Record<string, unknown>)['couldBecome'];
  return found ? { couldBecome: found } : {};
}

async function waitFor(holds: () => boolean): Promise<void> {
  for (const until = Date.now() + 10_000; !holds(); await pause(20))
    if (Date.now() > until) throw new Error('it never came to that');
}
