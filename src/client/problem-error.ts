/** An error that the service told: problem details with a stable code. `status` 0 = the service was not reached. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  /** Of a query: every mistake with its place in the text. */
  readonly diagnostics: readonly {
    readonly code: string;
    readonly message: string;
    readonly span: readonly number[];
  }[];
  readonly requestId: string | undefined;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(String(body['detail'] ?? `the service answered ${status}`));
    this.name = 'ProblemError';
    this.status = status;
    this.code = String(body['code'] ?? 'unknown');
    this.hint = typeof body['hint'] === 'string' ? body['hint'] : undefined;
    this.diagnostics = Array.isArray(body['diagnostics']) ? body['diagnostics'] : [];
    this.requestId = typeof body['requestId'] === 'string' ? body['requestId'] : undefined;
  }
}
