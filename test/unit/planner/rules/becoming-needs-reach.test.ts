import { expect, it } from 'vitest';
import { complaints, rowsPlanOf } from '../binding.js';

it.each(['assume', 'impersonate', 'own', 'pass', 'execute', 'ASSUME'])('%s is followed only when asked for', (kind) => {
  expect(complaints(`path.kind != '${kind}'`)).toEqual([`needs-reach-all: '${kind}'`]);
  expect(complaints(`NOT path.kind = '${kind}'`)).toEqual([`needs-reach-all: '${kind}'`]);
  expect(complaints(`path.kind = '${kind}' OR path.hops = 1`)).toEqual([`needs-reach-all: '${kind}'`]);
  expect(complaints(`path.kind NOT IN ('sso', '${kind}')`)).toEqual([`needs-reach-all: '${kind}'`]);
  expect(complaints(`path.kind != '${kind}' reach all`)).toEqual([]);
});

it('a positive test that must hold asks for it by itself', () => {
  const reach = (where: string) => rowsPlanOf(`config from iam where ${where}`).reach;
  expect(reach("path.kind = 'assume'")).toBe('all');
  expect(reach("path.kind IN ('sso', 'assume') AND path.hops = 1")).toBe('all');
  expect(reach("path.hops = 1 AND (source.public = false AND path.kind = 'assume')")).toBe('all');
  expect(reach('source.public = true reach all')).toBe('all');
  expect(reach('source.public = true')).toBe('own');
});

it('the hops of own sessions need nothing', () => {
  expect(complaints("path.kind != 'sso' AND NOT path.kind = 'runs-as' AND path.kind NOT IN ('federate')")).toEqual([]);
  expect(rowsPlanOf("config from iam where path.kind = 'federate'").reach).toBe('own');
});
