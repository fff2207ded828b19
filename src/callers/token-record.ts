import type { StoredRecord } from '../store/records.js';
import type { Role, RowScope } from './caller.js';

/** A row scope as it is written down. Null = not restricted. */
export type WrittenScope = {
  readonly accounts: readonly string[] | null;
  readonly providers: readonly string[] | null;
  readonly tags: readonly { readonly key: string; readonly value: string | null }[] | null;
};

export const everything: WrittenScope = { accounts: null, providers: null, tags: null };

/** A token as it is shown: all but its secret. Instants are ISO texts; null = never, or not yet. */
export interface TokenInfo {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly scope: WrittenScope;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly rotatedAt: string | null;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

/** As it is kept: the digest of the secret in place of the secret. */
export type TokenBody = {
  readonly name: string;
  readonly role: Role;
  readonly scope: WrittenScope;
  readonly digest: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly rotatedAt: string | null;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
};

export interface TokenRecord {
  readonly id: string;
  readonly version: number;
  readonly body: TokenBody;
}

export function tokenRecord({ id, version, body }: StoredRecord): TokenRecord {
  return { id, version, body: body as unknown as TokenBody };
}

export function tokenInfo({ id, body }: Omit<TokenRecord, 'version'>, lastUsedAt: string | null): TokenInfo {
  const { digest: _, ...shown } = body;
  return { id, ...shown, lastUsedAt };
}

export function rowScope({ accounts, providers, tags }: WrittenScope): RowScope {
  return {
    accounts: accounts === null ? null : new Set(accounts),
    providers: providers === null ? null : new Set(providers),
    tags: tags === null ? null : tags,
  };
}
