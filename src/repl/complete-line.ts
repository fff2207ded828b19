import type { Candidate } from '../../grammar/completion.js';
import { localAdministrator } from '../callers/caller.js';
import { complete } from '../commands/complete.js';
import { backslashCommands, findBackslash } from './backslash/index.js';
import type { Offer } from './editor/choosing.js';
import type { Session } from './session.js';

/** What may stand at the cursor of a prompt: words of a command, or of a query. */
export async function completeLine(session: Session, text: string, cursor: number): Promise<Offer> {
  const left = text.slice(0, cursor);
  const command = /^\s*\\(\S*)(\s+)?/.exec(left);
  if (command?.[2] === undefined) return command ? names(left, command) : ofQuery(session, text, cursor);
  const found = findBackslash(command[1]!);
  const rest = command[0].length;
  // What follows is a query of its own.
  if (found?.name === 'plan') {
    const { span, candidates } = await ofQuery(session, text.slice(rest), cursor - rest);
    return { span: [span[0] + rest, span[1] + rest], candidates };
  }
  const word = /\S*$/.exec(left)![0].toLowerCase();
  const words = (await found?.words?.(session)) ?? [];
  const fitting = words.filter((one) => one.toLowerCase().startsWith(word));
  return {
    span: [cursor - word.length, cursor],
    candidates: fitting.map((one) => ({ text: one, spaced: false })),
  };
}

function names(left: string, command: RegExpExecArray): Offer {
  const typed = command[1]!.toLowerCase();
  const start = left.length - typed.length - 1;
  return {
    span: [start, left.length],
    candidates: backslashCommands
      .filter(({ name }) => name.startsWith(typed))
      .map(({ name, takes, description }) => ({ text: `\\${name}`, detail: description, spaced: takes !== '' })),
  };
}

async function ofQuery({ environment, settings }: Session, text: string, cursor: number): Promise<Offer> {
  const { span, candidates } = await complete(environment, localAdministrator, text, cursor, {
    parameters: Object.keys(settings.parameters),
    limit: 200,
  });
  const inside = depth(text.slice(0, span[0])) > 0;
  return { span, candidates: candidates.map((one) => ({ ...one, spaced: spacedAfter(one, inside) })) };
}

function spacedAfter({ text, kind }: Candidate, inside: boolean): boolean {
  if (/[('{:]$/.test(text) && !/^'.*'$/.test(text)) return text.endsWith('{') || false;
  if (text === ',' || text === ':') return true;
  return kind !== 'value' && kind !== 'parameter' ? true : !inside;
}

/** Parentheses and braces that are open. */
function depth(text: string): number {
  const plain = text.replace(/'[^']*'/g, '');
  return (plain.match(/[({]/g)?.length ?? 0) - (plain.match(/[)}]/g)?.length ?? 0);
}
