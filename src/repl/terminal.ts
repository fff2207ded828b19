import colors from 'picocolors';

/** Where a session writes. */
export interface Terminal {
  readonly width: number;
  readonly color: boolean;
  /** Results, as they are. A line feed is added where none stands at the end. */
  write(text: string): void;
  /** Words and tables that may be longer than the screen. */
  page(text: string): Promise<void>;
  /** The same for programs: nothing in it is changed. */
  data(text: string): Promise<void>;
  /** Remarks beside the results. */
  note(text: string): void;
}

export function inkOf(terminal: Pick<Terminal, 'color'>): ReturnType<typeof colors.createColors> {
  return colors.createColors(terminal.color);
}

export function ended(text: string): string {
  return text.endsWith('\n') || text === '' ? text : `${text}\n`;
}
