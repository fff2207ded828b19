import { describe, expect, it } from 'vitest';
import { operators } from '../../../grammar/ast.js';
import { print } from '../../../grammar/index.js';
import { kitchenSink } from './kitchen-sink.js';
import { bare, treeOf } from './trees.js';

/** Everything that occurs anywhere in the trees, by field. */
function collect(key: string): Set<string> {
  const found = new Set<string>();
  JSON.stringify(kitchenSink.map(treeOf), (name, value) => {
    if (name === key && typeof value === 'string') found.add(value);
    return value;
  });
  return found;
}

describe('the kitchen sink', () => {
  it('holds every kind of node and value', () => {
    const kinds = ['iam', 'resource', 'question', 'predicate', 'and', 'or', 'not'];
    const values = ['string', 'number', 'boolean', 'parameter', 'attribute'];
    expect([...collect('kind')].toSorted()).toEqual([...kinds, ...values].toSorted());
  });

  it('holds every operator', () => {
    expect([...collect('operator')].toSorted()).toEqual([...operators].toSorted());
  });

  it('holds every question', () => {
    expect([...collect('form')].toSorted()).toEqual([
      'how-reach',
      'outside-group',
      'what-access',
      'what-changed',
      'what-everything',
      'which-users',
      'who-can',
      'why-can',
      'why-cannot',
    ]);
  });

  it('holds every clause', () => {
    const clauses = new Set(kitchenSink.flatMap((text) => Object.keys(treeOf(text).clauses)));
    expect([...clauses].toSorted()).toEqual(['asOf', 'context', 'groupBy', 'limit', 'orderBy', 'reach']);
  });

  it.each(kitchenSink)('prints what it read: %s', (text) => {
    const tree = treeOf(text);
    const printed = print(tree);
    expect(bare(treeOf(printed))).toEqual(bare(tree));
    expect(print(treeOf(printed))).toBe(printed);
  });
});
