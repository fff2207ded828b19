import { expect, it } from 'vitest';
import { complaints } from '../binding.js';

it('attributes of one type are compared for equality', () => {
  expect(complaints('source.cloud.account = dest.cloud.account')).toEqual([]);
  expect(complaints('dest.cloud.account != source.cloud.account')).toEqual([]);
  expect(complaints('SOURCE.cloud.TYPE = dest.cloud.type')).toEqual([]);
});

it('what is no attribute was meant as text', () => {
  expect(complaints('source.cloud.type = AWS')).toEqual(['wrong-value-type: AWS']);
  expect(complaints('source.cloud.account = dest.cloud.acount')).toEqual(['unknown-attribute: dest.cloud.acount']);
});

it('neither order nor another type nor a keyed attribute', () => {
  expect(complaints('path.hops > action.lastaccess.days')).toEqual(['wrong-value-type: action.lastaccess.days']);
  expect(complaints('source.cloud.account = path.hops')).toEqual(['wrong-value-type: path.hops']);
  expect(complaints('source.cloud.account = source.cloud.resource.tag')).toEqual([
    'wrong-value-type: source.cloud.resource.tag',
  ]);
  expect(complaints('source.cloud.account IN (dest.cloud.account)')).toEqual(['wrong-value-type: dest.cloud.account']);
});
