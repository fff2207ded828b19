import { emitKeypressEvents } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { textWidth } from '../base/text-width.js';

/**
 * Writes a text screen by screen. Space goes on, Enter one line, G to the end, q or Ctrl-C stops. A text that fits is written at
 * once, and so is every text once the reader wants all of it.
 */
export async function page(
  text: string,
  input: ReadStream,
  output: WriteStream,
  dim: (text: string) => string,
): Promise<void> {
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .flatMap((line) => broken(line, output.columns || 80));
  const height = Math.max(4, output.rows || 24) - 1;
  if (lines.length <= height) {
    output.write(`${lines.join('\n')}\n`);
    return;
  }
  let at = 0;
  let count = height - 1;
  while (at < lines.length) {
    output.write(`${lines.slice(at, at + count).join('\n')}\n`);
    at += count;
    if (at >= lines.length) return;
    const left = lines.length - at;
    output.write(dim(`-- ${left} more line${left === 1 ? '' : 's'}: Space goes on, G to the end, q stops --`));
    const answer = await key(input);
    output.write('\r\u001b[2K');
    if (answer === 'stop') return;
    count = answer === 'line' ? 1 : answer === 'all' ? lines.length : height - 1;
  }
}

/** A line as the rows it takes, so that a screen is a screen. Lines in colours are short. */
function broken(line: string, width: number): string[] {
  if (textWidth(stripVTControlCharacters(line)) <= width || line.includes('\u001b')) return [line];
  const [indent = ''] = /^ */.exec(line) ?? [];
  const rows: string[] = [];
  let rest = line;
  while (textWidth(rest) > width) {
    const space = rest.lastIndexOf(' ', width);
    const at = space > indent.length + 8 ? space : width;
    rows.push(rest.slice(0, at));
    rest = `${indent}  ${rest.slice(at).trimStart()}`;
  }
  return [...rows, rest];
}

function key(input: ReadStream): Promise<'screen' | 'line' | 'all' | 'stop'> {
  emitKeypressEvents(input);
  input.setRawMode(true);
  input.resume();
  return new Promise((resolve) => {
    const done = (answer: 'screen' | 'line' | 'all' | 'stop') => {
      input.off('keypress', onKey);
      input.setRawMode(false);
      input.pause();
      resolve(answer);
    };
    const onKey = (text: string | undefined, { name, ctrl }: { name?: string; ctrl?: boolean }) => {
      if (name === 'q' || name === 'escape' || (ctrl && (name === 'c' || name === 'd'))) done('stop');
      else if (text === 'G') done('all');
      else if (name === 'return' || name === 'down' || name === 'enter') done('line');
      else if (name === 'space' || name === 'pagedown' || name === 'f') done('screen');
    };
    input.on('keypress', onKey);
  });
}
