import { describe, expect, it } from 'vitest';
import type { compatibleRoutes } from '../../../../src/http/compatible/routes.js';
import { ask, type Told, testService } from '../service.js';

const service = testService();
const query = "config from iam where dest.cloud.service.name = 's3' AND source.cloud.resource.type = 'user'";

type Name = keyof typeof compatibleRoutes;
/** One good request of every route; a route without one does not compile. */
const samples: Readonly<Record<Exclude<Name, 'compatibleLogin'>, { readonly path: string; readonly body?: object }>> = {
  compatibleExtend: { path: '/auth_token/extend' },
  compatibleSearchV1: { path: '/api/v1/permission', body: { query, limit: 2 } },
  compatiblePageV1: { path: '/api/v1/permission/page', body: { pageToken: 'x', limit: 2 } },
  compatibleSearchV3: { path: '/iam/api/v3/search/permission?limit=2', body: { query } },
  compatibleSearchV4: { path: '/iam/api/v4/search/permission?limit=2', body: { query } },
};
const names = Object.keys(samples) as (keyof typeof samples)[];

async function credentials(role: 'reader' | 'admin' = 'reader', accounts?: readonly string[]) {
  const scope = accounts ? { accounts, providers: null, tags: null } : undefined;
  const token = await service.token(role, scope);
  const [, id = '', secret = ''] = /^gg_([^_]+)_(.*)$/.exec(token) ?? [];
  return { id, secret, token };
}

async function session(accounts?: readonly string[]): Promise<string> {
  const { id, secret } = await credentials('reader', accounts);
  const told = await ask(service, null, 'POST', '/login', { body: { username: id, password: secret } });
  return told.json.token as string;
}

function send(shown: string | null, path: string, body?: object, headers: Record<string, string> = {}): Promise<Told> {
  const auth: Record<string, string> = shown === null ? {} : { 'x-redlock-auth': shown };
  return ask(service, null, body ? 'POST' : 'GET', path, {
    ...(body ? { body } : {}),
    headers: { ...auth, ...headers },
  });
}

describe('logging in', () => {
  it('takes id and secret of a token for a session', async () => {
    const { id, secret, token } = await credentials();
    const told = await ask(service, null, 'POST', '/login', {
      body: { username: id, password: secret, prismaId: '7' },
    });
    expect(told.status).toBe(200);
    expect(told.json).toEqual({
      token: expect.stringMatching(/^ggs_/),
      message: 'login_successful',
      customerNames: [{ customerName: 'grantgraph', prismaId: '0', tosAccepted: true }],
    });
    expect(told.text).not.toContain(secret);
    expect(told.headers.get('cache-control')).toBe('no-store');
    const whole = await ask(service, null, 'POST', '/login', { body: { username: id, password: token } });
    expect(whole.status).toBe(200);
  });

  it('refuses everything else in the words of the product', async () => {
    const { id } = await credentials();
    for (const body of [
      { username: id, password: 'wrong' },
      { username: 'nobody', password: 'wrong' },
    ]) {
      const told = await ask(service, null, 'POST', '/login', { body });
      expect(told.status).toBe(401);
      expect(JSON.parse(told.headers.get('x-redlock-status')!)).toEqual([
        {
          i18nKey: 'invalid_credentials',
          severity: 'error',
          subject: 'no valid credential came with this request',
        },
      ]);
      expect(told.json.error.code).toBe('invalid_credentials');
    }
    const bad = await ask(service, null, 'POST', '/login', { body: { username: id } });
    expect([bad.status, bad.json.error.code]).toEqual([400, 'invalid_request']);
  });

  it('stands in the audit log, without a secret', async () => {
    const { id, secret } = await credentials();
    await ask(service, null, 'POST', '/login', { body: { username: id, password: secret } });
    const entry = service.entries.findLast(({ act }) => act === 'compatibleLogin');
    expect(entry).toMatchObject({ by: 'token', credential: id, what: id, outcome: 'ok', caller: 'test reader' });
    expect(JSON.stringify(service.entries) + service.logged.join('')).not.toContain(secret);
  });

  it('is extended by a further session', async () => {
    const first = await session();
    const told = await send(first, '/auth_token/extend');
    expect(told.json).toMatchObject({ message: 'login_successful', roles: ['reader'] });
    expect(told.json.token).not.toBe(first);
    expect((await send(told.json.token, '/iam/api/v4/search/permission', { query })).status).toBe(200);
  });
});

