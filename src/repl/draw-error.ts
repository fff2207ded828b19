import { describePlace, GrantgraphError } from '../base/errors.js';
import { inkOf, type Terminal } from './terminal.js';

/** An error for people at a prompt: what, where in their text, what to do. */
export function drawError(error: unknown, terminal: Pick<Terminal, 'color'>): string {
  const ink = inkOf(terminal);
  if (isCancelled(error)) return ink.yellow('cancelled');
  if (!(error instanceof GrantgraphError)) {
    const text = error instanceof Error ? error.message : String(error);
    return `${ink.red('internal error')} ${text}`;
  }
  const place = describePlace(error.place);
  const [first = '', ...rest] = error.message.split('\n');
  const lines = [`${ink.red('error')} ${place === '' ? '' : `${place}: `}${first}`];
  for (const line of rest) lines.push(/^\s*\^+$/.test(line) ? ink.red(line) : asHere(line));
  if (error.hint) lines.push(`  ${asHere(error.hint)}`);
  return lines.join('\n');
}

/** Hints speak of the command line; here the same is done by other words. */
const words: readonly (readonly [RegExp, string])[] = [
  [/--param name=value/g, '\\set NAME=VALUE'],
  [/--param (\w+)=…/g, '\\set $1=…'],
  [/--timeout\b/g, '\\timeout'],
  [/`grantgraph queries` lists/g, '\\queries lists'],
];

function asHere(line: string): string {
  return words.reduce((text, [there, here]) => text.replace(there, here), line);
}

/** Exit code of what went wrong, for scripts. */
export function exitOf(error: unknown): number {
  if (isCancelled(error)) return 130;
  return error instanceof GrantgraphError ? error.exit : 4;
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || (error as { code?: unknown }).code === 'cancelled');
}
