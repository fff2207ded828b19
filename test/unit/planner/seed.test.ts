import { describe, expect, it } from 'vitest';
import { rowsPlanOf } from './binding.js';

const seedOf = (where: string) => rowsPlanOf(`config from iam where ${where}`).seed;

describe('the way in', () => {
  it.each([
    ["source.cloud.resource.id = 'arn:aws:iam::111122223333:user/ana'", ['arn:aws:iam::111122223333:user/ana']],
    ["source.email IN ('a@x.example', 'b@x.example')", ['a@x.example', 'b@x.example']],
    ['source.public = true', ['public', 'authenticated']],
  ])('by source: %s', (where, sources) => {
    expect(seedOf(where).sources).toEqual(sources);
    expect(seedOf(`path.hops = 0 AND (verdict = 'allow' AND ${where})`).sources).toEqual(sources);
  });

  it.each([
    ["action.name = 's3:GetObject'", ['s3:GetObject']],
    ["action.name IN ('s3:GetObject', 's3:PutObject')", ['s3:GetObject', 's3:PutObject']],
    ["action.name CONTAINS ALL ('s3:GetObject', 's3:PutObject')", ['s3:GetObject', 's3:PutObject']],
    ["action.name STARTS WITH 's3:Get'", ['s3:Get*']],
  ])('by action: %s', (where, actions) => {
    expect(seedOf(where).actions).toEqual(actions);
  });

  it('by action where every alternative names its own', () => {
    const either = "action.name = 's3:GetObject' AND verdict = 'allow' OR action.name IN ('s3:PutObject')";
    expect(seedOf(`source.public = false AND (${either})`).actions).toEqual(['s3:GetObject', 's3:PutObject']);
    expect(seedOf("(action.name = 's3:GetObject' OR verdict = 'allow') AND path.hops = 0").actions).toBeUndefined();
    expect(seedOf("NOT (action.name = 's3:GetObject' OR action.name = 's3:PutObject')").actions).toBeUndefined();
    expect(
      seedOf("(action.name != 's3:GetObject' OR action.name = 's3:PutObject') AND path.hops = 0").actions,
    ).toBeUndefined();
  });

  it('by service', () => {
    expect(seedOf("dest.cloud.service.name IN ('s3', 'kms')").services).toEqual(['s3', 'kms']);
  });

  it.each([
    ["dest.cloud.resource.id = 'arn:aws:s3:::b'", { resources: ['arn:aws:s3:::b'] }],
    ["dest.cloud.resource.name IN ('b', 'c')", { resources: ['b', 'c'] }],
    ["dest.cloud.account = 'live'", { account: 'live' }],
    ["dest.cloud.region = 'AWS London'", { region: 'AWS London' }],
    ["dest.cloud.account IN ('live', 'test')", { accounts: ['live', 'test'] }],
    ["dest.cloud.region IN ('eu-west-1', 'eu-west-2')", { regions: ['eu-west-1', 'eu-west-2'] }],
    ["dest.cloud.resource.name = 'b' OR dest.cloud.resource.name = 'c'", { resources: ['b', 'c'] }],
    [
      "path.hops = 0 AND (dest.cloud.resource.name = 'b' OR (dest.cloud.resource.id = 'arn:aws:s3:::c' OR dest.cloud.resource.name IN ('d')))",
      { resources: ['b', 'arn:aws:s3:::c', 'd'] },
    ],
    ["dest.cloud.account = 'live' OR dest.cloud.account = 'test'", { accounts: ['live', 'test'] }],
  ])('by inventory: %s', (where, inventory) => {
    expect(seedOf(where).inventory).toMatchObject(inventory);
  });

  it('by one account or region only where the list has one', () => {
    const { inventory } = seedOf("dest.cloud.account IN ('live', 'test') AND dest.cloud.region = 'eu-west-1'");
    expect([inventory?.account, inventory?.region]).toEqual([undefined, 'eu-west-1']);
  });

  it('by the actions of every CONTAINS ALL', () => {
    const both = "action.name CONTAINS ALL ('s3:GetObject') AND action.name CONTAINS ALL ('s3:PutObject')";
    expect(seedOf(both).actions).toEqual(['s3:GetObject', 's3:PutObject']);
  });

  it('by tag of the destination', () => {
    expect(seedOf("dest.cloud.resource.tag ('env') does not exist").inventory?.tags).toHaveLength(1);
    expect(seedOf("dest.cloud.resource.tag ('env') = 'prod'").inventory?.tags).toHaveLength(1);
    expect(seedOf("dest.cloud.resource.tag ('env') exists").inventory?.tags).toHaveLength(1);
  });
});

describe('nothing is narrowed', () => {
  it.each([
    'path.hops = 0',
    "NOT action.name = 's3:GetObject'",
    "action.name != 's3:GetObject'",
    "action.name DOES NOT END WITH '/read'",
    "source.email ENDS WITH '@x.example'",
    'source.public = false',
    "action.name = 's3:GetObject' OR source.public = true",
    "NOT (source.email = 'a@x.example')",
    'source.cloud.account = dest.cloud.account',
    "dest.cloud.service.name != 's3'",
    "source.cloud.resource.name IN ('deploy', '*')",
    "source.cloud.resource.name != 'deploy'",
    "source.cloud.resource.id = 'accounts.google.com'",
    "source.cloud.resource.id IN ('arn:aws:iam::111122223333:user/ana', 'canonical:abc')",
    "source.idp.username = 'mira'",
    "dest.cloud.resource.id = 'arn:aws:s3:::b' OR dest.cloud.account = 'live'",
    "dest.cloud.resource.id = 'arn:aws:s3:::b' OR dest.cloud.resource.id != 'arn:aws:s3:::c'",
    "NOT (dest.cloud.resource.name = 'b' OR dest.cloud.resource.name = 'c')",
  ])('by %s', (where) => {
    expect(seedOf(where)).toEqual({});
  });

  it.each([
    "dest.cloud.resource.name = '*'",
    "dest.cloud.resource.name IN ('*', 'b')",
    "dest.cloud.resource.name = 'b' OR dest.cloud.resource.name = '*'",
    "dest.cloud.resource.name ENDS WITH '*'",
    "dest.cloud.resource.name STARTS WITH 'a'",
    "dest.cloud.account LIKE 'live'",
    "dest.cloud.account = '*'",
    'dest.cloud.wildcardscope = true',
    "dest.cloud.resource.type = 'bucket'",
  ])('to the inventory by %s: it tests the granted text', (where) => {
    expect(seedOf(where).inventory).toBeUndefined();
  });
});
