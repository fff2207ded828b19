/** Thrown inside a search whose time is over; the search answers what it has. */
export class OutOfTime extends Error {}

/** Ends long work: by the asker's signal with an error, by time with `OutOfTime`. */
export class Budget {
  private readonly deadline: number;

  constructor(
    readonly timeMs: number,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.deadline = performance.now() + timeMs;
  }

  check(): void {
    this.signal?.throwIfAborted();
    if (performance.now() > this.deadline) throw new OutOfTime();
  }
}
