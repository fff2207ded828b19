import { expect, it } from 'vitest';
import { attributes } from '../../../../src/planner/index.js';
import { bound, complaints } from '../binding.js';

it('closed lists take their own values, in any case', () => {
  expect(complaints("source.cloud.type = 'Azure' AND dest.cloud.type IN ('gcp', 'KUBERNETES')")).toEqual([]);
  expect(complaints("verdict != 'DENY' AND action.access.level NOT IN ('data read')")).toEqual([]);
});

it('and no other', () => {
  expect(complaints("grantedby.cloud.type = 'AWZ'")).toEqual(["unknown-value: 'AWZ'"]);
  expect(complaints("action.access.level IN ('Data Read', 'Data Rite')")).toEqual(["unknown-value: 'Data Rite'"]);
  expect(complaints("verdict != 'maybe'")).toEqual(["unknown-value: 'maybe'"]);
  expect(complaints("path.kind = 'teleport'")).toEqual(["unknown-value: 'teleport'"]);
});

it('says which there are', () => {
  for (const { name, values } of attributes.filter((one) => one.values)) {
    const [diagnostic] = bound(`config from iam where ${name} = 'no-such-value'`).diagnostics;
    expect(diagnostic?.hint).toContain(`known: ${values!.join(', ')}`);
  }
});

it('affixes are parts of values, and open lists take anything', () => {
  expect(complaints("source.cloud.type STARTS WITH 'A' AND action.access.level ENDS WITH 'Write'")).toEqual([]);
  expect(complaints("grantedby.level.type = 'Anything' AND source.cloud.resource.type = 'anything'")).toEqual([]);
});

it('a membership is no kind of hop to ask for', () => {
  expect(complaints("path.kind = 'member'")).toEqual(["unknown-value: 'member'"]);
});
