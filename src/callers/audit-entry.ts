/** One act, as the audit log keeps it: who did what, and what came of it. No row data, and no secret. */
export interface AuditEntry {
  /** ISO instant. */
  readonly at: string;
  readonly caller: string;
  readonly by: string;
  readonly credential: string;
  /** Of the sender, as far as it is known: a network address. */
  readonly from?: string;
  readonly requestId?: string;
  /** `query`, `check`, `token.create`, `job.start` … */
  readonly act: string;
  /** The text of a query, the id of what was acted upon. */
  readonly what: string;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  readonly rows?: number;
  readonly ms?: number;
}

/** Append-only. An entry stands in the log, durable and chained to the one before, when `add` comes back; entries of one moment share a write. */
export interface AuditLog {
  add(entry: AuditEntry): Promise<void>;
}
