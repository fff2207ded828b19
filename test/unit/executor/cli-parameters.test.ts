import { expect, it } from 'vitest';
import { typed } from '../../../src/cli/query.js';

it('parameters of the command line: numbers and truth values, and text where digits are a name', () => {
  expect(typed({ days: '90', below: '-1', none: '0', yes: 'true', no: 'false', name: 'ana' })).toEqual({
    days: 90,
    below: -1,
    none: 0,
    yes: true,
    no: false,
    name: 'ana',
  });
  expect(typed({ account: '012345678901', other: '111122223333', code: '007' })).toEqual({
    account: '012345678901',
    other: '111122223333',
    code: '007',
  });
});
