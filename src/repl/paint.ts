import { highlight } from '../../grammar/bundle.js';
import type { Ink } from './editor/layout.js';
import { inkOf, type Terminal } from './terminal.js';

/** Colours of a text as one types: a query, or a command. */
export function painter(terminal: Pick<Terminal, 'color'>): (text: string) => readonly Ink[] {
  const ink = inkOf(terminal);
  const paints = {
    keyword: (text: string) => ink.bold(ink.blue(text)),
    attribute: ink.cyan,
    name: (text: string) => text,
    string: ink.green,
    number: ink.yellow,
    parameter: ink.magenta,
    operator: ink.blue,
    mistake: (text: string) => ink.underline(ink.red(text)),
  };
  return (text) => {
    const command = /^\s*\\\S*/.exec(text)?.[0].length;
    if (command !== undefined) return [{ span: [0, command], paint: ink.yellow }];
    return highlight(text.replace(/;\s*$/, '')).map(({ kind, span }) => ({ span, paint: paints[kind] }));
  };
}
