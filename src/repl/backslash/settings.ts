import { formats, type Session } from '../session.js';
import { inkOf } from '../terminal.js';
import { type BackslashCommand, usage, wordsOf } from './command.js';
import { typed } from './typed-value.js';

/** Commands that set something for the questions to come. */
export const settingCommands: readonly BackslashCommand[] = [
  {
    name: 'format',
    takes: formats.join('|'),
    description: 'how answers are written',
    words: () => formats,
    run: (session, rest) =>
      choose(session, 'format', formats, rest, session.settings.format, (format) => {
        session.settings.format = format;
      }),
  },
  {
    name: 'reach',
    takes: 'own|all',
    description: 'whose rights count: own sessions, or also those of whoever one can become',
    words: () => ['own', 'all'],
    run: (session, rest) =>
      choose(session, 'reach', ['own', 'all'] as const, rest, session.settings.reach, (reach) => {
        session.settings.reach = reach;
      }),
  },
  flag('strict', 'say `unknown` where a layer that was not collected could turn the verdict'),
  flag('timing', 'say how long each answer took'),
  {
    name: 'limit',
    takes: 'N',
    description: 'rows of a page',
    run: (session, rest) => count(session, 'limit', rest),
  },
  {
    name: 'timeout',
    takes: 'SECONDS',
    description: 'longest time for one question',
    run: (session, rest) => count(session, 'timeoutSeconds', rest),
  },
  { name: 'set', takes: '[NAME=VALUE …]', description: 'values for $names in queries; alone: list them', run: set },
  {
    name: 'unset',
    takes: 'NAME …',
    description: 'forget values',
    words: (session) => Object.keys(session.settings.parameters),
    run: unset,
  },
];

function choose<T extends string>(
  { terminal }: Session,
  name: string,
  choices: readonly T[],
  rest: string,
  now: T,
  take: (choice: T) => void,
): void {
  const choice = choices.find((one) => one === rest.toLowerCase());
  if (rest === '') terminal.write(`${name} is ${now}; choices: ${choices.join(', ')}`);
  else if (choice === undefined)
    throw usage(`no ${name} called \`${rest.slice(0, 40)}\``, `choices: ${choices.join(', ')}`);
  else {
    take(choice);
    terminal.note(`${name} ${choice}`);
  }
}

function flag(name: 'strict' | 'timing', description: string): BackslashCommand {
  const choices = ['on', 'off'] as const;
  return {
    name,
    takes: 'on|off',
    description,
    words: () => choices,
    run: (session, rest) =>
      choose(session, name, choices, rest, session.settings[name] ? 'on' : 'off', (choice) => {
        session.settings[name] = choice === 'on';
      }),
  };
}

function count({ settings, terminal }: Session, name: 'limit' | 'timeoutSeconds', rest: string): void {
  const shown = name === 'limit' ? 'limit' : 'timeout';
  if (rest === '') {
    terminal.write(`${shown} is ${settings[name]}`);
    return;
  }
  const number = Number(rest);
  if (!Number.isInteger(number) || number < 1)
    throw usage(`\`${rest.slice(0, 40)}\` is no number above zero`, `such as \\${shown} 50`);
  settings[name] = number;
  terminal.note(`${shown} ${number}`);
}

function set({ settings, terminal }: Session, rest: string): void {
  const words = wordsOf(rest);
  for (const word of words) {
    const [, name, value] = /^\$?([A-Za-z_]\w*)=([\s\S]*)$/.exec(word) ?? [];
    if (name === undefined)
      throw usage(`\`${word.slice(0, 40)}\` is not NAME=VALUE`, "such as \\set who='mira@harbour.example'");
    settings.parameters[name] = typed(value!);
  }
  if (words.length > 0) return;
  const entries = Object.entries(settings.parameters);
  const ink = inkOf(terminal);
  terminal.write(
    entries.length === 0
      ? "no values are set; \\set who='mira@harbour.example' gives $who one"
      : entries
          .map(([name, value]) => `${ink.magenta(`$${name}`)} = ${typeof value === 'string' ? `'${value}'` : value}`)
          .join('\n'),
  );
}

function unset({ settings }: Session, rest: string): void {
  const names = wordsOf(rest).map((name) => name.replace(/^\$/, ''));
  if (names.length === 0) throw usage('\\unset takes names', 'such as \\unset who');
  for (const name of names) {
    if (!Object.hasOwn(settings.parameters, name)) throw usage(`no value is set for \`$${name}\``, '\\set lists them');
    delete settings.parameters[name];
  }
}
