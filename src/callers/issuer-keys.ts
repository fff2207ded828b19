import { type CryptoKey, createLocalJWKSet, errors, type JSONWebKeySet, type JWTHeaderParameters } from 'jose';
import { GrantgraphError } from '../base/errors.js';
import { isSafeUrl } from './settings.js';

/** How long keys are believed without asking again, and how long they do where the issuer does not answer. */
const freshMs = 10 * 60_000;
const staleMs = 24 * 3_600_000;
/** Between two visits for an unknown key, and after one that failed: tokens of strangers must not make us call again and again. */
const cooldownMs = 30_000;
const failureMs = 5_000;
const timeoutMs = 5_000;
const mostBytes = 1024 * 1024;

export interface KeyTimes {
  readonly freshMs?: number;
  readonly cooldownMs?: number;
  readonly failureMs?: number;
  /** Milliseconds that only go forward. */
  readonly now?: () => number;
}

type Find = ReturnType<typeof createLocalJWKSet>;

/** Public keys of an issuer, by discovery (OpenID Connect Discovery 1.0, section 4) and its key set. */
export class IssuerKeys {
  private find: Find | null = null;
  private gotAt = Number.NEGATIVE_INFINITY;
  private failedAt = Number.NEGATIVE_INFINITY;
  private getting: Promise<void> | null = null;
  private readonly times: Required<KeyTimes>;

  constructor(
    private readonly issuer: string,
    times: KeyTimes = {},
  ) {
    this.times = { freshMs, cooldownMs, failureMs, now: () => performance.now(), ...times };
  }

  /** For `jwtVerify`. A key that is not known yet may be new: the issuer is asked again. Errors: `identity-provider-unreachable`, jose's. */
  key = async (header: JWTHeaderParameters): Promise<CryptoKey> => {
    const { times } = this;
    if (this.find === null || times.now() - this.gotAt > times.freshMs) await this.renew();
    try {
      return await this.find!(header);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || times.now() - this.gotAt < times.cooldownMs) throw error;
      await this.renew();
      return this.find!(header);
    }
  };

  /** Where the issuer does not answer, the keys that are known stay for a day. */
  private async renew(): Promise<void> {
    const { now, failureMs: pauseMs } = this.times;
    try {
      if (now() - this.failedAt < pauseMs) throw this.unreachable();
      this.getting ??= this.get().finally(() => {
        this.getting = null;
      });
      await this.getting;
    } catch (error) {
      if (this.find === null || now() - this.gotAt > staleMs) throw error;
    }
  }

  private async get(): Promise<void> {
    try {
      const found = await getJson(`${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
      // Else whoever answers here could speak for another issuer.
      if (found['issuer'] !== this.issuer) throw new Error('the configuration names another issuer');
      const keys = String(found['jwks_uri']);
      if (!isSafeUrl(keys)) throw new Error('the key set has no https address');
      this.find = createLocalJWKSet((await getJson(keys)) as unknown as JSONWebKeySet);
      this.gotAt = this.times.now();
    } catch (cause) {
      this.failedAt = this.times.now();
      throw this.unreachable(cause);
    }
  }

  private unreachable(cause?: unknown): GrantgraphError {
    return new GrantgraphError(
      'identity-provider-unreachable',
      `no keys from the identity provider \`${this.issuer}\``,
      {
        hint: 'is it running, and does its address serve /.well-known/openid-configuration?',
        ...(cause === undefined ? {} : { cause }),
      },
    );
  }
}

async function getJson(url: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const json: unknown = JSON.parse(await boundedText(response));
  if (typeof json !== 'object' || json === null) throw new Error('no JSON object');
  return json as Readonly<Record<string, unknown>>;
}

async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > mostBytes) throw new Error('the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
