import { pointerToken } from './json-pointer.js';

interface Frame {
  /** Names met so far in an object; null in a list. */
  readonly names: Set<string> | null;
  /** The name or index that is being read. */
  token: string | number;
}

/**
 * The first name that stands twice in one object of a JSON text, which parsers drop without a word: its JSON pointer, or null.
 * The text must be valid JSON.
 */
export function duplicateName(text: string): string | null {
  const frames: Frame[] = [];
  let top: Frame | undefined;
  let nameNext = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: {
        const end = endOfString(text, at);
        if (nameNext && top?.names) {
          top.token = nameOf(text.slice(at, end));
          if (top.names.has(top.token)) return frames.map(({ token }) => `/${pointerToken(token)}`).join('');
          top.names.add(top.token);
          nameNext = false;
        }
        at = end - 1;
        break;
      }
      case 0x7b:
        top = { names: new Set(), token: '' };
        frames.push(top);
        nameNext = true;
        break;
      case 0x5b:
        top = { names: null, token: 0 };
        frames.push(top);
        nameNext = false;
        break;
      case 0x7d:
      case 0x5d:
        frames.pop();
        top = frames.at(-1);
        nameNext = false;
        break;
      case 0x2c:
        nameNext = top?.names !== null;
        if (typeof top?.token === 'number') top.token++;
        break;
    }
  }
  return null;
}

/** Position after the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let back = quote - 1;
  while (text.charCodeAt(back) === 0x5c) back--;
  return (quote - back) % 2 === 0;
}

function nameOf(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}
