import type { Layout } from './layout.js';

/** The part of the terminal that an editor owns: its text and a menu below. Everything above stays as it is. */
export class Screen {
  /** Rows between the top of the owned part and the cursor. */
  private above = 0;

  constructor(private readonly output: NodeJS.WriteStream) {}

  get columns(): number {
    return this.output.columns || 80;
  }

  get height(): number {
    return this.output.rows || 24;
  }

  /** Draws in the place of what was drawn last. What is too high shows the rows around the cursor. */
  draw({ rows, cursor }: Layout, menu: readonly string[]): void {
    const room = Math.max(1, this.height - menu.length);
    const from = Math.max(0, Math.min(cursor.row - Math.floor(room / 2), rows.length - room));
    const shown = [...rows.slice(from, from + room), ...menu];
    const row = cursor.row - from;
    const below = shown.length - 1 - row;
    this.output.write(
      `${this.top()}\u001b[J${shown.join('\r\n')}${below > 0 ? `\u001b[${below}A` : ''}\r${cursor.column > 0 ? `\u001b[${cursor.column}C` : ''}`,
    );
    this.above = row;
  }

  /** Leaves what was drawn standing and goes on below it. */
  leave({ rows, cursor }: Layout): void {
    this.draw({ rows, cursor: { row: rows.length - 1, column: cursor.column } }, []);
    this.output.write('\r\n');
    this.above = 0;
  }

  clear(): void {
    this.output.write('\u001b[H\u001b[2J');
    this.above = 0;
  }

  private top(): string {
    return `${this.above > 0 ? `\u001b[${this.above}A` : ''}\r`;
  }
}
