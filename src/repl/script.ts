import { createInterface } from 'node:readline';
import { finished } from '../../grammar/bundle.js';

const begins = /^\s*(?:\\|(?:config\s+from|who\s+can|which\s+users|what|why|how\s+can|can\s+any)\b)/i;

/**
 * The texts of a script: a query may run over lines and ends with a semicolon, an empty line, the end of the input, or where the
 * next line begins another one. Lines that begin with `--` or `#` are remarks.
 */
export async function* scriptTexts(input: NodeJS.ReadableStream): AsyncIterable<string> {
  let held = '';
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (held.trim() === '' && /^\s*(?:--|#)/.test(line)) continue;
    if (held.trim() !== '' && begins.test(line) && finished(held)) {
      yield held;
      held = '';
    }
    held = held === '' ? line : `${held}\n${line}`;
    if (line.trim() === '' || /;\s*$/.test(line) || /^\s*\\/.test(held)) {
      if (held.trim() !== '') yield held;
      held = '';
    }
  }
  if (held.trim() !== '') yield held;
}
