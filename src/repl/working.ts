import type { WriteStream } from 'node:tty';

/** Says that work goes on, when an answer takes long, and takes it back before anything else is written. */
export class Working {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly output: WriteStream,
    private readonly text: string,
  ) {}

  begin(): void {
    this.timer = setTimeout(() => this.output.write(this.text), 800);
  }

  end(): void {
    if (this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.output.write('\r\u001b[2K');
  }
}
