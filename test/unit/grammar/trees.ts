import { expect } from 'vitest';
import { parse, type Query } from '../../../grammar/index.js';

/** A tree without the places where its parts stood; `reach`, which is nothing but a place, becomes true. */
export function bare<T>(tree: T): T {
  return JSON.parse(
    JSON.stringify(tree, (key, value) => {
      if (key === 'span' || key === 'operatorSpan') return undefined;
      return key === 'reach' ? true : value;
    }),
  );
}

/** The tree of a text that must be well-formed. */
export function treeOf(text: string): Query {
  const { ast, diagnostics } = parse(text);
  expect({ text, diagnostics }).toEqual({ text, diagnostics: [] });
  return ast!;
}

/** The expression after `where`. */
export function whereOf(text: string) {
  const tree = treeOf(`config from iam where ${text}`);
  if (tree.kind !== 'iam') throw new Error(`not a permission query: ${text}`);
  return tree.where;
}
