import { phrases } from '../../../grammar/phrases.js';
import { type DescribedAttribute, describeAttributes } from '../../commands/describe-language.js';
import { renderTable } from '../../reports/table.js';
import { inkOf, type Terminal } from '../terminal.js';

/** Attributes with what they mean; with a word only those that hold it in name or description. */
export function attributeList(terminal: Terminal, word: string): string {
  const wanted = word.toLowerCase();
  const found = describeAttributes().filter(
    ({ name, description }) => name.includes(wanted) || description.toLowerCase().includes(wanted),
  );
  if (found.length === 0) return `no attribute has \`${word}\` in it`;
  const ink = inkOf(terminal);
  const table = renderTable(
    ['attribute', 'type', 'meaning'],
    found.map((one) => ({ attribute: spelled(one), type: one.type, meaning: one.description })),
    { width: terminal.width, color: terminal.color },
  );
  return `${table}\n\n${ink.dim('\\help NAME tells all about one, such as \\help source.mfaenabled; \\help attributes WORD narrows')}`;
}

function spelled({ name, keys: [least, most] }: DescribedAttribute): string {
  if (most === 0) return name;
  return least > 0 ? `${name} ('…')` : `${name} [('…')]`;
}

/** All about one attribute; undefined where none has the name. */
export function attributeHelp(terminal: Terminal, name: string): string | undefined {
  const found = describeAttributes().find((one) => one.name === name.toLowerCase());
  if (!found) return undefined;
  const ink = inkOf(terminal);
  const { keys, values, operators, multi, answered, example, description } = found;
  const lines = [`${ink.bold(spelled(found))}  ${ink.dim(found.type)}`, `  ${description}`];
  if (keys[1] > 0)
    lines.push(`  in parentheses: ${keys[1] === 1 ? 'one name' : 'nothing, a key, or a key and an operator'}`);
  if (values) lines.push(`  values: ${values.join(', ')}`);
  lines.push(
    `  compared by: ${operators.map((operator) => operator.toLowerCase().replace(/^(?=[a-z])/, '')).join(', ')}`,
  );
  if (multi) lines.push('  may hold several values: = is one of them, != none of them');
  if (!answered) lines.push('  nothing that is collected fills it yet');
  lines.push(`  example: ${ink.cyan(`config from iam where ${example}`)}`);
  return lines.join('\n');
}

type Kind = 'operator' | 'clause' | 'keyword';

const clauseExamples: Readonly<Record<string, string>> = {
  'with context {':
    "with context { 'aws:SourceIp': '198.51.100.27', 'aws:MultiFactorAuthPresent': true, 'aws:SourceVpce': null }",
  'as of': "as of '2026-11-20'",
  'group by': 'group by dest.cloud.account, source.cloud.resource.name',
  'order by': 'order by dest.cloud.account desc',
  limit: 'limit 50',
  'reach all': 'reach all',
};

const operatorExamples: Readonly<Record<string, string>> = {
  '=': "source.cloud.type = 'AWS'",
  '!=': 'source.cloud.account != dest.cloud.account',
  '<': 'path.hops < 2',
  '<=': 'action.lastaccess.days <= 14',
  '>': 'action.lastaccess.days > 90',
  '>=': 'source.cloud.accesskey.activekeys >= 2',
  'IN (': "action.name IN ('s3:GetObject', 'kms:Decrypt')",
  'NOT IN (': "grantedby.cloud.entity.type NOT IN ('group', 'role')",
  'CONTAINS ALL (': "action.name CONTAINS ALL ('iam:PassRole', 'lambda:CreateFunction')",
  'STARTS WITH': "action.name STARTS WITH 'kms:'",
  'ENDS WITH': "dest.cloud.resource.id ENDS WITH '/*'",
  'DOES NOT START WITH': "source.cloud.resource.name DOES NOT START WITH 'AWSReservedSSO'",
  'DOES NOT END WITH': "source.cloud.resource.id DOES NOT END WITH '-breakglass'",
  LIKE: "dest.cloud.account LIKE 'ledger-live'",
  exists: "dest.cloud.resource.tag ('data-class') exists",
  'does not exist': 'grantedby.cloud.policy.condition does not exist',
};

const examples: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  operator: operatorExamples,
  clause: clauseExamples,
  keyword: {},
};

/** Operators or clauses, each with its meaning and an example. */
export function phraseList(terminal: Terminal, kind: 'operator' | 'clause'): string {
  const ink = inkOf(terminal);
  const own = phrases.filter((phrase) => phrase.kind === kind);
  const width = own.reduce((most, { text }) => Math.max(most, text.length), 0);
  const lines = own.flatMap(({ text, description }) => [
    `${ink.bold(text.padEnd(width))}  ${description}`,
    ...(examples[kind][text] ? [`${' '.repeat(width)}  ${ink.cyan(examples[kind][text])}`] : []),
  ]);
  const lead =
    kind === 'operator'
      ? 'Comparisons are true or false row by row. A value that is missing equals nothing.'
      : 'Clauses follow the last comparison, or a question, in any order, each once.';
  return [lead, '', ...lines].join('\n');
}

/** A word of the language by itself; undefined where it is none. */
export function phraseHelp(terminal: Terminal, word: string): string | undefined {
  const ink = inkOf(terminal);
  const wanted = word.toLowerCase();
  const found = phrases.filter(
    ({ text, description }) =>
      description !== '' &&
      text
        .toLowerCase()
        .replace(/ [({]$/, '')
        .startsWith(wanted),
  );
  if (found.length === 0) return undefined;
  return found
    .map(({ text, kind, description }) => {
      const example = kind === 'question' ? undefined : examples[kind][text];
      return `${ink.bold(text)}  ${description}${example ? `\n  ${ink.cyan(example)}` : ''}`;
    })
    .join('\n');
}
