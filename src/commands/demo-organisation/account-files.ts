import type { PolicyDocument } from './builders.js';
import { samlProvider } from './identity-center.js';
import type { InventoryRecord, PublicAccessBlock } from './inventory.js';
import type { AuthorizationDetails } from './records.js';

/** What one account contributes to the dump; a part that is absent was not collected. */
export interface AccountFiles {
  readonly account: string;
  readonly details: AuthorizationDetails;
  readonly resources: readonly InventoryRecord[];
  readonly settings: AccountSettings;
  readonly providers: Providers;
  /** CSV text. */
  readonly credentialReport?: string;
  /** Answers by the ARN they are about. */
  readonly lastAccessed?: Readonly<Record<string, object>>;
}

export interface AccountSettings {
  readonly Alias: string;
  readonly PublicAccessBlock?: PublicAccessBlock;
  readonly VpcEndpoints?: readonly { readonly Id: string; readonly Policy: PolicyDocument }[];
}

export interface Providers {
  readonly SAMLProviders: readonly { readonly Arn: string }[];
  readonly OpenIDConnectProviders: readonly OpenIdConnectProvider[];
}

export interface OpenIdConnectProvider {
  readonly Arn: string;
  readonly Url: string;
  readonly ClientIDList: readonly string[];
}

/** The provider of Identity Center, and others beside it. */
export const providers = (account: string, openIdConnect: readonly OpenIdConnectProvider[] = []): Providers => ({
  SAMLProviders: [{ Arn: samlProvider(account) }],
  OpenIDConnectProviders: openIdConnect,
});
