import { parseOperator } from './condition.js';
import {
  type ContextValue,
  listOf,
  type PolicyDocument,
  type SimulateInput,
  type Statement,
  statementsOf,
} from './input.js';

/** One value for every unknown key, names in lower case. null: absent. */
export type World = Readonly<Record<string, ContextValue>>;

/** Where policies mention a key. */
interface Mention {
  readonly key: string;
  /** Operator without set and IfExists; undefined: the key stands in a variable. */
  readonly operator: string | undefined;
  readonly set: boolean;
  readonly values: readonly string[];
}

/**
 * Every combination of representative values of the unknown keys: absent, each value the policies mention, one that fits each pattern, one
 * that fits nothing, for keys under set operators also sets. null when there would be more than `most`.
 */
export function worldsOf(
  input: SimulateInput,
  isUnknown: (key: string) => boolean,
  most: number,
): readonly World[] | null {
  const mentions = documentsOf(input).flatMap((document) => statementsOf(document).flatMap(mentionsOf));
  const keys = [...new Set(mentions.map((mention) => mention.key))].filter(isUnknown).sort();
  const choices = keys.map((key) => valuesFor(key, mentions, input));
  if (choices.reduce((product, values) => product * values.length, 1) > most) return null;
  return keys.reduce<readonly World[]>(
    (worlds, key, at) => worlds.flatMap((world) => choices[at]!.map((value) => ({ ...world, [key]: value }))),
    [{}],
  );
}

/** Keys that conditions or variables of the documents mention, in lower case. */
export function mentionedKeys(documents: readonly PolicyDocument[]): readonly string[] {
  const mentions = documents.flatMap((document) => statementsOf(document).flatMap(mentionsOf));
  return [...new Set(mentions.map((mention) => mention.key))].sort();
}

/** Representative values of one key, for the policies of the input. */
export function valuesOfKey(key: string, input: SimulateInput): readonly ContextValue[] {
  const mentions = documentsOf(input).flatMap((document) => statementsOf(document).flatMap(mentionsOf));
  return valuesFor(key.toLowerCase(), mentions, input);
}

export function documentsOf(input: SimulateInput): readonly PolicyDocument[] {
  const named = [
    ...input.identityPolicies,
    ...(input.permissionBoundaries ?? []),
    ...(input.sessionPolicies ?? []),
    ...(input.serviceControlPolicies ?? []).flatMap((level) => level.policies),
    ...(input.resourceControlPolicies ?? []).flatMap((level) => level.policies),
    ...(input.vpcEndpointPolicies ?? []),
  ];
  return [...named.map((one) => one.policy), ...(input.resourcePolicy === undefined ? [] : [input.resourcePolicy])];
}

function mentionsOf(statement: Statement): readonly Mention[] {
  const tests = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => mention(operator, key, listOf(values).map(String))),
  );
  const texts = [
    ...listOf(statement.Resource),
    ...listOf(statement.NotResource),
    ...tests.flatMap((test) => test.values),
  ];
  return [...tests, ...texts.flatMap(variablesIn)];
}

function mention(operator: string, key: string, values: readonly string[]): Mention {
  const parsed = parseOperator(operator);
  return { key: key.toLowerCase(), operator: parsed.name, set: parsed.set !== undefined, values };
}

function variablesIn(text: string): readonly Mention[] {
  return [...text.matchAll(/\$\{\s*([^,}*?$]+?)\s*(,[^}]*)?\}/g)].map((found) => ({
    key: found[1]!.toLowerCase(),
    operator: undefined,
    set: false,
    values: [],
  }));
}

function valuesFor(key: string, mentions: readonly Mention[], input: SimulateInput): readonly ContextValue[] {
  const about = mentions.filter((one) => one.key === key);
  const single = [...new Set(about.flatMap((one) => examplesFor(one, input)))];
  const sets = about.some((one) => one.set) ? [[], ...pairs(single)] : [];
  return [null, ...single, ...sets];
}

function pairs(values: readonly string[]): readonly (readonly string[])[] {
  return values.flatMap((left, at) => values.slice(at + 1).map((right) => [left, right]));
}

function examplesFor(one: Mention, input: SimulateInput): readonly string[] {
  const name = one.operator;
  if (name === undefined) return [...piecesOf(input), 'no-such-value'];
  if (name === 'Null') return ['no-such-value'];
  if (name === 'Bool') return ['true', 'false'];
  if (name === 'BinaryEquals') return [...one.values, Buffer.from('no such bytes').toString('base64')];
  if (name.startsWith('Numeric'))
    return one.values.flatMap((value) => [-1, 0, 1].map((by) => String(Number(value) + by)));
  if (name.startsWith('Date')) return one.values.flatMap(instantsAround);
  if (name.endsWith('IpAddress'))
    return [...one.values.map((block) => block.split('/')[0]!), '192.0.2.200', '2001:db8:ffff::9'];
  return [...one.values.flatMap((text) => textsFor(text, input)), 'no-such-value'];
}

function instantsAround(text: string): readonly string[] {
  const instant = /^\d{5,}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return [-1000, 0, 1000].map((by) => new Date(instant + by).toISOString());
}

/** Texts that fit a pattern: runs filled with nothing and with something, variables with what the request offers. */
function textsFor(pattern: string, input: SimulateInput): readonly string[] {
  const holes = /\$\{[^}*?$]+\}/.test(pattern) ? piecesOf(input) : ['x'];
  const filled = holes.map((piece) => pattern.replace(/\$\{[^}*?$]+\}/g, piece).replace(/\$\{([*?$])\}/g, '$1'));
  return [
    ...new Set([
      pattern,
      ...filled.flatMap((text) => ['', 'x'].map((run) => text.replaceAll('*', run).replaceAll('?', 'x'))),
    ]),
  ];
}

/** What a variable could plausibly stand for: runs, between separators, of the resource's name, the caller's, and every value the request knows. */
function piecesOf(input: SimulateInput): readonly string[] {
  const { context, resource, principal } = input.request;
  const values = Object.values(context).flatMap((value) => (Array.isArray(value) ? value : [value]));
  const texts = values.flatMap((value) => (value === null ? [] : [String(value)]));
  return [...new Set([nameIn(resource), nameIn(principal), ...texts].flatMap(runsOf))];
}

function nameIn(arn: string): string {
  return arn.split(':').slice(5).join(':');
}

function runsOf(text: string): readonly string[] {
  const cuts = [0, ...[...text.matchAll(/[/:.-]/g)].flatMap((found) => [found.index, found.index + 1]), text.length];
  const runs = cuts.flatMap((from) => cuts.filter((to) => to > from).map((to) => text.slice(from, to)));
  return runs.filter((run) => run === text || !/^[/:.-]|[/:.-]$/.test(run));
}
