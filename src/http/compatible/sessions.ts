import { createHash, randomBytes } from 'node:crypto';
import { GrantgraphError } from '../../base/errors.js';
import type { Authenticated } from '../../callers/authenticator.js';
import type { Records, StoredRecord } from '../../store/records.js';

/** The API tokens that sessions stand on. */
export interface ApiTokens {
  /** By id and secret. Errors: `unauthenticated`, one text for every reason. */
  verify(id: string, secret: string): Promise<Authenticated>;
  /** A token as it stands now, by its id: errors as above where it ended, was revoked or never was. */
  standing(id: string): Promise<Authenticated>;
}

/** How long a session lives unless it is extended, in milliseconds: as long as clients of the product expect, and renew before. */
export const sessionLife = 600_000;
const kind = 'session';
const prefix = 'ggs_';
/** Sessions that ended are cleared away at most this often, in milliseconds. */
const clearingPause = 60_000;

/**
 * Sessions that begin with an API token and never outlive it: each request asks again how the token stands. The store keeps a digest of
 * what the client holds, so that every instance over the store knows it and nobody who reads the store can use it.
 */
export class Sessions {
  private cleared = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly records: Records,
    private readonly tokens: ApiTokens,
    private readonly now: () => number = Date.now,
  ) {}

  /** Begins a session. Errors: `unauthenticated`. */
  async login(id: string, secret: string): Promise<{ readonly session: string; readonly who: Authenticated }> {
    const who = await this.tokens.verify(id, secret);
    return { session: await this.begin(id), who };
  }

  /** A further session of the same token; the one that was given lives on to its own end. Errors: `unauthenticated`. */
  async extend(session: string): Promise<{ readonly session: string; readonly who: Authenticated }> {
    const token = await this.tokenOf(session);
    const who = await this.tokens.standing(token);
    return { session: await this.begin(token), who };
  }

  /** Who a session speaks for. Errors: `unauthenticated`. */
  async authenticate(session: string): Promise<Authenticated> {
    return this.tokens.standing(await this.tokenOf(session));
  }

  private async begin(token: string): Promise<string> {
    await this.clear();
    const session = `${prefix}${randomBytes(32).toString('base64url')}`;
    const expiresAt = new Date(this.now() + sessionLife).toISOString();
    const written = await this.records.put(kind, digestOf(session), { token, expiresAt }, null);
    if (written === null) throw new GrantgraphError('internal', 'a session could not be written', { exit: 4 });
    return session;
  }

  private async tokenOf(session: string): Promise<string> {
    const record = session.startsWith(prefix) ? await this.records.get(kind, digestOf(session)) : null;
    const token = record?.body['token'];
    if (record === null || typeof token !== 'string' || this.ended(record)) throw unauthenticated();
    return token;
  }

  private ended({ body }: StoredRecord): boolean {
    return !(Date.parse(String(body['expiresAt'])) > this.now());
  }

  private async clear(): Promise<void> {
    if (this.now() - this.cleared < clearingPause) return;
    this.cleared = this.now();
    for (const record of await this.records.list(kind))
      if (this.ended(record)) await this.records.remove(kind, record.id, record.version);
  }
}

function digestOf(session: string): string {
  return createHash('sha256').update(session).digest('hex');
}

function unauthenticated(): GrantgraphError {
  return new GrantgraphError('unauthenticated', 'the credential is not valid', { exit: 2 });
}
