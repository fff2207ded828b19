import { expect, it } from 'vitest';
import { complaints } from '../binding.js';

it('nothing is converted', () => {
  expect(complaints("source.public = 'yes'")).toEqual(["wrong-value-type: 'yes'"]);
  expect(complaints('source.public = 1')).toEqual(['wrong-value-type: 1']);
  expect(complaints("action.lastaccess.days > 'ninety'")).toEqual(["wrong-value-type: 'ninety'"]);
  expect(complaints('path.hops = true')).toEqual(['wrong-value-type: true']);
  expect(complaints('dest.cloud.resource.name = 4711')).toEqual(['wrong-value-type: 4711']);
  expect(complaints("source.in.group ('ops') = 'true'")).toEqual(["wrong-value-type: 'true'"]);
});

it('points at the value of a list that is wrong', () => {
  expect(complaints("action.name IN ('a:B', 7, 'c:D')")).toEqual(['wrong-value-type: 7']);
});

it('a value of the right type is fine', () => {
  expect(complaints("source.public = False AND action.lastaccess.days >= 90.5 AND source.email = 'a'")).toEqual([]);
});
