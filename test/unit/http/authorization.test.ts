import { describe, expect, it } from 'vitest';
import type { Role } from '../../../src/callers/caller.js';
import { demoAccounts } from '../../../src/commands/demo-organisation/write.js';
import { routes, routeTable } from '../../../src/http/routes/index.js';
import { samples } from './samples.js';
import { ask, type Told, testService } from './service.js';

const service = testService();
const roles: readonly Role[] = ['reader', 'analyst', 'admin'];
const accounts = demoAccounts.map(({ account }) => account);
type Name = keyof typeof routes;
const names = Object.keys(routes) as Name[];

async function send(name: Name, token: string | null): Promise<Told> {
  const { path, body, type, prepare } = samples[name];
  const headers = type === undefined ? {} : { 'content-type': type };
  const prepared = (await prepare?.(service)) ?? path;
  return ask(service, token, routes[name].method.toUpperCase(), prepared, { body, headers });
}

describe('every route', () => {
  it('of ours has a request here; those of another form are asked in their own room', () => {
    const ours = routeTable.filter(({ form }) => form === undefined).map(({ operation }) => operation);
    expect(Object.keys(samples).sort()).toEqual(ours.sort());
  });

  it.each(names)('%s tells nothing to who does not show who he is', async (name) => {
    const { token, info } = await service.tokens.create({ name: 'short', role: 'admin', by: 'test', lastsMs: 1 });
    const revoked = await service.tokens.create({ name: 'gone', role: 'admin', by: 'test' });
    await service.tokens.revoke(revoked.info.id);
    const swapped = revoked.token.replace(revoked.info.id, info.id);
    for (const credential of [
      null,
      'x',
      'gg_',
      token,
      revoked.token,
      swapped,
      `${token}x`,
      'gg_000000000000_',
      'eyJhbGciOiJub25lIn0.e30.',
    ]) {
      const told = await send(name, credential);
      expect(told.status, `${credential}`).toBe(401);
      expect(told.headers.get('www-authenticate')).toBe('Bearer realm="grantgraph"');
      expect(told.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(told.json).toEqual({
        ...{ type: 'about:blank', title: 'Unauthorized', status: 401, code: 'unauthenticated' },
        detail: 'no valid credential came with this request',
        hint: expect.any(String),
        requestId: told.headers.get('x-request-id'),
      });
    }
  });

  it.each(names.flatMap((name) => roles.map((role) => [name, role] as const)))(
    '%s is open to %s or not',
    async (name, role) => {
      const told = await send(name, await service.token(role));
      const enough = roles.indexOf(role) >= roles.indexOf(routes[name].needs);
      if (enough) expect(told.status, told.text.slice(0, 300)).toBeLessThan(300);
      else expect([told.status, told.json.code]).toEqual([403, 'not-allowed']);
    },
  );

  it.each(names)('%s shows nothing of accounts outside the scope of its caller', async (name) => {
    const all = await send(name, await service.token('admin'));
    for (const scope of [
      { accounts: ['999900009999'], providers: null, tags: null },
      { accounts: null, providers: ['azure'], tags: null },
      { accounts: null, providers: null, tags: [{ key: 'team', value: 'nobody' }] },
    ]) {
      const told = await send(name, await service.token('admin', scope));
      if (samples[name].noData) {
        expect([told.status, told.text.length > 0]).toEqual([all.status, true]);
        continue;
      }
      expect([200, 403, 404], told.text.slice(0, 300)).toContain(told.status);
      // Whatever the request itself names may be repeated.
      const own = JSON.stringify(samples[name]);
      const named = accounts.filter((account) => told.text.includes(account) && !own.includes(account));
      expect(named, told.text.slice(0, 600)).toEqual([]);
      // Else the test would show nothing.
      expect(accounts.some((account) => all.text.includes(account)) || all.text.includes('aws')).toBe(true);
    }
  });
});
