import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { awsConnector } from '../../../../connectors/aws/index.js';
import { describePlace, GrantgraphError } from '../../../../src/base/errors.js';
import { dumpDirectory, quiet, readParts } from './dump-directory.js';

const account = '111122223333';

/** `place: message [code]`, as the command line prints it, with the directory left out. */
async function refusal(files: Record<string, string>, file?: string, scope?: string): Promise<string> {
  const directory = dumpDirectory(files);
  try {
    await readParts(file === undefined ? directory : join(directory, file), scope);
  } catch (error) {
    if (!(error instanceof GrantgraphError)) throw error;
    expect(error.exit).toBe(error.code === 'invalid-scope' ? 2 : 3);
    return `${describePlace(error.place)}: ${error.message} [${error.code}]`.replaceAll(directory, '.');
  }
  return 'accepted';
}

describe('files that are no JSON', () => {
  it.each([
    [
      'authorization-details.json',
      '{"UserDetailList": [',
      './authorization-details.json:1:21: not valid JSON: it ends where a value or `]` should follow [invalid-json]',
    ],
    [
      'authorization-details.json',
      '{\n  "UserDetailList": [],\n  "RoleDetailList": [{"Arn": "arn:aws:iam::111122223333:role/r",}]\n}',
      './authorization-details.json:3:65: not valid JSON: `}` stands where a key should [invalid-json]',
    ],
    [
      'providers.json',
      '{"SAMLProviders": []\n "OpenIDConnectProviders": []}',
      './providers.json:2:2: not valid JSON: `"` stands where `,` or `}` should [invalid-json]',
    ],
    ['notes.json', 'hello', './notes.json:1:1: not valid JSON: `h` stands where a value should [invalid-json]'],
    ['other.json', '{"Nothing": "we know', './other.json:1:21: not valid JSON: it ends inside a string [invalid-json]'],
  ])('%s', async (name, text, message) => {
    expect(await refusal({ [`${account}/${name}`]: text }, `${account}/${name}`)).toBe(
      message.replace('./', `./${account}/`),
    );
  });

  it('name the bad line of NDJSON', async () => {
    const good = JSON.stringify({ Arn: `arn:aws:sqs:eu-west-1:${account}:q`, ResourceType: 'AWS::SQS::Queue' });
    const bad = `${good}\n\n{"Arn": "arn:aws:sqs:eu-west-1:${account}:r", "ResourceType" "AWS::SQS::Queue"}\n`;
    expect(await refusal({ 'resources.ndjson': bad })).toBe(
      './resources.ndjson:3:64: not valid JSON: `"` stands where `:` should [invalid-json]',
    );
    expect(await refusal({ 'resources.ndjson': `${good}\n{"Arn": "arn:aws:sqs` })).toBe(
      './resources.ndjson:2:21: not valid JSON: it ends inside a string [invalid-json]',
    );
    expect(await refusal({ 'resources.ndjson': `${good}\n[]\n` })).toBe(
      './resources.ndjson:2: the line is not a JSON object [invalid-record]',
    );
  });

  it('name the line of a broken credential report', async () => {
    const text = `user,arn,user_creation_time\nada,arn:aws:iam::${account}:user/ada,2024\nbob,arn:aws:iam::${account}:user/bob\n`;
    expect(await refusal({ 'credential-report.csv': text })).toBe(
      './credential-report.csv:3: the credential report is not valid CSV [invalid-csv]',
    );
  });
});

