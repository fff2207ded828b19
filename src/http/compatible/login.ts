import type { Authenticated } from '../../callers/authenticator.js';

/** What `/login` and `/auth_token/extend` answer. */
export interface LoginAnswer {
  readonly token: string;
  readonly message: 'login_successful';
  readonly customerNames: readonly {
    readonly customerName: string;
    readonly prismaId: string;
    readonly tosAccepted: boolean;
  }[];
  /** Of an extension only, as published. */
  readonly roles?: readonly string[];
}

/** There is one tenant: whoever the service belongs to. */
const tenant = [{ customerName: 'grantgraph', prismaId: '0', tosAccepted: true }] as const;

export function loginAnswer(session: string): LoginAnswer {
  return { token: session, message: 'login_successful', customerNames: tenant };
}

export function extensionAnswer(session: string, { caller }: Authenticated): LoginAnswer {
  return { ...loginAnswer(session), roles: [caller.role] };
}
