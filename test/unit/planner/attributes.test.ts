import { describe, expect, it } from 'vitest';
import { getters } from '../../../src/executor/index.js';
import { attributeNames, attributes, findAttribute } from '../../../src/planner/index.js';

describe('the table of attributes', () => {
  it('has lower-case names, each once, on the side they begin with', () => {
    expect(new Set(attributeNames).size).toBe(attributes.length);
    const sides = { source: 'source', grantedby: 'granter', dest: 'destination', action: 'action' } as const;
    for (const { name, side } of attributes) {
      expect(name).toMatch(/^[a-z]+(\.[a-z]+)*$/);
      const first = name.split('.')[0] as keyof typeof sides;
      expect([name, side]).toEqual([name, sides[first] ?? 'verdict']);
    }
  });

  it('says what each means', () => {
    for (const { name, description } of attributes) expect([name, description.length > 5]).toEqual([name, true]);
  });

  it('each can be read off a row, and nothing else can', () => {
    expect(Object.keys(getters).toSorted()).toEqual([...attributeNames].toSorted());
  });

  it('has all that people write today', () => {
    const written = [
      'source.cloud.account source.cloud.account.isvendor source.cloud.accountgroup source.cloud.type source.cloud.region',
      'source.cloud.service.name source.cloud.resource.id source.cloud.resource.name source.cloud.resource.type',
      'source.cloud.resource.tag source.cloud.resource.uai source.cloud.accesskey.lastused.days',
      'source.cloud.accesskey.activekeys source.mfaenabled source.public source.email source.idp.service source.idp.email',
      'source.idp.username source.idp.group source.idp.domain source.in.group',
      'grantedby.cloud.type grantedby.cloud.entity.id grantedby.cloud.entity.name grantedby.cloud.entity.type',
      'grantedby.cloud.entity.tag grantedby.cloud.entity.lastlogin.days grantedby.cloud.policy.id grantedby.cloud.policy.name',
      'grantedby.cloud.policy.type grantedby.cloud.policy.tag grantedby.cloud.policy.condition',
      'grantedby.cloud.policy.isexcessive grantedby.level.id grantedby.level.name grantedby.level.type',
      'dest.cloud.account dest.cloud.accountgroup dest.cloud.type dest.cloud.region dest.cloud.service.name',
      'dest.cloud.resource.name dest.cloud.resource.id dest.cloud.resource.type dest.cloud.resource.tag',
      'dest.cloud.wildcardscope action.name action.lastaccess.days action.access.level action.access.isadministrative',
      'verdict path.hops path.kind source.cloud.accesskey.age.days source.console.enabled source.console.lastused.days',
      'source.external grantedby.cloud.policy.isadministrator',
    ];
    expect([...attributeNames].toSorted()).toEqual(written.join(' ').split(' ').toSorted());
  });

  it('finds them in any case, and the slips of vendor pages', () => {
    expect(findAttribute('Source.MFAenabled')?.name).toBe('source.mfaenabled');
    expect(findAttribute('dest.cloud.resource.access.isAdministrative')?.name).toBe('action.access.isadministrative');
    expect(findAttribute('grantedby.cloud.condition')?.name).toBe('grantedby.cloud.policy.condition');
    expect(findAttribute('grantedby.cloud.entity.lastlogin')?.name).toBe('grantedby.cloud.entity.lastlogin.days');
    expect(findAttribute('source.weather')).toBeUndefined();
    expect(findAttribute('constructor')).toBeUndefined();
    expect(findAttribute('__proto__')).toBeUndefined();
  });
});
