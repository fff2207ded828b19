import { HttpError } from './problem.js';

export interface AdmissionLimits {
  /** Evaluations that go on at once. */
  readonly running: number;
  /** Of one credential: nobody takes all the places. */
  readonly runningEach: number;
  /** Requests that may wait for a place. */
  readonly waiting: number;
  /** Longest wait, in milliseconds. */
  readonly patienceMs: number;
}

interface Waiter {
  readonly who: string;
  readonly admit: () => void;
}

/** Places for evaluations. Who finds none waits in line, as long as the line is short; whoever has few places goes first. */
export class Admission {
  private readonly waiters = new Set<Waiter>();
  private readonly each = new Map<string, number>();
  private taken = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  get running(): number {
    return this.taken;
  }

  get waiting(): number {
    return this.waiters.size;
  }

  /** A place; what comes back gives it up again. Errors: `overloaded` (503), `too-many-at-once` (429), an AbortError. */
  async enter(who: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (!this.fits(who)) await this.wait(who, signal);
    else this.take(who);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.give(who);
    };
  }

  private fits(who: string): boolean {
    return this.taken < this.limits.running && (this.each.get(who) ?? 0) < this.limits.runningEach;
  }

  private take(who: string): void {
    this.taken++;
    this.each.set(who, (this.each.get(who) ?? 0) + 1);
  }

  private give(who: string): void {
    this.taken--;
    const left = (this.each.get(who) ?? 1) - 1;
    if (left === 0) this.each.delete(who);
    else this.each.set(who, left);
    for (const waiter of this.waiters) {
      if (this.taken >= this.limits.running) return;
      if (this.fits(waiter.who)) waiter.admit();
    }
  }

  private wait(who: string, signal: AbortSignal): Promise<void> {
    if (this.waiters.size >= this.limits.waiting) throw this.refused(who);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiters.delete(waiter);
        clearTimeout(timer);
        signal.removeEventListener('abort', gone);
      };
      const gone = () => {
        leave();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        who,
        admit: () => {
          leave();
          this.take(who);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        leave();
        reject(this.refused(who));
      }, this.limits.patienceMs);
      signal.addEventListener('abort', gone, { once: true });
      this.waiters.add(waiter);
    });
  }

  /** Whose fault it is tells the status. */
  private refused(who: string): HttpError {
    const own = (this.each.get(who) ?? 0) >= this.limits.runningEach;
    const headers = { 'retry-after': String(Math.max(1, Math.ceil(this.limits.patienceMs / 2000))) };
    return own
      ? new HttpError(429, 'too-many-at-once', `more than ${this.limits.runningEach} evaluations of yours at once`, {
          headers,
          hint: 'wait for earlier answers before asking again',
        })
      : new HttpError(503, 'overloaded', 'the service has more to do than it can', {
          headers,
          hint: 'ask again later',
        });
  }
}
