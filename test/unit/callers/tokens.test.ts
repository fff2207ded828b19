import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { Authenticators } from '../../../src/callers/authenticators.js';
import { TokenBook } from '../../../src/callers/token-book.js';
import { digestOfSecret, parseToken } from '../../../src/callers/token-text.js';
import { Tokens } from '../../../src/callers/tokens.js';
import type { Records } from '../../../src/store/records.js';
import { freshStore } from './records.js';

const start = Date.parse('2026-11-01T10:00:00.000Z');
const day = 86_400_000;
const team = { name: 'payments team', role: 'reader', by: 'local' } as const;

async function desk(): Promise<{ records: Records; tokens: Tokens; directory: string; clock: { now: number } }> {
  const { store, directory } = await freshStore();
  const clock = { now: start };
  const records = store.records();
  return { records, directory, clock, tokens: new Tokens(records, () => clock.now) };
}

const refused = {
  code: 'unauthenticated',
  message: 'no valid credential came with this request',
  hint: 'send `Authorization: Bearer TOKEN`; grantgraph token create makes one',
};

it('makes a token whose text is known to its owner alone', async () => {
  const { records, tokens, directory } = await desk();
  const { token, info } = await tokens.create(team);
  expect(token).toMatch(/^gg_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/);
  const { id, secret } = parseToken(token)!;
  expect(info).toEqual({
    id,
    name: 'payments team',
    role: 'reader',
    scope: { accounts: null, providers: null, tags: null },
    createdAt: '2026-11-01T10:00:00.000Z',
    createdBy: 'local',
    rotatedAt: null,
    expiresAt: '2027-01-30T10:00:00.000Z',
    revokedAt: null,
    lastUsedAt: null,
  });
  expect(await tokens.list()).toEqual([info]);
  expect((await records.get('token', id))?.body['digest']).toBe(digestOfSecret(secret));
  for (const file of readdirSync(directory))
    expect(readFileSync(join(directory, file)).includes(secret), file).toBe(false);
});

it('never gives two tokens the same secret or id', async () => {
  const { tokens } = await desk();
  const made = await Promise.all(Array.from({ length: 50 }, () => tokens.create(team)));
  expect(new Set(made.map(({ info }) => info.id)).size).toBe(50);
  expect(new Set(made.map(({ token }) => parseToken(token)!.secret)).size).toBe(50);
});

it.each(['', ' ', 'a\nb', 'a\u0000', 'a'.repeat(101)])('refuses the name %j', async (name) => {
  const { tokens } = await desk();
  await expect(tokens.create({ ...team, name })).rejects.toMatchObject({ code: 'invalid-token-name' });
});

it('lets the owner of a token in, as who it says', async () => {
  const { records, tokens, clock } = await desk();
  const scope = { accounts: ['111122223333'], providers: ['aws'], tags: [{ key: 'team', value: 'pay' }] };
  const { token, info } = await tokens.create({ ...team, role: 'analyst', scope });
  const door = new Authenticators({ records, loopback: false, now: () => clock.now });
  expect(await door.authenticate({ bearer: token })).toEqual({
    by: 'token',
    credential: info.id,
    caller: {
      name: 'payments team',
      role: 'analyst',
      accounts: new Set(['111122223333']),
      providers: new Set(['aws']),
      tags: [{ key: 'team', value: 'pay' }],
    },
  });
});

it('refuses everything else with one text', async () => {
  const { records, tokens, clock } = await desk();
  const { token, info } = await tokens.create(team);
  const [revoked, expired, rotated] = [
    await tokens.create(team),
    await tokens.create({ ...team, lastsMs: 1000 }),
    await tokens.create(team),
  ];
  await tokens.revoke(revoked.info.id);
  await tokens.rotate(rotated.info.id);
  clock.now += 1000;
  const door = new Authenticators({ records, loopback: true, now: () => clock.now });
  const other = token.endsWith('A') ? 'B' : 'A';
  const wrong = [
    ...[undefined, '', 'gg_', 'gg_x', 'gg_000000000000_', `gg_000000000000_${'A'.repeat(43)}`],
    ...[
      token.slice(0, -1),
      `${token}A`,
      `${token.slice(0, -1)}${other}`,
      token.toUpperCase(),
      ` ${token}`,
      token.slice(3),
    ],
    ...[`gg_${info.id}_${parseToken(revoked.token)!.secret}`, revoked.token, expired.token, rotated.token],
    ...['gg___proto___x', `gg_constructor_${'A'.repeat(43)}`, 'gg_'.repeat(10_000)],
  ];
  for (const bearer of wrong) {
    const error = await door.authenticate({ bearer }).catch((thrown: unknown) => thrown);
    expect(error, String(bearer).slice(0, 80)).toMatchObject(refused);
    expect((error as Error).cause).toBeUndefined();
  }
  expect((await door.authenticate({ bearer: token })).credential).toBe(info.id);
});

