import { GrantgraphError } from '../base/errors.js';
import type { Records } from '../store/records.js';
import type { Role } from './caller.js';
import { tokenKind, tokenUseKind } from './token-book.js';
import {
  everything,
  type TokenBody,
  type TokenInfo,
  type TokenRecord,
  tokenInfo,
  tokenRecord,
  type WrittenScope,
} from './token-record.js';
import { digestOfSecret, newSecret, newTokenId, tokenText } from './token-text.js';

export interface NewToken {
  /** Of whoever is to use it: a team, a program. It need not be unique. */
  readonly name: string;
  readonly role: Role;
  /** Without it: everything. */
  readonly scope?: WrittenScope;
  /** How long it counts; null = until it is revoked. Default 90 days. */
  readonly lastsMs?: number | null;
  /** Name of the caller who makes it. */
  readonly by: string;
}

/** A token with its text, which is shown this once and kept nowhere. */
export interface IssuedToken {
  readonly token: string;
  readonly info: TokenInfo;
}

export const defaultLastsMs = 90 * 86_400_000;
const longestName = 100;

/** API tokens in a store's records: made, listed, given a new secret, revoked. Whether one counts is `TokenBook`'s to tell. */
export class Tokens {
  constructor(
    private readonly records: Records,
    private readonly now: () => number = Date.now,
  ) {}

  /** Errors: `invalid-token-name`. */
  async create({ name, role, scope = everything, lastsMs = defaultLastsMs, by }: NewToken): Promise<IssuedToken> {
    assertName(name);
    const secret = newSecret();
    const body: TokenBody = {
      ...{ name, role, scope, digest: digestOfSecret(secret) },
      ...{ createdAt: this.instant(), createdBy: by, rotatedAt: null, revokedAt: null },
      expiresAt: lastsMs === null ? null : this.instant(lastsMs),
    };
    for (;;) {
      const id = newTokenId();
      const written = await this.records.put(tokenKind, id, body, null);
      if (written !== null) return { token: tokenText({ id, secret }), info: tokenInfo({ id, body }, null) };
    }
  }

  /** By the time they were made. */
  async list(): Promise<readonly TokenInfo[]> {
    const [tokens, uses] = await Promise.all([this.records.list(tokenKind), this.records.list(tokenUseKind)]);
    const used = new Map(uses.map(({ id, body }) => [id, String(body['at'])]));
    return tokens
      .map((record) => tokenInfo(tokenRecord(record), used.get(record.id) ?? null))
      .sort((a, b) => compare(a.createdAt, b.createdAt) || compare(a.id, b.id));
  }

  /** It ends at once, here and within seconds everywhere; what stands of it tells that it was. Errors: `unknown-token`. */
  async revoke(id: string): Promise<TokenInfo> {
    return this.change(id, (body) => (body.revokedAt === null ? { ...body, revokedAt: this.instant() } : body));
  }

  /**
   * A new secret under the same id, name, role and scope; the old one ends at once. It lasts as long again as it was given first, if nothing
   * else is said. Errors: `unknown-token`, `token-revoked`.
   */
  async rotate(id: string, lastsMs?: number | null): Promise<IssuedToken> {
    const secret = newSecret();
    const info = await this.change(id, (body) => {
      if (body.revokedAt !== null)
        throw new GrantgraphError('token-revoked', `token \`${id}\` was revoked`, {
          exit: 2,
          hint: 'make a new one: grantgraph token create',
        });
      const lasts = lastsMs === undefined ? lastsOf(body) : lastsMs;
      const expiresAt = lasts === null ? null : this.instant(lasts);
      return { ...body, digest: digestOfSecret(secret), rotatedAt: this.instant(), expiresAt };
    });
    return { token: tokenText({ id, secret }), info };
  }

  private async change(id: string, make: (body: TokenBody) => TokenBody): Promise<TokenInfo> {
    for (;;) {
      const record = await this.find(id);
      const body = make(record.body);
      const done = body === record.body || (await this.records.put(tokenKind, id, body, record.version)) !== null;
      if (done) {
        const use = await this.records.get(tokenUseKind, id);
        return tokenInfo({ id, body }, use === null ? null : String(use.body['at']));
      }
    }
  }

  private async find(id: string): Promise<TokenRecord> {
    const record = await this.records.get(tokenKind, id);
    if (record === null)
      throw new GrantgraphError('unknown-token', `no token \`${id}\``, {
        exit: 2,
        hint: 'grantgraph token list shows them; the id is what stands between gg_ and the next _',
      });
    return tokenRecord(record);
  }

  private instant(laterMs = 0): string {
    return new Date(this.now() + laterMs).toISOString();
  }
}

/** How long it was given when it was last issued. */
function lastsOf({ createdAt, rotatedAt, expiresAt }: TokenBody): number | null {
  return expiresAt === null ? null : Date.parse(expiresAt) - Date.parse(rotatedAt ?? createdAt);
}

function assertName(name: string): void {
  if (name.trim() === '' || name.length > longestName || /\p{Cc}/u.test(name))
    throw new GrantgraphError('invalid-token-name', 'a token’s name is one line of at most 100 characters', {
      exit: 2,
    });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
