import type { Records } from '../store/records.js';
import type { Authenticated, Authenticator, Credentials } from './authenticator.js';
import { localAdministrator } from './caller.js';
import { TokenBook } from './token-book.js';
import { rowScope, type TokenRecord } from './token-record.js';
import { tokenPrefix } from './token-text.js';
import { unauthenticated } from './unauthenticated.js';

export interface AuthenticatorOptions {
  /** Of the store in which the tokens stand. */
  readonly records: Records;
  /** The face listens on a loopback address only: as long as no other way in exists, whoever can reach it is the local administrator. */
  readonly loopback: boolean;
  readonly now?: () => number;
}

/** Tells who sent a request by whatever he brings: an API token, else an identity provider's token, else a client certificate. */
export class Authenticators implements Authenticator {
  private readonly book: TokenBook;
  private readonly loopback: boolean;

  constructor({ records, loopback, now }: AuthenticatorOptions) {
    this.book = new TokenBook(records, now ? { now } : {});
    this.loopback = loopback;
  }

  async authenticate({ bearer }: Credentials): Promise<Authenticated> {
    if (bearer?.startsWith(tokenPrefix)) return this.byToken(bearer);
    if (bearer === undefined && (await this.open())) return local;
    throw unauthenticated();
  }

  /** Is everybody who can connect let in? */
  async open(): Promise<boolean> {
    return this.loopback && !(await this.book.any());
  }

  private async byToken(text: string): Promise<Authenticated> {
    const token = await this.book.verify(text);
    if (token === null) throw unauthenticated();
    return byToken(token);
  }
}

/** Whom a token speaks for. */
export function byToken({ id, body }: TokenRecord): Authenticated {
  const caller = Object.freeze({ name: body.name, role: body.role, ...rowScope(body.scope) });
  return { caller, by: 'token', credential: id };
}

const local: Authenticated = Object.freeze({ caller: localAdministrator, by: 'loopback', credential: 'loopback' });
