import { nearest } from '../../../grammar/suggest.js';
import { helpCommand } from '../help/index.js';
import type { Session } from '../session.js';
import { answerCommands } from './answers.js';
import { type BackslashCommand, usage, wordsOf } from './command.js';
import { dataCommands } from './data.js';
import { libraryCommands } from './library.js';
import { settingCommands } from './settings.js';

export type { BackslashCommand } from './command.js';

const sessionCommands: readonly BackslashCommand[] = [
  { name: 'history', takes: '[WORD]', description: 'what was asked before', run: showHistory },
  helpCommand(() => backslashCommands),
  { name: 'quit', aliases: ['q'], takes: '', description: 'leave; Ctrl-D does too', run: () => true },
];

export const backslashCommands: readonly BackslashCommand[] = [
  ...answerCommands,
  ...libraryCommands,
  ...settingCommands,
  ...dataCommands,
  ...sessionCommands,
];

export function findBackslash(name: string): BackslashCommand | undefined {
  const wanted = name.toLowerCase();
  return backslashCommands.find((one) => one.name === wanted || one.aliases?.includes(wanted));
}

/** Runs `\name rest`. True ends the session. Error: `unknown-command`, with the nearest. */
export async function runBackslash(session: Session, text: string, signal: AbortSignal): Promise<boolean> {
  const [, name = '', rest = ''] = /^\\(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const command = findBackslash(name);
  if (command) return (await command.run(session, rest.trim(), signal)) === true;
  const near = nearest(
    name,
    backslashCommands.map((one) => one.name),
  );
  throw usage(
    `no command called \`\\${name.slice(0, 40)}\``,
    near === undefined ? '\\help lists them' : `did you mean \`\\${near}\`? \\help lists them`,
  );
}

function showHistory({ history, terminal }: Session, rest: string): void {
  const [word] = wordsOf(rest);
  const texts = history().filter((text) => word === undefined || text.toLowerCase().includes(word.toLowerCase()));
  terminal.write(texts.length === 0 ? 'nothing' : texts.slice(-50).join('\n'));
}
