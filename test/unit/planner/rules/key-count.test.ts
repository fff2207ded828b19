import { expect, it } from 'vitest';
import { complaints } from '../binding.js';

it('tags and groups take one key', () => {
  expect(complaints("source.cloud.resource.tag ('team') exists AND source.in.group('ops') = true")).toEqual([]);
  expect(complaints('source.cloud.resource.tag exists')).toEqual(['wrong-keys: source.cloud.resource.tag']);
  expect(complaints('source.in.group = true')).toEqual(['wrong-keys: source.in.group']);
  expect(complaints("dest.cloud.resource.tag ('a', 'b') exists")).toEqual([
    "wrong-keys: dest.cloud.resource.tag ('a', 'b')",
  ]);
});

it('conditions take none, one or two', () => {
  const condition = 'grantedby.cloud.policy.condition';
  expect(complaints(`${condition} exists AND ${condition} ('a') exists AND ${condition} ('a', 'b') exists`)).toEqual(
    [],
  );
});

it('everything else takes none', () => {
  expect(complaints("source.email ('a') = 'b'")).toEqual(["wrong-keys: source.email ('a')"]);
});
