/** Who asks. Every command takes one; executor and access filter by its row scope. */
export interface Caller {
  readonly name: string;
  readonly role: 'reader' | 'analyst' | 'admin';
  /** Accounts whose rows the caller may see; `null` = all. */
  readonly accounts: ReadonlySet<string> | null;
}

/** The command line acts as the local administrator: whoever can read the data directory already can read everything in it. */
export const localAdministrator: Caller = Object.freeze({ name: 'local', role: 'admin', accounts: null });
