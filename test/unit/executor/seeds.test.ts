import { describe, expect, it } from 'vitest';
import { node, row, run } from './memory.js';

const c = 'config from iam where ';
const bucket = (name: string) => node({ id: `arn:aws:s3:::${name}`, kind: 'resource', name });

describe('sources that are no nodes are asked for all the same', () => {
  it.each([
    ["source.cloud.resource.id = 'accounts.google.com'", { id: 'accounts.google.com' }],
    ["source.cloud.resource.id = 'canonical:abc'", { id: 'canonical:abc' }],
    [
      "source.cloud.resource.name = 'vendor'",
      { id: 'arn:aws:iam::999988887777:role/vendor', name: 'vendor', external: true },
    ],
    ["source.cloud.resource.name = 'root'", { id: 'arn:aws:iam::111122223333:root', name: 'root' }],
  ])('%s', async (where, source) => {
    expect((await run(c + where, [row({ source })])).rows).toHaveLength(1);
  });

  it('and so is everything of a name that hundreds bear', async () => {
    const nodes = Array.from({ length: 250 }, (_, at) =>
      node({ id: `arn:aws:iam::${String(at).padStart(12, '0')}:role/deploy`, kind: 'role', name: 'deploy' }),
    );
    const rows = nodes.map(({ id }) => row({ source: { id, name: 'deploy' } }));
    const done = await run(`${c}source.cloud.resource.name = 'deploy'`, rows, { nodes });
    expect(done.access.seeds.map((seed) => seed.sources?.length ?? 250)).toEqual([250]);
    expect(done.rows).toHaveLength(250);
  });
});

describe('destinations', () => {
  it('of a list with `*` are asked as granted', async () => {
    const done = await run(`${c}dest.cloud.resource.name IN ('*', 'b')`, [row()], { nodes: [bucket('b')] });
    expect(done.access.seeds.map((seed) => seed.resources ?? 'granted')).toContain('granted');
    expect(done.rows).toHaveLength(1);
  });

  it.each(['id', 'name'])('whose %s is one or the other are both looked up', async (key) => {
    const [first, second] = key === 'id' ? ['arn:aws:s3:::a', 'arn:aws:s3:::b'] : ['a', 'b'];
    const where = `dest.cloud.resource.${key} = '${first}' OR dest.cloud.resource.${key} = '${second}'`;
    const { seeds } = (await run(c + where, [], { nodes: [bucket('a'), bucket('b')] })).access;
    expect(seeds.map((seed) => seed.resources)).toEqual([{ ids: ['arn:aws:s3:::a', 'arn:aws:s3:::b'] }]);
  });

  it.each(['account', 'region'])('of any listed %s are asked for', async (key) => {
    const nodes = ['one', 'two'].map((value) => node({ id: `arn:aws:s3:::${value}`, kind: 'resource', [key]: value }));
    const rows = ['one', 'two', 'three'].map((value) => row({ destination: { [key]: value } }));
    const done = await run(`${c}dest.cloud.${key} IN ('one', 'two')`, rows, { nodes });
    const asked = done.access.seeds[0]!.resources;
    expect(asked).toMatchObject({ filter: {} });
    expect(typeof asked === 'object' && 'filter' in asked && asked.filter[key as 'account']).toBeFalsy();
    expect(done.rows).toHaveLength(2);
  });
});
