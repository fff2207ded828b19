import type { WriteStream } from 'node:tty';
import type { KeySource } from './editor/key-source.js';
import { keyName } from './editor/keys.js';
import { visibleWidth } from './wrap.js';

/**
 * Writes a text screen by screen. Space goes on, Enter one line, G to the end, q or Ctrl-C stops. A text that fits is written at
 * once, and so is every text once the reader wants all of it.
 */
export async function page(
  text: string,
  keys: KeySource,
  output: WriteStream,
  dim: (text: string) => string,
): Promise<void> {
  const lines = text.replace(/\n$/, '').split('\n');
  const height = Math.max(4, output.rows || 24) - 1;
  const width = output.columns || 80;
  if (rowsOf(lines, width) <= height) {
    output.write(`${lines.join('\n')}\n`);
    return;
  }
  let at = 0;
  let count = height - 1;
  while (at < lines.length) {
    const end = at + fitting(lines.slice(at), count, width);
    output.write(`${lines.slice(at, end).join('\n')}\n`);
    at = end;
    if (at >= lines.length) return;
    const left = lines.length - at;
    output.write(dim(`-- ${left} more line${left === 1 ? '' : 's'}: Space goes on, G to the end, q stops --`));
    const answer = await wish(keys);
    output.write('\r\u001b[2K');
    if (answer === 'stop') return;
    count = answer === 'line' ? 1 : answer === 'all' ? Number.POSITIVE_INFINITY : height - 1;
  }
}

function rowsOf(lines: readonly string[], width: number): number {
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(visibleWidth(line) / width)), 0);
}

/** Lines that fill so many rows, at least one. */
function fitting(lines: readonly string[], rows: number, width: number): number {
  let count = 0;
  for (let left = rows; count < lines.length && left > 0; count++) left -= rowsOf([lines[count]!], width);
  return Math.max(1, count);
}

/** What the reader wants next. */
async function wish(keys: KeySource): Promise<'screen' | 'line' | 'all' | 'stop'> {
  keys.open();
  try {
    for (;;) {
      const press = await keys.next();
      if (press === null) return 'stop';
      const { text, key } = press;
      const name = keyName(key);
      if (text === 'q' || ['escape', 'ctrl-c', 'ctrl-d'].includes(name)) return 'stop';
      if (text === 'G') return 'all';
      if (['return', 'enter', 'down'].includes(name)) return 'line';
      if (['space', 'pagedown', 'f'].includes(name)) return 'screen';
    }
  } finally {
    keys.close();
  }
}
