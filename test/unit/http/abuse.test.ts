import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, testService } from './service.js';

const service = testService({ headMs: 1500, requestMs: 2500, bodyBytes: 20_000 });
let token: string;
beforeAll(async () => {
  token = await service.token('admin');
});

const json = { 'content-type': 'application/json' };

/** Bytes as they are; what came back until the server hung up, or until it said nothing for so long. */
function raw(
  bytes: string | Buffer,
  { slowlyMs = 0, quietMs = 4000 } = {},
): Promise<{ text: string; ms: number; closed: boolean }> {
  const { port, hostname } = new URL(service.url);
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    const done = (closed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, ms: performance.now() - began, closed });
    };
    let timer = setTimeout(() => done(false), quietMs);
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    socket.on('close', () => done(true));
    socket.on('error', () => done(true));
    socket.on('connect', async () => {
      if (slowlyMs === 0) {
        socket.write(bytes);
        return;
      }
      for (const byte of Buffer.from(bytes)) {
        if (socket.destroyed) return;
        socket.write(Buffer.from([byte]));
        clearTimeout(timer);
        timer = setTimeout(() => done(false), quietMs);
        await pause(slowlyMs);
      }
    });
  });
}

async function stillWell(): Promise<void> {
  const told = await ask(service, token, 'GET', '/v1/snapshots');
  expect(told.status).toBe(200);
}

const send = (body: string | Buffer, headers: Record<string, string> = json, path = '/v1/query') =>
  fetch(service.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });

describe('slow and broken requests', () => {
  it('are hung up on when their head comes letter by letter', async () => {
    const head = `GET /v1/status HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nx-filler: ${'a'.repeat(200)}\r\n\r\n`;
    const told = await raw(head, { slowlyMs: 30 });
    expect(told.closed).toBe(true);
    expect(told.ms).toBeLessThan(6000);
    expect(told.text).toMatch(/^HTTP\/1\.1 408|^$/);
    await stillWell();
  });

  it('are hung up on when their body never ends', async () => {
    const head = `POST /v1/query HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"query":`;
    const told = await raw(head, { quietMs: 8000 });
    expect(told.closed).toBe(true);
    expect(told.ms).toBeLessThan(7000);
    await stillWell();
  });

  it('do not keep others from their answers', async () => {
    const slow = Array.from({ length: 100 }, () => raw('GET / HTTP/1.1\r\nhost:', { quietMs: 6000 }));
    const began = performance.now();
    for (let at = 0; at < 10; at++) await stillWell();
    expect(performance.now() - began).toBeLessThan(2000);
    expect((await Promise.all(slow)).every(({ closed }) => closed)).toBe(true);
  });

  it('are refused when they are no HTTP, or two at once', async () => {
    expect((await raw('\u0016\u0003\u0001 hello\r\n\r\n')).text).toMatch(/^HTTP\/1\.1 400/);
    const smuggled =
      'POST /v1/query HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n';
    expect((await raw(smuggled)).text).toMatch(/^HTTP\/1\.1 400/);
    const heads = `GET /healthz HTTP/1.1\r\nhost: x\r\n${'x: y\r\n'.repeat(10_000)}\r\n`;
    expect((await raw(heads)).text).toMatch(/^HTTP\/1\.1 431/);
    await stillWell();
  });
});

