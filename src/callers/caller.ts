export type Role = 'reader' | 'analyst' | 'admin';

/** What rows a caller may see. Each restriction that is not null must hold. */
export interface RowScope {
  /** Accounts (subscriptions, projects …). */
  readonly accounts: ReadonlySet<string> | null;
  /** Providers, as connectors spell them: `aws` … */
  readonly providers?: ReadonlySet<string> | null;
  /** Tags of which a resource or account must carry one, as it stands or with any value. */
  readonly tags?: readonly { readonly key: string; readonly value: string | null }[] | null;
}

/** Who asks. Every command takes one; executor and access filter by its row scope. */
export interface Caller extends RowScope {
  readonly name: string;
  readonly role: Role;
}

/** The command line acts as the local administrator: whoever can read the data directory already can read everything in it. */
export const localAdministrator: Caller = Object.freeze({ name: 'local', role: 'admin', accounts: null });
