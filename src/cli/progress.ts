import type { Progress } from '../../connectors/contract.js';

/** One line on stderr that follows the work; a plain line every few seconds where stderr is no terminal; nothing when `quiet`. */
export class TerminalProgress implements Progress {
  private shown = '';
  private last = Date.now();

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly quiet: boolean,
  ) {}

  step(text: string, done?: number, total?: number): void {
    if (this.quiet) return;
    const line = total ? `${bar(done ?? 0, total)} ${text}` : done ? `${text} (${done.toLocaleString('en')})` : text;
    const now = Date.now();
    if (!this.stream.isTTY) {
      // A log wants to hear of long work now and then, not of every step.
      if (text !== this.shown && now - this.last >= 2000) {
        this.stream.write(`${line}\n`);
        this.last = now;
      }
      this.shown = text;
      return;
    }
    if (now - this.last < 50 && text === this.shown) return;
    this.last = now;
    this.shown = text;
    this.stream.write(`\r\u001b[2K${line.slice(0, (this.stream.columns || 80) - 1)}`);
  }

  warn(text: string): void {
    this.clear();
    this.stream.write(`warning: ${text}\n`);
  }

  clear(): void {
    if (this.stream.isTTY && !this.quiet && this.shown !== '') this.stream.write('\r\u001b[2K');
    this.shown = '';
  }
}

function bar(done: number, total: number): string {
  const width = 24;
  const full = Math.max(0, Math.min(width, Math.round((done / Math.max(total, 1)) * width)));
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${Math.floor((100 * done) / Math.max(total, 1))}%`;
}
