import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Residual } from '../../../src/evaluators/verdict.js';
import { renderResidual } from '../../../src/reports/residual.js';

const names = ['a', 'b', 'c', 'd'] as const;
type World = Readonly<Record<string, boolean>>;
type Reading = (world: World) => boolean;

const worlds: readonly World[] = Array.from({ length: 2 ** names.length }, (_, bits) =>
  Object.fromEntries(names.map((name, at) => [name, (bits & (1 << at)) !== 0])),
);

const { residual } = fc.letrec<{ residual: Residual }>((tie) => ({
  residual: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(...names).map((key): Residual => ({ key, operator: 'Bool', values: ['true'] })),
    fc.array(tie('residual'), { minLength: 1, maxLength: 3 }).map((all): Residual => ({ all })),
    fc.array(tie('residual'), { minLength: 1, maxLength: 3 }).map((any): Residual => ({ any })),
    tie('residual').map((not): Residual => ({ not })),
  ),
}));

function holds(formula: Residual, world: World): boolean {
  if ('all' in formula) return formula.all.every((part) => holds(part, world));
  if ('any' in formula) return formula.any.some((part) => holds(part, world));
  if ('not' in formula) return !holds(formula.not, world);
  if ('key' in formula) return world[formula.key] === true;
  throw new Error(`no truth for ${JSON.stringify(formula)}`);
}

/** Reads the words as a stranger would: no precedence, so `x and y or z` without brackets is refused. */
function read(text: string): Reading {
  let at = 0;
  const eat = (token: string): boolean => {
    const found = text.startsWith(token, at);
    if (found) at += token.length;
    return found;
  };
  const bracketed = (): Reading => {
    const inner = expression();
    if (!eat(')')) throw new Error(`no closing bracket at ${at} of \`${text}\``);
    return inner;
  };
  const term = (): Reading => {
    if (eat('not (')) {
      const inner = bracketed();
      return (world) => !inner(world);
    }
    if (eat('(')) return bracketed();
    const name = text[at++] ?? '';
    if (!names.some((known) => known === name)) throw new Error(`no name at ${at - 1} of \`${text}\``);
    if (eat(' is not true')) return (world) => !world[name];
    if (eat(' is true')) return (world) => world[name] === true;
    throw new Error(`no relation at ${at} of \`${text}\``);
  };
  const expression = (): Reading => {
    const parts = [term()];
    const word = [' and ', ' or '].find((one) => text.startsWith(one, at));
    while (word !== undefined && eat(word)) parts.push(term());
    return (world) => (word === ' or ' ? parts.some((part) => part(world)) : parts.every((part) => part(world)));
  };
  const reading = expression();
  if (at !== text.length) throw new Error(`mixed words at ${at} of \`${text}\``);
  return reading;
}

describe('brackets', () => {
  test('the reader refuses words that could be read two ways', () => {
    expect(() => read('a is true and b is true or c is true')).toThrow('mixed words');
    expect(() => read('not (a is true and b is true')).toThrow('no closing bracket');
  });

  test('whoever reads the words back decides as the formula does, in every world', () => {
    fc.assert(
      fc.property(residual, (formula) => {
        const reading = read(renderResidual(formula));
        expect(worlds.map(reading)).toEqual(worlds.map((world) => holds(formula, world)));
      }),
      { numRuns: 2000, seed: 20_261_101 },
    );
  });
});
