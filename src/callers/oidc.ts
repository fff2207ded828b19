import { decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import { GrantgraphError } from '../base/errors.js';
import type { Authenticated } from './authenticator.js';
import { IssuerKeys, type KeyTimes } from './issuer-keys.js';
import type { ClaimRule, IssuerSettings } from './settings.js';
import { rowScope } from './token-record.js';
import { unauthenticated } from './unauthenticated.js';

const longestToken = 16_384;
const longestName = 200;

/**
 * Bearer tokens of OpenID Connect issuers: JSON Web Tokens that a trusted issuer signed for this service. Only issuers of the settings are
 * ever asked for keys.
 */
export class OidcTokens {
  private readonly issuers: ReadonlyMap<string, { readonly settings: IssuerSettings; readonly keys: IssuerKeys }>;

  constructor(
    issuers: readonly IssuerSettings[],
    private readonly now: () => number = Date.now,
    times: KeyTimes = {},
  ) {
    this.issuers = new Map(
      issuers.map((settings) => [settings.issuer, { settings, keys: new IssuerKeys(settings.issuer, times) }]),
    );
  }

  get configured(): boolean {
    return this.issuers.size > 0;
  }

  /** Errors: `unauthenticated`, `identity-provider-unreachable`. */
  async authenticate(token: string): Promise<Authenticated> {
    const issuer = this.issuers.get(issuerOf(token));
    if (!issuer) throw unauthenticated();
    const { settings } = issuer;
    const claims = await this.verified(token, settings, issuer.keys);
    const rule = settings.rules.find((one) => fits(one, claims));
    if (!rule || typeof claims.sub !== 'string' || claims.sub === '') throw unauthenticated();
    const scope =
      rule.accountsClaim === null ? rule.scope : { ...rule.scope, accounts: wordsOf(claims, rule.accountsClaim) };
    return {
      caller: Object.freeze({ name: nameOf(claims, settings.nameClaim), role: rule.role, ...rowScope(scope) }),
      by: 'oidc',
      credential: `${settings.issuer} ${claims.sub}`,
    };
  }

  private async verified(token: string, settings: IssuerSettings, keys: IssuerKeys): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, keys.key, {
        issuer: settings.issuer,
        audience: [...settings.audiences],
        algorithms: [...settings.algorithms],
        clockTolerance: settings.clockSkewSeconds,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(this.now()),
      });
      return payload;
    } catch (error) {
      if (error instanceof GrantgraphError) throw error;
      throw unauthenticated();
    }
  }
}

/** What the token says of itself, to be proved. */
function issuerOf(token: string): string {
  if (token.length > longestToken) return '';
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    return '';
  }
}

function fits({ claim, value }: ClaimRule, claims: JWTPayload): boolean {
  const held = wordsOf(claims, claim);
  return value === null ? held.length > 0 : held.includes(value);
}

/** A text counts whole, and word by word as in `scope`; of a list each. */
function wordsOf(claims: JWTPayload, path: string): readonly string[] {
  const value = claimOf(claims, path);
  if (typeof value === 'string') return value === '' ? [] : [...new Set([value, ...value.split(' ').filter(Boolean)])];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is string => typeof one === 'string' && one !== '');
}

/** A claim of this very name (names may be URLs with dots), else by its path. */
function claimOf(claims: JWTPayload, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function nameOf(claims: JWTPayload, wanted: string | null): string {
  const names = wanted === null ? ['preferred_username', 'email', 'sub'] : [wanted, 'sub'];
  const found = names.map((name) => claimOf(claims, name)).find((one) => typeof one === 'string' && one !== '');
  return String(found).slice(0, longestName);
}
