import type { JobLog, LogLine } from './contract.js';

/** What is kept of a log: its newest lines, each of bounded length. */
export const mostLines = 500;
const longestLine = 500;

/** A log that does not grow without end. */
export class LogLines {
  private lines: LogLine[] = [];
  private dropped = 0;
  private last = '';

  constructor(private readonly now: () => number) {}

  /** False where it is the same line as before: counts within a step are no lines. */
  add(level: LogLine['level'], text: string): boolean {
    const line = text.replace(/\p{Cc}/gu, ' ').slice(0, longestLine);
    if (level === 'info' && line === this.last) return false;
    if (level === 'info') this.last = line;
    this.lines.push({ at: new Date(this.now()).toISOString(), level, text: line });
    if (this.lines.length > mostLines) {
      this.lines.shift();
      this.dropped++;
    }
    return true;
  }

  get whole(): JobLog {
    return { lines: [...this.lines], dropped: this.dropped };
  }
}
