import type { Records } from '../store/records.js';
import type { Authenticated, Authenticator, Credentials } from './authenticator.js';
import { localAdministrator } from './caller.js';
import { byCertificate } from './certificates.js';
import type { KeyTimes } from './issuer-keys.js';
import { OidcTokens } from './oidc.js';
import { type CallerSettings, noCallerSettings } from './settings.js';
import { TokenBook } from './token-book.js';
import { rowScope, type TokenRecord } from './token-record.js';
import { tokenPrefix } from './token-text.js';
import { unauthenticated } from './unauthenticated.js';

export interface AuthenticatorOptions {
  /** Of the store in which the tokens stand. */
  readonly records: Records;
  /** The face listens on a loopback address only: as long as no other way in exists, whoever can reach it is the local administrator. */
  readonly loopback: boolean;
  /** Identity providers and client certificates; none by default. */
  readonly settings?: CallerSettings;
  readonly now?: () => number;
  readonly keyTimes?: KeyTimes;
}

/** Tells who sent a request by what he shows: a bearer token, ours or an identity provider's, else a client certificate. */
export class Authenticators implements Authenticator {
  private readonly book: TokenBook;
  private readonly oidc: OidcTokens;
  private readonly settings: CallerSettings;
  private readonly loopback: boolean;

  constructor({ records, loopback, settings = noCallerSettings, now, keyTimes }: AuthenticatorOptions) {
    this.book = new TokenBook(records, now ? { now } : {});
    this.oidc = new OidcTokens(settings.issuers, now, keyTimes);
    this.settings = settings;
    this.loopback = loopback;
  }

  async authenticate({ bearer, certificate }: Credentials): Promise<Authenticated> {
    if (bearer?.startsWith(tokenPrefix)) return this.byToken(bearer);
    if (bearer !== undefined) return this.oidc.authenticate(bearer);
    const shown = certificate && byCertificate(this.settings.certificates, certificate);
    if (shown) return shown;
    if (await this.open()) return local;
    throw unauthenticated();
  }

  /** Is there any way to show who one is? */
  async any(): Promise<boolean> {
    return this.oidc.configured || this.settings.certificates.length > 0 || (await this.book.any());
  }

  /** Is everybody who can connect let in? */
  async open(): Promise<boolean> {
    return this.loopback && !(await this.any());
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