describe('bodies', () => {
  it('that are too large are refused, zipped or not', async () => {
    const large = JSON.stringify({ query: 'x'.repeat(30_000) });
    for (const [body, headers] of [
      [large, json],
      [gzipSync(large), { ...json, 'content-encoding': 'gzip' }],
      [gzipSync(Buffer.alloc(50_000_000, ' ')), { ...json, 'content-encoding': 'gzip' }],
    ] as const) {
      const response = await send(body, headers);
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ code: 'body-too-large' });
    }
    await stillWell();
  });

  it.each([
    ['nothing', '', 400, 'invalid-json'],
    ['half of it', '{"query":"x"', 400, 'invalid-json'],
    ['no object', '[]', 400, 'invalid-request'],
    ['null', 'null', 400, 'invalid-request'],
    ['a word', '"x"', 400, 'invalid-request'],
    ['a field that is unknown', '{"query":"x","limt":1}', 400, 'invalid-request'],
    ['another type', '{"query":5}', 400, 'invalid-request'],
    ['a limit out of bounds', '{"query":"x","limit":1e9}', 400, 'invalid-request'],
    ['deep nesting', `${'['.repeat(5000)}${']'.repeat(5000)}`, 400, 'invalid-request'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), 400, 'invalid-encoding'],
    ['a nul', '{"query":"config from iam where source.cloud.resource.name = \'\\u0000\'"}', 200, undefined],
    ['half a surrogate', '{"query":"config from iam where source.cloud.resource.name = \'\\ud800\'"}', 200, undefined],
  ])('of %s get an answer', async (_what, body, status, code) => {
    const response = await send(body);
    expect(response.status).toBe(status);
    const told = (await response.json()) as { code?: string; detail?: string };
    expect(told.code).toBe(code);
  });

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/json; charset=utf-16', 415],
    ['application/json; charset=utf-8', 200],
    ['APPLICATION/JSON', 200],
  ])('called %s are taken or not', async (type, status) => {
    const body = '{"query":"config from iam where source.public = true"}';
    expect((await send(body, { 'content-type': type })).status).toBe(status);
  });

  it('do not reach a prototype', async () => {
    const ways = [
      '{"query":"config from iam where source.public = true","__proto__":{"limit":1}}',
      '{"query":"config from iam where source.public = true","constructor":{"prototype":{"x":1}}}',
      '{"query":"config from iam where source.public = $a","params":{"__proto__":{"polluted":true}}}',
      '{"query":"config from iam where source.public = true","context":{"__proto__":"x"}}',
      '{"query":"config from iam where source.public = true","params":{"constructor":"x"}}',
    ];
    for (const body of ways) expect((await send(body)).status, body).toBe(400);
    expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
    await stillWell();
  });

  it('of any shape get an answer that is none of ours to fail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), async (body) => {
        const response = await send(body);
        await response.arrayBuffer();
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
  });

  it('with any query text get an answer that is none of ours to fail', async () => {
    const words = fc.constantFrom(
      'config',
      'from',
      'iam',
      'where',
      'AND',
      'OR',
      '(',
      ')',
      "'x'",
      '=',
      'source.public',
      'limit',
      '1',
      "'",
      '"',
      '$a',
      'IN',
      ',',
    );
    const text = fc.oneof(
      fc.array(words, { maxLength: 20 }).map((some) => some.join(' ')),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
    );
    await fc.assert(
      fc.asyncProperty(text, async (query) => {
        const response = await send(JSON.stringify({ query }));
        const told = (await response.json()) as { status?: number; code?: string };
        expect(response.status, JSON.stringify({ query, told })).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
  });
});

describe('addresses', () => {
  it.each([
    '/docs/../../package.json',
    '/docs/..%2f..%2fpackage.json',
    '/docs/%2e%2e/%2e%2e/package.json',
    '/docs/swagger-ui.css/../../../../../etc/passwd',
    '/v1/queries/..%2f..%2f..%2fetc%2fpasswd/run',
    '/v1/queries/%2Fetc%2Fpasswd/run',
    '//etc/passwd',
  ])('%s lead nowhere', async (path) => {
    const bytes = `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n\r\n`;
    const { text } = await raw(bytes);
    expect(text).toMatch(/^HTTP\/1\.1 (404|405)/);
    expect(text).not.toMatch(/:0:0:|"dependencies"/);
    const posted = await ask(service, token, 'POST', path, { body: {} });
    expect([404, 405]).toContain(posted.status);
  });

  it.each(['/v1/identities/%', '/v1/identities/%c3%28', '/v1/identities/%00', '/v1/resources/%ff'])(
    '%s that cannot be decoded are told so',
    async (path) => {
      const told = await ask(service, token, 'GET', path);
      expect([400, 404]).toContain(told.status);
      expect(told.json.code).toMatch(/malformed-url|unknown-/);
    },
  );

  it.each([
    '/v1/paths?identity=a&identity=b&resource=c',
    '/v1/paths?identity[x]=a&resource=c',
    '/v1/paths?identity=a&resource=c&limit=-1',
    '/v1/paths?identity=a&resource=c&limit=1e99',
    '/v1/paths?identity=a',
    '/v1/diff?from=yesterday&to=2026-01-01',
    '/v1/queries?pack=a&__proto__=b',
    `/v1/paths?identity=${'a'.repeat(5000)}&resource=c`,
  ])('%s with questions that make no sense are told so', async (path) => {
    const told = await ask(service, token, 'GET', path);
    expect([told.status, told.json.code]).toEqual([400, 'invalid-request']);
  });
});

describe('logs', () => {
  it('hold one line for each request, whatever the request says', async () => {
    service.logged.length = 0;
    const evil = 'x\\u000a{"level":"info","msg":"all is well"}';
    await send(`{"query":"config from iam where a = '${evil}'"}`);
    await ask(service, token, 'GET', `/v1/identities/${encodeURIComponent('\n{"level":"error"}\r\n\u001b[31m')}`);
    await ask(service, token, 'GET', '/v1/status', { headers: { 'user-agent': 'a\tb' } });
    await pause(50);
    expect(service.logged).toHaveLength(3);
    for (const line of service.logged) {
      expect(line.trim().split('\n')).toHaveLength(1);
      expect(JSON.parse(line)).toMatchObject({ service: 'grantgraph' });
      expect(line).not.toContain('all is well');
    }
  });

  it('do not take a header for an id that could be anything', async () => {
    service.logged.length = 0;
    await ask(service, token, 'GET', '/v1/status', { headers: { 'x-request-id': `${'a'.repeat(5000)}` } });
    expect(service.logged.join('')).not.toContain('aaaaaaaa');
  });
});