describe('files that are no dump', () => {
  const hint =
    'AWS dumps are get-account-authorization-details, organization.json, identity-center.json, resources.ndjson, account.json, credential-report.csv, last-accessed.json and providers.json';

  it('are refused alone and in a directory with nothing else', async () => {
    expect(await refusal({ 'x.json': '{"Foo": 1, "Bar": {}}' }, 'x.json')).toBe(
      './x.json: `x.json` is no AWS dump: no AWS dump has the keys `Foo`, `Bar` [unrecognised-dump]',
    );
    expect(await refusal({ 'x.json': '[]' }, 'x.json')).toBe(
      './x.json: `x.json` is no AWS dump: it holds no records [unrecognised-dump]',
    );
    expect(await refusal({ 'x.txt': 'hello' }, 'x.txt')).toBe(
      './x.txt: `x.txt` is no AWS dump: it is neither JSON nor a credential report [unrecognised-dump]',
    );
    expect(await refusal({ 'x.txt': '' }, 'x.txt')).toBe(
      './x.txt: `x.txt` is no AWS dump: it is empty [unrecognised-dump]',
    );
    expect(await refusal({ 'x.json': '{"Foo": 1}', 'README.md': '# hello' })).toBe(
      '.: `.` holds no AWS dump: `README.md`: it is neither JSON nor a credential report [unrecognised-dump]',
    );
    expect(await refusal({})).toBe('.: `.` holds no files [empty-dump]');
  });

  it('say what AWS dumps are', async () => {
    const path = dumpDirectory({ 'x.json': '{"Foo": 1}' });
    await expect(awsConnector.read(path, { progress: quiet })).rejects.toMatchObject({ hint });
  });

  it('are skipped beside a dump, with the reason', async () => {
    const path = dumpDirectory({
      'x.json': '{"Foo": 1}',
      'notes.txt': 'hello',
      '.hidden.json': '{',
      [`${account}/providers.json`]: '{"SAMLProviders": []}',
    });
    const warned: string[] = [];
    const parts = await awsConnector.read(path, { progress: { step: () => {}, warn: (text) => warned.push(text) } });
    expect(parts.map((part) => part.part)).toEqual(['providers']);
    expect(warned).toEqual([
      '`notes.txt` skipped: it is neither JSON nor a credential report',
      '`x.json` skipped: no AWS dump has the keys `Foo`',
    ]);
  });

  it('that cannot be read are named', async () => {
    expect(await refusal({}, 'gone.json')).toBe(
      './gone.json: cannot read `./gone.json`: no such file or directory [unreadable-file]',
    );
    const path = dumpDirectory({ [`${account}/providers.json`]: '{"SAMLProviders": []}' });
    symlinkSync(join(path, 'nowhere'), join(path, 'dangling.json'));
    await expect(readParts(path)).rejects.toMatchObject({
      code: 'unreadable-file',
      message: `cannot read \`${join(path, 'dangling.json')}\`: no such file or directory`,
    });
  });
});

describe('files without a scope', () => {
  const bucket = JSON.stringify({ Arn: 'arn:aws:s3:::b', ResourceType: 'AWS::S3::Bucket' });
  const message = './resources.ndjson: `resources.ndjson` names no account [scope-needed]';

  it('need one', async () => {
    expect(await refusal({ 'resources.ndjson': bucket })).toBe(message);
    expect(await refusal({ 'authorization-details.json': '{"UserDetailList": []}' })).toBe(
      './authorization-details.json: `authorization-details.json` names no account [scope-needed]',
    );
    expect(await refusal({ 'account.json': '{"Alias": "x"}' })).toBe(
      './account.json: `account.json` names no account [scope-needed]',
    );
    expect(await refusal({ 'organization.json': '{"Roots": []}' })).toBe(
      './organization.json: `organization.json` names no organization [scope-needed]',
    );
    expect(
      await refusal({ 'identity-center.json': '{"Users": [], "InstanceArn": "arn:aws:sso:::instance/ssoins-1"}' }),
    ).toBe('./identity-center.json: `identity-center.json` names no identity store [scope-needed]');
  });

  it('are told where they break off, if they do', async () => {
    expect(await refusal({ 'authorization-details.json': '{"UserDetailList": [{"UserName": "a", "Arn"' })).toMatch(
      /authorization-details\.json:1:\d+: not valid JSON: it ends where `:` should follow \[invalid-json\]$/,
    );
  });

  it('take it from --scope or the directory, the directory first', async () => {
    expect(
      (await readParts(dumpDirectory({ 'resources.ndjson': bucket }), account)).map((part) => [
        part.scope,
        part.facts[0]!.account,
      ]),
    ).toEqual([[account, account]]);
    expect(
      (await readParts(dumpDirectory({ '444455556666/resources.ndjson': bucket }), account)).map((part) => part.scope),
    ).toEqual(['444455556666']);
    expect(await refusal({ 'resources.ndjson': bucket }, undefined, 'prod')).toBe(
      './resources.ndjson: `prod` is not an account id of twelve digits [invalid-scope]',
    );
  });

  it('keep what their own ARNs say', async () => {
    const queue = JSON.stringify({ Arn: `arn:aws:sqs:eu-west-1:${account}:q`, ResourceType: 'AWS::SQS::Queue' });
    expect(
      (await readParts(dumpDirectory({ 'resources.ndjson': queue }), '444455556666')).map((part) => part.scope),
    ).toEqual([account]);
  });
});

