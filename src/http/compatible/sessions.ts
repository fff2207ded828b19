import { createHash, randomBytes } from 'node:crypto';
import { GrantgraphError } from '../../base/errors.js';
import type { Authenticated, Authenticator } from '../../callers/authenticator.js';
import { byToken } from '../../callers/authenticators.js';
import type { TokenBook } from '../../callers/token-book.js';
import type { TokenRecord } from '../../callers/token-record.js';
import { tokenPrefix, tokenText } from '../../callers/token-text.js';
import { unauthenticated } from '../../callers/unauthenticated.js';
import type { Records, StoredRecord } from '../../store/records.js';

/** How long a session lives unless it is extended, in milliseconds: as long as clients of the product expect, and renew before. */
export const sessionLife = 600_000;
const kind = 'session';
export const sessionPrefix = 'ggs_';
/** Sessions that ended are cleared away at most this often, in milliseconds. */
const clearingPause = 60_000;

export interface Begun {
  /** What the client shows from now on; the store does not know it. */
  readonly session: string;
  readonly who: Authenticated;
}

/**
 * Sessions that begin with an API token and never outlive it: each request asks again how the token stands. The store keeps a digest of
 * what the client holds, so that every instance over the store knows it and nobody who reads the store can use it.
 */
export class Sessions {
  private cleared = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly records: Records,
    private readonly tokens: Pick<TokenBook, 'verify' | 'standing'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Begins a session. The secret may come with all of the token around it, as that is what people hold. Errors: `unauthenticated`. */
  async login(id: string, secret: string): Promise<Begun> {
    const name = id.startsWith(tokenPrefix) ? id.slice(tokenPrefix.length) : id;
    const whole = tokenText({ id: name, secret: '' });
    return this.begin(await this.tokens.verify(secret.startsWith(whole) ? secret : `${whole}${secret}`));
  }

  /** A further session of the same token; the one that was given lives on to its own end. Errors: `unauthenticated`. */
  async extend(session: string): Promise<Begun> {
    return this.begin(await this.tokenOf(session));
  }

  /** Who a session speaks for. Errors: `unauthenticated`. */
  async authenticate(session: string): Promise<Authenticated> {
    const token = await this.tokenOf(session);
    if (token === null) throw unauthenticated();
    return byToken(token);
  }

  private async begin(token: TokenRecord | null): Promise<Begun> {
    if (token === null) throw unauthenticated();
    await this.clear();
    const session = `${sessionPrefix}${randomBytes(32).toString('base64url')}`;
    const body = { token: token.id, secretSince: secretSince(token), expiresAt: this.end() };
    if ((await this.records.put(kind, digestOf(session), body, null)) === null)
      throw new GrantgraphError('internal', 'a session could not be written', { exit: 4 });
    return { session, who: byToken(token) };
  }

  /** The token that a session began with; null where either has ended, or the secret is another one by now. */
  private async tokenOf(session: string): Promise<TokenRecord | null> {
    if (!session.startsWith(sessionPrefix)) return null;
    const record = await this.records.get(kind, digestOf(session));
    if (record === null || this.ended(record)) return null;
    const token = await this.tokens.standing(String(record.body['token']));
    return token !== null && secretSince(token) === record.body['secretSince'] ? token : null;
  }

  private end(): string {
    return new Date(this.now() + sessionLife).toISOString();
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

/** Knows sessions by their beginning, and asks the other about everything else. */
export function withSessions(other: Authenticator, sessions: Sessions): Authenticator {
  return {
    authenticate: (credentials) =>
      credentials.bearer?.startsWith(sessionPrefix)
        ? sessions.authenticate(credentials.bearer)
        : other.authenticate(credentials),
  };
}

function digestOf(session: string): string {
  return createHash('sha256').update(session).digest('hex');
}

function secretSince({ body }: TokenRecord): string {
  return body.rotatedAt ?? body.createdAt;
}
