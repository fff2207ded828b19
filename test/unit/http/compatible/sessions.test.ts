import { beforeEach, describe, expect, it } from 'vitest';
import { TokenBook } from '../../../../src/callers/token-book.js';
import { Tokens } from '../../../../src/callers/tokens.js';
import { Sessions } from '../../../../src/http/compatible/sessions.js';
import { MemoryRecords } from '../../memory-records.js';

let records: MemoryRecords;
let now: number;
let tokens: Tokens;
let sessions: Sessions;
let id: string;
let token: string;
let secret: string;

const pipeline = () => ({
  caller: { name: 'pipeline', role: 'reader', accounts: new Set(['111122223333']), providers: null, tags: null },
  by: 'token',
  credential: id,
});
const overRecords = () => new Sessions(records, new TokenBook(records, { now: () => now, currentMs: 0 }), () => now);
const refused = expect.objectContaining({ code: 'unauthenticated' });

beforeEach(async () => {
  records = new MemoryRecords();
  now = Date.parse('2026-11-24T10:00:00Z');
  tokens = new Tokens(records, () => now);
  const scope = { accounts: ['111122223333'], providers: null, tags: null };
  const issued = await tokens.create({ name: 'pipeline', role: 'reader', scope, by: 'local' });
  ({ token } = issued);
  ({ id } = issued.info);
  secret = token.slice(`gg_${id}_`.length);
  sessions = overRecords();
});

const minutes = (count: number) => count * 60_000;

describe('sessions', () => {
  it('speak for their token, and are not it', async () => {
    const { session } = await sessions.login(id, secret);
    expect(session).toMatch(/^ggs_[\w-]{43}$/);
    expect(await sessions.authenticate(session)).toEqual(pipeline());
  });

  it('are not told by what the store keeps', async () => {
    const { session } = await sessions.login(id, secret);
    const kept = JSON.stringify(await records.list('session'));
    expect(kept).not.toContain(session);
    expect(kept).not.toContain(session.slice(4));
    expect(kept).not.toContain(secret);
    const [{ id: digest } = { id: '' }] = await records.list('session');
    await expect(sessions.authenticate(digest)).rejects.toEqual(refused);
    await expect(sessions.authenticate(`ggs_${digest}`)).rejects.toEqual(refused);
  });

  it('begin with the right secret only', async () => {
    const other = await tokens.create({ name: 'other', role: 'admin', by: 'local' });
    for (const [name, word] of [
      [id, 'another'],
      [id, ''],
      ['', secret],
      [id, other.token],
      [other.info.id, secret],
      [id, `${secret}x`],
    ] as const)
      await expect(sessions.login(name, word)).rejects.toEqual(refused);
    expect(await records.list('session')).toEqual([]);
  });

  it('end after ten minutes', async () => {
    const { session } = await sessions.login(id, secret);
    now += minutes(10) - 1;
    expect(await sessions.authenticate(session)).toEqual(pipeline());
    now += 1;
    await expect(sessions.authenticate(session)).rejects.toEqual(refused);
    await expect(sessions.extend(session)).rejects.toEqual(refused);
  });

  it('are extended by another one', async () => {
    const first = await sessions.login(id, secret);
    now += minutes(9);
    const second = await sessions.extend(first.session);
    expect(second.session).not.toBe(first.session);
    now += minutes(9);
    expect(await sessions.authenticate(second.session)).toEqual(pipeline());
    await expect(sessions.authenticate(first.session)).rejects.toEqual(refused);
  });

  it('die with the token', async () => {
    const { session } = await sessions.login(id, secret);
    await tokens.revoke(id);
    await expect(sessions.authenticate(session)).rejects.toEqual(refused);
    await expect(sessions.extend(session)).rejects.toEqual(refused);
  });

  it('die with the secret they began with', async () => {
    const { session } = await sessions.login(id, secret);
    now += 1;
    const { token: renewed } = await tokens.rotate(id);
    await expect(sessions.authenticate(session)).rejects.toEqual(refused);
    await expect(sessions.extend(session)).rejects.toEqual(refused);
    expect(await sessions.authenticate((await sessions.login(id, renewed)).session)).toEqual(pipeline());
  });

  it('begin with the whole token as well, which is what people hold', async () => {
    const { session } = await sessions.login(`gg_${id}`, token);
    expect(await sessions.authenticate(session)).toEqual(pipeline());
  });

  it('are known to every instance over the store', async () => {
    const { session } = await sessions.login(id, secret);
    expect(await overRecords().authenticate(session)).toEqual(pipeline());
  });

  it('are cleared away once they ended', async () => {
    for (let count = 0; count < 3; count++) await sessions.login(id, secret);
    now += minutes(11);
    await sessions.login(id, secret);
    expect(await records.list('session')).toHaveLength(1);
  });
});