describe('every route behind the login', () => {
  it.each(names)('%s is for nobody without a session', async (name) => {
    const { path, body } = samples[name];
    for (const shown of [null, 'x', 'ggs_', `ggs_${'a'.repeat(43)}`, 'gg_000000000000_x']) {
      const told = await send(shown, path, body);
      expect(told.status).toBe(401);
      expect(told.headers.get('x-redlock-status')).toContain('"i18nKey":"invalid_credentials"');
    }
  });

  it('sees the accounts of its token', async () => {
    const search = { query: "config from iam where source.cloud.type = 'AWS'" };
    const all = await send(await session(), '/iam/api/v4/search/permission?limit=10000', search);
    const own = await send(await session(['444455556666']), '/iam/api/v4/search/permission?limit=10000', search);
    expect(own.status).toBe(200);
    expect(own.json.data.items.length).toBeLessThan(all.json.data.items.length);
  });
});

describe('searching', () => {
  it('goes through the pages of the first edition by their tokens', async () => {
    const shown = await session();
    const whole = await send(shown, '/api/v1/permission', { query, limit: 10_000 });
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const first = await send(shown, '/api/v1/permission', { query, limit: 70, id: 'mine' });
    expect(first.json).toMatchObject({ id: 'mine', searchType: 'iam', query });
    const items = [...first.json.data.items];
    for (let token = first.json.data.nextPageToken; token !== null; ) {
      const page = await send(shown, '/api/v1/permission/page', {
        limit: 70,
        pageToken: token,
        withResourceJson: 'true',
      });
      expect(page.status).toBe(200);
      items.push(...page.json.items);
      token = page.json.nextPageToken;
    }
    expect(items).toEqual(whole.json.data.items);
    expect(items.length).toBeGreaterThan(140);
  });

  it('answers CSV by a media type without parameters, a page at a time', async () => {
    const shown = await session();
    const told = await send(shown, '/api/v1/permission', { query, limit: 3 }, { accept: 'text/csv' });
    expect(told.headers.get('content-type')).toBe('text/csv');
    const lines = told.text.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^id,sourcePublic,sourceCloudType,.*,isWildCardDestCloudResourceName,exceptions$/);
    expect(lines).toHaveLength(4);
    const pageToken = told.headers.get('x-next-page-token')!;
    const next = await send(shown, '/api/v1/permission/page', { pageToken, limit: 2 }, { accept: 'text/csv' });
    expect(next.text.trimEnd().split('\n')).toHaveLength(3);
    expect(next.text).not.toContain(lines[1]!.slice(0, 22));
  });

  it('groups in the fourth edition, and reads a client that says its charset', async () => {
    const headers = { accept: 'application/json; charset=UTF-8', 'content-type': 'application/json; charset=UTF-8' };
    const body = { query, groupByFields: ['source'], nextPageToken: null, searchId: '' };
    const told = await send(await session(), '/iam/api/v4/search/permission?limit=1', body, headers);
    expect(told.status).toBe(200);
    expect(told.json.data.items).toHaveLength(1);
    expect(told.json.data.items[0]).toMatchObject({ effectiveActionName: null, sourceResourceType: 'user' });
    const next = { ...body, nextPageToken: told.json.data.nextPageToken };
    const second = await send(await session(), '/iam/api/v4/search/permission?limit=1', next, headers);
    expect(second.json.data.items[0].sourceResourceId).not.toBe(told.json.data.items[0].sourceResourceId);
  });

  it('writes the query into the audit log, of further pages too', async () => {
    const shown = await session();
    const first = await send(shown, '/api/v1/permission', { query, limit: 2 });
    await send(shown, '/api/v1/permission/page', { limit: 2, pageToken: first.json.data.nextPageToken });
    expect(service.entries.slice(-2).map(({ act, what, rows }) => [act, what, rows])).toEqual([
      ['compatibleSearchV1', query, 2],
      ['compatiblePageV1', query, 2],
    ]);
  });

  it.each([
    ['/api/v1/permission', { query: "config from iam where dest.cloud.nam = 'x'", limit: 5 }, 'unknown_attribute'],
    ['/api/v1/permission', { query }, 'invalid_request'],
    ['/api/v1/permission/page', { pageToken: 'nonsense', limit: 5 }, 'invalid_cursor'],
    ['/iam/api/v3/search/permission', { query: "how can 'lena' reach 'larkfield-payroll'" }, 'not_a_search'],
    ['/iam/api/v4/search/permission', { query, groupByFields: ['__proto__'] }, 'invalid_request'],
    ['/iam/api/v4/search/permission?limit=-1', { query }, 'invalid_request'],
  ])('%s with %j is refused: %s', async (path, body, code) => {
    const told = await send(await session(), path, body);
    expect(told.status).toBe(400);
    expect(told.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(told.json).toEqual({
      error: { code, message: expect.any(String), details: expect.any(Array) },
    });
    expect(JSON.parse(told.headers.get('x-redlock-status')!)[0]).toMatchObject({ i18nKey: code, severity: 'error' });
  });
});