describe('records with wrong fields', () => {
  const role = (fields: object) =>
    JSON.stringify({
      RoleDetailList: [
        { RoleName: 'r', Arn: `arn:aws:iam::${account}:role/r` },
        { RoleName: 's', Arn: `arn:aws:iam::${account}:role/s`, ...fields },
      ],
    });

  it.each([
    [{ Arn: 'role/s' }, './a.json at /RoleDetailList/1/Arn: `role/s` is not an ARN [invalid-arn]'],
    [{ Arn: null }, './a.json at /RoleDetailList/1/Arn: `Arn` is missing [missing-field]'],
    [{ RoleName: 7 }, './a.json at /RoleDetailList/1/RoleName: `RoleName` is not a text [invalid-field]'],
    [
      { AttachedManagedPolicies: {} },
      './a.json at /RoleDetailList/1/AttachedManagedPolicies: `AttachedManagedPolicies` is not a list [invalid-field]',
    ],
    [
      { AttachedManagedPolicies: [{ PolicyArn: 'ReadOnly' }] },
      './a.json at /RoleDetailList/1/AttachedManagedPolicies/0/PolicyArn: `ReadOnly` is not an ARN [invalid-arn]',
    ],
    [
      { PermissionsBoundary: { PermissionsBoundaryArn: 'limit' } },
      './a.json at /RoleDetailList/1/PermissionsBoundary/PermissionsBoundaryArn: `limit` is not an ARN [invalid-arn]',
    ],
    [
      { RolePolicyList: ['x'] },
      './a.json at /RoleDetailList/1/RolePolicyList/0: `RolePolicyList/0` is not an object [invalid-field]',
    ],
  ])('%j', async (fields, message) => {
    expect(await refusal({ 'a.json': role(fields) })).toBe(message);
  });

  it('in resources name the line', async () => {
    const lines = (record: object) =>
      `{"Arn":"arn:aws:sqs:eu-west-1:${account}:q","ResourceType":"AWS::SQS::Queue"}\n${JSON.stringify(record)}\n`;
    expect(await refusal({ 'r.ndjson': lines({ Arn: 'q', ResourceType: 'AWS::SQS::Queue' }) })).toBe(
      './r.ndjson:2 at /Arn: `q` is not an ARN [invalid-arn]',
    );
    expect(await refusal({ 'r.ndjson': lines({ ResourceType: 'AWS::SQS::Queue' }) })).toBe(
      './r.ndjson:2 at /Arn: `Arn` is missing [missing-field]',
    );
    expect(
      await refusal({
        'r.ndjson': lines({ Arn: `arn:aws:lambda:eu-west-1:${account}:function:f`, RunsAs: ['deploy'] }),
      }),
    ).toBe('./r.ndjson:2 at /RunsAs/0: `deploy` is not an ARN [invalid-arn]');
  });

  it('elsewhere', async () => {
    expect(
      await refusal({ 'organization.json': '{"Organization": {"Id": "o-harbour0001"}, "Accounts": [{"Id": "12"}]}' }),
    ).toBe('./organization.json at /Accounts/0/Id: `Id` is not an account id of twelve digits [invalid-field]');
    expect(
      await refusal({ 'identity-center.json': '{"IdentityStoreId": "d-1", "PermissionSets": [{"Name": "x"}]}' }),
    ).toBe('./identity-center.json at /PermissionSets/0/Arn: `Arn` is missing [missing-field]');
    expect(await refusal({ 'last-accessed.json': '{"arn:aws:s3:::b": {}}' }, 'last-accessed.json', account)).toBe(
      './last-accessed.json at /arn:aws:s3:::b: `arn:aws:s3:::b` is not the ARN of a user, role, group or policy [invalid-field]',
    );
  });
});

describe('a broken policy', () => {
  it('is reported and stops nothing', async () => {
    const users = [
      {
        UserName: 'a',
        Arn: `arn:aws:iam::${account}:user/a`,
        UserPolicyList: [{ PolicyName: 'p', PolicyDocument: '%7Bbroken' }],
      },
      {
        UserName: 'b',
        Arn: `arn:aws:iam::${account}:user/b`,
        UserPolicyList: [{ PolicyName: 'p', PolicyDocument: '["list"]' }],
      },
      {
        UserName: 'c',
        Arn: `arn:aws:iam::${account}:user/c`,
        UserPolicyList: [{ PolicyName: 'p', PolicyDocument: '{"Version":"2012-10-17"}' }],
      },
    ];
    const path = dumpDirectory({ 'a.json': JSON.stringify({ UserDetailList: users }) });
    const [part] = await readParts(path);
    expect(part!.facts.map((fact) => fact.props['inline'])).toEqual([
      [{ name: 'p', document: '%7Bbroken' }],
      [{ name: 'p', document: '["list"]' }],
      [{ name: 'p', document: { Version: '2012-10-17' } }],
    ]);
    const file = join(path, 'a.json');
    expect(part!.problems).toEqual([
      {
        severity: 'invalid',
        code: 'policy-not-json',
        message: 'the policy is not JSON',
        subject: users[0]!.Arn,
        path: '/inline/0/document',
        file,
      },
      {
        severity: 'invalid',
        code: 'policy-not-object',
        message: 'the policy is JSON but not an object',
        subject: users[1]!.Arn,
        path: '/inline/0/document',
        file,
      },
    ]);
  });
});

describe('a cancelled reading', () => {
  it('stops', async () => {
    const path = dumpDirectory({ [`${account}/providers.json`]: '{"SAMLProviders": []}' });
    await expect(awsConnector.read(path, { progress: quiet, signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});
