import { operators } from '../../../grammar/ast.js';
import { type Completion, type CompletionAttribute, completion } from '../../../grammar/index.js';

const row = (name: string, more: Partial<CompletionAttribute> = {}): CompletionAttribute => ({
  name,
  type: 'string',
  keys: [0, 0],
  operators: ['=', '!=', 'IN', 'NOT IN', 'STARTS WITH', 'ENDS WITH', 'DOES NOT START WITH', 'DOES NOT END WITH'],
  description: `what ${name} means`,
  ...more,
});

/** A small language of its own: the grammar is handed the attributes, whatever they are. */
export const attributes: readonly CompletionAttribute[] = [
  row('source.cloud.account', { operators: ['=', '!=', 'LIKE'] }),
  row('source.cloud.type', { values: ['AWS', 'AZURE'], operators: ['=', '!=', 'IN', 'NOT IN'] }),
  row('source.cloud.resource.tag', { keys: [1, 1], operators: ['=', '!=', 'EXISTS', 'DOES NOT EXIST'] }),
  row('source.mfaenabled', { type: 'boolean', operators: ['=', '!='] }),
  row('dest.cloud.account', { operators: ['=', '!=', 'LIKE'] }),
  row('grantedby.cloud.policy.condition', { keys: [0, 2], operators: ['EXISTS', 'DOES NOT EXIST', 'IN'] }),
  row('action.name', { operators: [...operators] }),
  row('path.hops', { type: 'number', operators: ['=', '<', '<=', '>', '>='] }),
];

const byName = new Map(attributes.map((attribute) => [attribute.name, attribute]));

/** Completion where `<|>` stands in the text. */
export function at(marked: string, parameters: readonly string[] = []): Completion & { readonly replaced: string } {
  const offset = marked.indexOf('<|>');
  const text = marked.replace('<|>', '');
  const found = completion(text, offset, { attributes, find: (name) => byName.get(name.toLowerCase()), parameters });
  return { ...found, replaced: text.slice(...found.span) };
}

export const texts = (marked: string, parameters: readonly string[] = []): string[] =>
  at(marked, parameters).candidates.map(({ text }) => text);
