import { emitKeypressEvents } from 'node:readline';
import type { ReadStream } from 'node:tty';
import type { Key } from './keys.js';

export interface Press {
  readonly text: string;
  readonly key: Key;
}

/** The keys of a terminal, one by one, for whoever reads at the moment; keys that nobody waits for wait themselves. */
export class KeySource {
  private readonly waiting: Press[] = [];
  private reader: ((press: Press | null) => void) | null = null;
  private ended = false;

  constructor(private readonly input: ReadStream) {
    emitKeypressEvents(input);
    input.on('keypress', (text: string | undefined, key: Key | undefined) =>
      this.give({ text: text ?? '', key: key ?? {} }),
    );
    input.once('end', () => {
      this.ended = true;
      this.reader?.(null);
    });
    input.pause();
  }

  /** Keys come as they are pressed, Ctrl-C among them. */
  open(): void {
    this.input.setRawMode(true);
    this.input.resume();
  }

  /** The terminal is as others expect it: Ctrl-C is a signal. */
  close(): void {
    this.input.setRawMode(false);
    this.input.pause();
  }

  /** More keys have come already. */
  get more(): boolean {
    return this.waiting.length > 0;
  }

  /** The next key; null when no more will come. */
  next(): Promise<Press | null> {
    const first = this.waiting.shift();
    if (first) return Promise.resolve(first);
    if (this.ended) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.reader = (press) => {
        this.reader = null;
        resolve(press);
      };
    });
  }

  private give(press: Press): void {
    if (this.reader) this.reader(press);
    else this.waiting.push(press);
  }
}
