import { nearest } from '../../../grammar/suggest.js';
import { type BackslashCommand, usage } from '../backslash/command.js';
import type { Session } from '../session.js';
import { inkOf, type Terminal } from '../terminal.js';
import { attributeHelp, attributeList, phraseHelp, phraseList } from './language.js';
import { topics } from './topics.js';

const listed: readonly (readonly [name: string, title: string])[] = [
  ['questions', 'who can, what can, why can …: questions in plain words'],
  ['query', 'config from iam where …: permissions that meet conditions'],
  ['attributes', 'everything that can be compared, with its meaning'],
  ['operators', '=, IN, STARTS WITH, exists …'],
  ['clauses', 'with context, as of, group by, order by, limit, reach all'],
  ['values', 'texts, numbers, dates, tags, $names'],
  ['verdicts', 'allow, conditional, deny, unknown'],
  ['examples', 'worked examples to copy'],
  ['keys', 'keys of the prompt'],
];

/** `\help`: everything a person needs to learn the language without leaving. */
export function helpCommand(commands: () => readonly BackslashCommand[]): BackslashCommand {
  return {
    name: 'help',
    aliases: ['?', 'h'],
    takes: '[TOPIC]',
    description: 'this overview, a topic, an attribute, an operator, a command',
    words: () => listed.map(([name]) => name),
    run: (session, rest) => help(session, rest, commands()),
  };
}

async function help({ terminal }: Session, rest: string, commands: readonly BackslashCommand[]): Promise<void> {
  const text = rest === '' ? overview(terminal, commands) : about(terminal, rest.replace(/^\\/, ''), commands);
  if (text !== undefined) {
    await terminal.page(text);
    return;
  }
  const names = [...listed.map(([name]) => name), ...commands.map(({ name }) => name)];
  const near = nearest(rest, names);
  throw usage(
    `no help about \`${rest.slice(0, 40)}\``,
    near === undefined ? '\\help lists the topics' : `did you mean \\help ${near}?`,
  );
}

function overview(terminal: Terminal, commands: readonly BackslashCommand[]): string {
  const ink = inkOf(terminal);
  const heads = commands.map(({ name, takes }) => `\\${name} ${takes}`.trim());
  const wide = Math.min(32, Math.max(...heads.map((head) => head.length)));
  return [
    ink.bold('Ask a question:'),
    `  ${ink.cyan("who can s3:GetObject on 'larkfield-payroll'")}`,
    `  ${ink.cyan("what can 'alice@larkfield.example' access")}`,
    `  ${ink.cyan("why can't 'old-admin' s3:GetObject on 'larkfield-payroll'")}`,
    ink.bold('or write a query:'),
    `  ${ink.cyan('config from iam where source.mfaenabled = false AND action.access.isAdministrative = true')}`,
    'Tab completes, Up brings back, Ctrl-C cancels.',
    '',
    ink.bold('Learn the language: \\help TOPIC'),
    ...listed.map(([name, title]) => `  ${ink.yellow(name.padEnd(11))} ${title}`),
    '',
    ink.bold('Commands'),
    ...commands.map(({ description }, at) => `  ${ink.yellow(heads[at]!.padEnd(wide))} ${description}`),
  ].join('\n');
}

function about(terminal: Terminal, rest: string, commands: readonly BackslashCommand[]): string | undefined {
  const [word = '', more = ''] = rest.split(/\s+/, 2);
  const name = word.toLowerCase();
  if (name === 'attributes' || name === 'attribute') return attributeList(terminal, more);
  if (name === 'operators' || name === 'operator') return phraseList(terminal, 'operator');
  if (name === 'clauses' || name === 'clause') return phraseList(terminal, 'clause');
  const attribute = attributeHelp(terminal, word);
  if (attribute !== undefined) return attribute;
  const topic = topics.find((one) => one.name === name || one.name === `${name}s`);
  if (topic) return page(terminal, topic.title, topic.text);
  const command = commands.find((one) => one.name === name || one.aliases?.includes(name));
  return (command ? commandHelp(terminal, command) : phraseHelp(terminal, rest)) ?? sideHelp(terminal, name);
}

function sideHelp(terminal: Terminal, name: string): string | undefined {
  return /^[a-z][\w.]+$/.test(name) && attributeList(terminal, name).includes('meaning')
    ? attributeList(terminal, name)
    : undefined;
}

function page(terminal: Terminal, title: string, text: string): string {
  const ink = inkOf(terminal);
  const lines = text.split('\n').map((line) => (line.startsWith('> ') ? `  ${ink.cyan(line.slice(2))}` : line));
  return [ink.bold(title), '', ...lines].join('\n');
}

function commandHelp(terminal: Terminal, { name, aliases = [], takes, description }: BackslashCommand): string {
  const ink = inkOf(terminal);
  const also = aliases.length > 0 ? `  ${ink.dim(`also ${aliases.map((alias) => `\\${alias}`).join(', ')}`)}` : '';
  return `${ink.bold(`\\${name} ${takes}`.trim())}${also}\n  ${description}`;
}
