import { describe, expect, it } from 'vitest';
import { kept, node, row, run } from './memory.js';

const bucket = (name: string, granted: string) =>
  row({
    destination: {
      id: `arn:aws:s3:::${name}`,
      name,
      pattern: granted,
      wildcard: granted.includes('*'),
      type: 'bucket',
    },
  });
const granted = (pattern: string) =>
  row({
    destination: { id: null, pattern, name: pattern.replace('arn:aws:s3:::', ''), wildcard: pattern.includes('*') },
  });

describe('a row about a resource', () => {
  const nodes = ['b', 'c'].map((name) => node({ id: `arn:aws:s3:::${name}`, kind: 'resource', name }));
  const rows = [bucket('b', '*'), bucket('c', 'arn:aws:s3:::c'), bucket('b', 'arn:aws:s3:::b*')];

  it('is found by id and name however it was granted', async () => {
    expect(await kept("dest.cloud.resource.name = 'B'", rows, { nodes })).toEqual([0, 2]);
    expect(await kept("dest.cloud.resource.id IN ('ARN:aws:s3:::b')", rows, { nodes })).toEqual([0, 2]);
  });

  it('the granted text is another thing', async () => {
    expect(await kept("dest.cloud.resource.name = 'b' AND dest.cloud.wildcardscope = true", rows, { nodes })).toEqual([
      0, 2,
    ]);
    expect(await kept("dest.cloud.resource.name = 'c' AND dest.cloud.wildcardscope = true", rows, { nodes })).toEqual(
      [],
    );
  });

  it('a list of names and `*` asks for both in their own ways', async () => {
    const { access } = await run("config from iam where dest.cloud.resource.name IN ('b', '*')", [], { nodes });
    expect(access.seeds.map((seed) => seed.resources)).toEqual([{ ids: ['arn:aws:s3:::b'] }, 'granted']);
  });
});

describe('a row about granted text', () => {
  const rows = ['*', 'arn:aws:s3:::lost', 'arn:aws:s3:::lo*', 'arn:aws:s3:::other'].map(granted);

  it('is found by a name that no inventory has where the text spells it or covers it', async () => {
    expect(await kept("dest.cloud.resource.name = 'lost'", rows)).toEqual([1, 2]);
    expect(await kept("dest.cloud.resource.name = 'LO*'", rows)).toEqual([2]);
    expect(await kept("dest.cloud.resource.name = '*'", rows)).toEqual([0]);
  });

  it('a bare `*` may reach it too where an account has no inventory', async () => {
    const part = { provider: 'aws', scope: '111122223333', part: 'identities' };
    expect(await kept("dest.cloud.resource.name = 'lost'", rows, { parts: [part] })).toEqual([0, 1, 2]);
    expect(
      await kept("dest.cloud.resource.name = 'lost'", rows, { parts: [part, { ...part, part: 'resources' }] }),
    ).toEqual([1, 2]);
  });

  it('`!=` keeps whatever reaches anything else', async () => {
    expect(await kept("dest.cloud.resource.name != 'lost'", rows)).toEqual([0, 2, 3]);
    expect(await kept("NOT dest.cloud.resource.name IN ('lost', 'other')", rows)).toEqual([0, 2]);
    expect(await kept("dest.cloud.resource.id NOT IN ('arn:aws:s3:::lost')", rows)).toEqual([0, 2, 3]);
  });

  it('affixes look at the text', async () => {
    expect(await kept("dest.cloud.resource.name ENDS WITH '*'", rows)).toEqual([0, 2]);
    expect(await kept("dest.cloud.resource.name STARTS WITH 'lo'", rows)).toEqual([1, 2]);
  });
});

describe('regions', () => {
  const rows = ['eu-west-2', 'us-east-1', '*', null].map((region) => row({ destination: { region } }));

  it('a grant tied to none touches every one, and so another one too', async () => {
    expect(await kept("dest.cloud.region = 'AWS London' OR path.hops = 9", rows)).toEqual([0, 2]);
    expect(await kept("dest.cloud.region != 'AWS London'", rows)).toEqual([1, 2, 3]);
    expect(await kept("NOT dest.cloud.region IN ('eu-west-2', 'us-east-1')", rows)).toEqual([2, 3]);
    expect(await kept("dest.cloud.region STARTS WITH 'aws '", rows)).toEqual([0, 1]);
  });
});

describe('clouds', () => {
  it('are AWS, and none of everyone', async () => {
    const rows = [row(), row({ source: { id: 'public', public: true } })];
    expect(await kept("source.cloud.type = 'aws'", rows)).toEqual([0]);
    expect(await kept("source.cloud.type != 'GCP'", rows)).toEqual([0, 1]);
    expect(await kept("grantedby.cloud.type = 'AWS' AND dest.cloud.type = 'AWS'", rows)).toEqual([0, 1]);
    expect(await kept("grantedby.cloud.type = 'Azure'", rows)).toEqual([]);
    expect(await kept("dest.cloud.type IN ('GCP', 'AWS')", rows)).toEqual([0, 1]);
  });
});
