import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a token is made of: `gg_<id>_<secret>`. The id names it everywhere; the secret is known to its owner alone. */
export interface TokenText {
  /** 12 hexadecimal digits. */
  readonly id: string;
  /** 256 bits, base64url. */
  readonly secret: string;
}

export const tokenPrefix = 'gg_';
const shape = /^gg_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

export function newTokenId(): string {
  return randomBytes(6).toString('hex');
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function tokenText({ id, secret }: TokenText): string {
  return `${tokenPrefix}${id}_${secret}`;
}

/** Null where the text is no token. */
export function parseToken(text: string): TokenText | null {
  const [, id, secret] = shape.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** A secret of 256 random bits cannot be guessed from its digest: one round of SHA-256 is enough, and costs a request nothing. Hexadecimal. */
export function digestOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares in a time that does not depend on where the two differ; both have 64 hexadecimal digits. */
export function sameDigest(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
}