it('does the same work for an unknown id, a wrong secret and text that is no token', async () => {
  const { records, tokens } = await desk();
  const { token, info } = await tokens.create(team);
  const crypto = { digests: 0, comparisons: 0 };
  const list = vi.spyOn(records, 'list');
  const text = await import('../../../src/callers/token-text.js');
  const count = new TokenBook(records, {
    digestOfSecret: (secret: string) => {
      crypto.digests++;
      return text.digestOfSecret(secret);
    },
    sameDigest: (one: string, two: string) => {
      crypto.comparisons++;
      return text.sameDigest(one, two);
    },
  });
  await count.verify(token);
  const works: object[] = [];
  const wrong = [`gg_000000000000_${'A'.repeat(43)}`, `gg_${info.id}_${'A'.repeat(43)}`, 'gg_nonsense', 'A'.repeat(59)];
  for (const bearer of wrong) {
    await pause(120);
    Object.assign(crypto, { digests: 0, comparisons: 0 });
    list.mockClear();
    expect(await count.verify(bearer)).toBeNull();
    works.push({ ...crypto, looks: list.mock.calls.length });
  }
  expect(works).toEqual(wrong.map(() => ({ digests: 1, comparisons: 2, looks: 1 })));
});

it('looks at the store rarely, however many wrong tokens come', async () => {
  const { records, tokens } = await desk();
  await tokens.create(team);
  const book = new TokenBook(records);
  const list = vi.spyOn(records, 'list');
  const began = performance.now();
  for (let at = 0; at < 500; at++) await book.verify(`gg_${String(at).padStart(12, '0')}_${'A'.repeat(43)}`);
  expect(list.mock.calls.length).toBeLessThanOrEqual(2 + (performance.now() - began) / 100);
});

it('takes a token that another process made this moment, and drops one that it revoked within the time it trusts its list', async () => {
  const { records, tokens } = await desk();
  const book = new TokenBook(records, { currentMs: 150 });
  const first = await tokens.create(team);
  expect((await book.verify(first.token))?.id).toBe(first.info.id);
  await pause(110);
  const second = await tokens.create(team);
  expect((await book.verify(second.token))?.id).toBe(second.info.id);
  await tokens.revoke(second.info.id);
  await pause(160);
  expect(await book.verify(second.token)).toBeNull();
  expect((await book.verify(first.token))?.id).toBe(first.info.id);
});

it('gives a token a new secret, for as long again', async () => {
  const { records, tokens, clock } = await desk();
  const made = await tokens.create({ ...team, lastsMs: 10 * day });
  clock.now += 4 * day;
  const again = await tokens.rotate(made.info.id);
  expect(again.info).toEqual({
    ...made.info,
    rotatedAt: '2026-11-05T10:00:00.000Z',
    expiresAt: '2026-11-15T10:00:00.000Z',
  });
  const book = new TokenBook(records, { now: () => clock.now });
  expect(await book.verify(made.token)).toBeNull();
  expect((await book.verify(again.token))?.id).toBe(made.info.id);
  expect((await tokens.rotate(made.info.id, null)).info.expiresAt).toBeNull();
  await tokens.revoke(made.info.id);
  await expect(tokens.rotate(made.info.id)).rejects.toMatchObject({ code: 'token-revoked' });
  await expect(tokens.rotate('nobody')).rejects.toMatchObject({ code: 'unknown-token', message: 'no token `nobody`' });
  await expect(tokens.revoke('nobody')).rejects.toMatchObject({ code: 'unknown-token' });
});

it('keeps the first instant of a token that is revoked twice', async () => {
  const { tokens, clock } = await desk();
  const { info } = await tokens.create(team);
  const first = await tokens.revoke(info.id);
  clock.now += day;
  expect(await tokens.revoke(info.id)).toEqual(first);
  expect(first.revokedAt).toBe('2026-11-01T10:00:00.000Z');
});

it('notes the last use at most once a minute, and does not wait for it', async () => {
  const { records, tokens, clock } = await desk();
  const { token } = await tokens.create(team);
  const put = vi.spyOn(records, 'put');
  const book = new TokenBook(records, { now: () => clock.now });
  const used = async () => {
    await book.verify(token);
    await pause(20);
    return (await tokens.list())[0]!.lastUsedAt;
  };
  expect(await used()).toBe('2026-11-01T10:00:00.000Z');
  clock.now += 59_000;
  expect(await used()).toBe('2026-11-01T10:00:00.000Z');
  const other = new TokenBook(records, { now: () => clock.now });
  await other.verify(token);
  await pause(20);
  expect(put).toHaveBeenCalledTimes(1);
  clock.now += 1000;
  expect(await used()).toBe('2026-11-01T10:01:00.000Z');
  clock.now += 60_000;
  put.mockRejectedValueOnce(new Error('the disk is full'));
  expect((await book.verify(token))?.body.name).toBe('payments team');
});

it('lets everybody in over loopback until the first token is made, and never again', async () => {
  const { records, tokens } = await desk();
  const door = () => new Authenticators({ records, loopback: true });
  expect(await door().authenticate({})).toEqual({
    caller: { name: 'local', role: 'admin', accounts: null },
    by: 'loopback',
    credential: 'loopback',
  });
  await expect(door().authenticate({ bearer: 'x' })).rejects.toMatchObject(refused);
  await expect(new Authenticators({ records, loopback: false }).authenticate({})).rejects.toMatchObject(refused);
  const { info } = await tokens.create(team);
  await expect(door().authenticate({})).rejects.toMatchObject(refused);
  await tokens.revoke(info.id);
  await expect(door().authenticate({})).rejects.toMatchObject(refused);
});
