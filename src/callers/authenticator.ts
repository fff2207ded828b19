import type { Caller } from './caller.js';

/** What came with a request to show who sends it. */
export interface Credentials {
  /** Of `Authorization: Bearer …`, or of another header that carries the same. */
  readonly bearer?: string | undefined;
  /** Of a client certificate that the transport has verified: its subject and SHA-256 fingerprint. */
  readonly certificate?: { readonly subject: string; readonly fingerprint: string } | undefined;
}

export interface Authenticated {
  readonly caller: Caller;
  readonly by: 'token' | 'oidc' | 'certificate' | 'loopback';
  /** Names the credential in audit log and limits, and is no secret: id of a token, issuer and subject. */
  readonly credential: string;
}

/** Tells who sent a request. Errors: `unauthenticated` (one text for all reasons that an attacker could learn from), `identity-provider-unreachable`. */
export interface Authenticator {
  authenticate(credentials: Credentials): Promise<Authenticated>;
}
