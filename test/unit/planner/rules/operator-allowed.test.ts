import { expect, it } from 'vitest';
import type { OperatorName } from '../../../../grammar/ast.js';
import { operators } from '../../../../grammar/ast.js';
import { attributes } from '../../../../src/planner/index.js';
import { complaints } from '../binding.js';

const one = { string: "'x'", number: '1', boolean: 'true' } as const;

/** Which operators may stand on an attribute of the table. */
function allowed(name: string): OperatorName[] {
  const attribute = attributes.find((candidate) => candidate.name === name)!;
  const value = attribute.values ? `'${attribute.values[0]}'` : one[attribute.type];
  return operators.filter((operator) => {
    const right = /EXIST/.test(operator) ? '' : /IN$|ALL$/.test(operator) ? `(${value})` : value;
    const left = attribute.keys[0] > 0 ? `${name} ('k')` : name;
    return !complaints(`${left} ${operator} ${right}`).some((text) => text.startsWith('operator-not-allowed'));
  });
}

const equality: OperatorName[] = ['=', '!=', 'IN', 'NOT IN'];
const affixes: OperatorName[] = ['STARTS WITH', 'ENDS WITH', 'DOES NOT END WITH', 'DOES NOT START WITH'];
const existence: OperatorName[] = ['EXISTS', 'DOES NOT EXIST'];

it.each([
  ['source.email', [...equality, ...affixes]],
  ['dest.cloud.account', [...equality, ...affixes, 'LIKE']],
  ['source.cloud.account', [...equality, ...affixes, 'LIKE']],
  ['action.name', [...equality, 'CONTAINS ALL', ...affixes]],
  ['action.lastaccess.days', [...equality, '<', '<=', '>', '>=']],
  ['source.public', equality],
  ['source.in.group', equality],
  ['source.cloud.resource.tag', [...equality, ...affixes, ...existence]],
  ['grantedby.cloud.policy.condition', [...equality, ...affixes, ...existence]],
] as [string, OperatorName[]][])('%s takes its own operators', (name, expected) => {
  expect(allowed(name).toSorted()).toEqual(expected.toSorted());
});

it('points at the operator', () => {
  expect(complaints("action.lastaccess.days STARTS WITH '9'")).toEqual(['operator-not-allowed: STARTS WITH']);
  expect(complaints('source.email does  not exist')).toEqual(['operator-not-allowed: does  not exist']);
});
