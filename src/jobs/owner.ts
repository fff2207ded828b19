import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** The process that runs a job. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Tells two processes of one number apart: a container starts again with the same. */
  readonly instance: string;
}

export function thisProcess(): Owner {
  return { host: hostname(), pid: process.pid, instance: randomBytes(9).toString('base64url') };
}

export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Tells whose process is gone. On this host its number tells at once; of another host, and where the number was given away again, only
 * that no sign of life came while this process watched. Clocks of other hosts are not believed.
 */
export class Watch {
  private readonly heard = new Map<string, { readonly sign: number; readonly at: number }>();

  constructor(
    private readonly me: Owner,
    private readonly silenceMs: number,
    private readonly now: () => number,
  ) {}

  /** `sign` is another one whenever the owner lives. */
  isGone(id: string, owner: Owner, sign: number): boolean {
    if (owner.host === this.me.host && (owner.pid === this.me.pid || !exists(owner.pid))) return true;
    const heard = this.heard.get(id);
    if (heard?.sign === sign) return this.now() - heard.at > this.silenceMs;
    this.heard.set(id, { sign, at: this.now() });
    return false;
  }

  forget(id: string): void {
    this.heard.delete(id);
  }
}
