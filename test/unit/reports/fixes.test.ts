import { expect, test } from 'vitest';
import type { Residual } from '../../../src/evaluators/verdict.js';
import { renderResidual } from '../../../src/reports/residual.js';
import { renderTable } from '../../../src/reports/table.js';

const leaf = (key: string, operator: string, ...values: string[]): Residual => ({ key, operator, values });

test.each([
  ['DateLessThanEquals', 'k is not after 2027-01-01 or 2028-01-01'],
  ['DateGreaterThanEquals', 'k is not before 2027-01-01 or 2028-01-01'],
])('%s holds for any of its dates', (operator, words) => {
  expect(renderResidual(leaf('k', operator, '2027-01-01', '2028-01-01'))).toBe(words);
  expect(renderResidual({ not: leaf('k', operator, '2027-01-01', '2028-01-01') })).toBe(`not (${words})`);
});

test('operators are said in words however they are written', () => {
  expect(renderResidual(leaf('k', 'forallvalues:stringnotequalsifexists', 'x', 'y'))).toBe(
    '(k has only values of which each is not x nor y, or is absent)',
  );
  expect(renderResidual(leaf('k', 'null', 'false'))).toBe('k is present');
});

test('what strangers write cannot read as another condition', () => {
  expect(renderResidual(leaf('aws:username', 'StringEquals', "o'x and k is true", 'y'))).toBe(
    "aws:username is 'o''x and k is true' or y",
  );
  expect(renderResidual(leaf('k is true or z', 'Null', 'true'))).toBe("'k is true or z' is absent");
  expect(renderResidual({ resource: ['arn:a b'] })).toBe("the name matches 'arn:a b'");
});

test('a late row is as wide as the terminal allows', () => {
  const rows = [...Array.from({ length: 2000 }, () => ({ a: 's' })), { a: 'long-long-long' }];
  expect(renderTable(['a'], rows, { width: 40, color: false }).split('\n').at(-1)).toBe('long-long-long');
});
