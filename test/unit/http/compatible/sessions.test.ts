import { beforeEach, describe, expect, it } from 'vitest';
import { GrantgraphError } from '../../../../src/base/errors.js';
import type { Authenticated } from '../../../../src/callers/authenticator.js';
import { type ApiTokens, Sessions } from '../../../../src/http/compatible/sessions.js';
import { MemoryRecords } from '../../memory-records.js';

const who: Authenticated = {
  caller: { name: 'pipeline', role: 'reader', accounts: null },
  by: 'token',
  credential: 'k1',
};
const refused = () => new GrantgraphError('unauthenticated', 'the credential is not valid', { exit: 2 });

/** One token that somebody may revoke. */
class OneToken implements ApiTokens {
  revoked = false;
  async verify(id: string, secret: string): Promise<Authenticated> {
    if (id !== 'k1' || secret !== 'a secret') throw refused();
    return this.standing(id);
  }
  async standing(id: string): Promise<Authenticated> {
    if (this.revoked || id !== 'k1') throw refused();
    return who;
  }
}

let records: MemoryRecords;
let tokens: OneToken;
let now: number;
let sessions: Sessions;

beforeEach(() => {
  records = new MemoryRecords();
  tokens = new OneToken();
  now = Date.parse('2026-11-24T10:00:00Z');
  sessions = new Sessions(records, tokens, () => now);
});

const minutes = (count: number) => count * 60_000;

describe('sessions', () => {
  it('speak for their token, and are not it', async () => {
    const { session } = await sessions.login('k1', 'a secret');
    expect(session).toMatch(/^ggs_[\w-]{43}$/);
    expect(await sessions.authenticate(session)).toBe(who);
  });

  it('are not told by what the store keeps', async () => {
    const { session } = await sessions.login('k1', 'a secret');
    const kept = JSON.stringify(await records.list('session'));
    expect(kept).not.toContain(session);
    expect(kept).not.toContain(session.slice(4));
    expect(kept).not.toContain('a secret');
    const [{ id } = { id: '' }] = await records.list('session');
    await expect(sessions.authenticate(id)).rejects.toThrow('the credential is not valid');
    await expect(sessions.authenticate(`ggs_${id}`)).rejects.toThrow('the credential is not valid');
  });

  it('begin with the right secret only', async () => {
    await expect(sessions.login('k1', 'another')).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(sessions.login('k2', 'a secret')).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await records.list('session')).toEqual([]);
  });

  it('end after ten minutes', async () => {
    const { session } = await sessions.login('k1', 'a secret');
    now += minutes(10) - 1;
    expect(await sessions.authenticate(session)).toBe(who);
    now += 1;
    await expect(sessions.authenticate(session)).rejects.toThrow('the credential is not valid');
    await expect(sessions.extend(session)).rejects.toThrow('the credential is not valid');
  });

  it('are extended by another one', async () => {
    const first = await sessions.login('k1', 'a secret');
    now += minutes(9);
    const second = await sessions.extend(first.session);
    expect(second.session).not.toBe(first.session);
    now += minutes(9);
    expect(await sessions.authenticate(second.session)).toBe(who);
    await expect(sessions.authenticate(first.session)).rejects.toThrow('the credential is not valid');
  });

  it('die with the token', async () => {
    const { session } = await sessions.login('k1', 'a secret');
    tokens.revoked = true;
    await expect(sessions.authenticate(session)).rejects.toThrow('the credential is not valid');
    await expect(sessions.extend(session)).rejects.toThrow('the credential is not valid');
  });

  it('are known to every instance over the store', async () => {
    const { session } = await sessions.login('k1', 'a secret');
    expect(await new Sessions(records, tokens, () => now).authenticate(session)).toBe(who);
  });

  it('are cleared away once they ended', async () => {
    for (let count = 0; count < 3; count++) await sessions.login('k1', 'a secret');
    now += minutes(11);
    await sessions.login('k1', 'a secret');
    expect(await records.list('session')).toHaveLength(1);
  });
});
