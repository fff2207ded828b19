import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localAdministrator } from '../../../src/callers/caller.js';
import type { Environment } from '../../../src/commands/environment.js';
import { type QueryAnswer, query } from '../../../src/commands/query.js';
import { openDemo } from './demo-estate.js';

let environment: Environment;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ environment, close } = await openDemo());
});
afterAll(() => close());

type Rows = Extract<QueryAnswer, { kind: 'rows' }>;

async function ask(text: string, more: object = {}): Promise<Rows> {
  const answer = await query(environment, localAdministrator, { text, ...more });
  if (answer.kind !== 'rows') throw new Error('rows expected');
  return answer;
}

const names = (answer: Rows, field: string): string[] =>
  [...new Set(answer.rows.map((row) => String(row[field])))].toSorted();

describe('queries over the sample organisation', () => {
  it('answers who can, with the key policy counted', async () => {
    const answer = await ask("who can s3:GetObject on 'larkfield-payroll'");
    expect(names(answer, 'sourceResourceName')).toEqual(
      ['i-0f3a9d2c77b1e4a55', 'payroll-export', 'settlement-worker', 'settlement:14'].toSorted(),
    );
    expect(names(answer, 'verdict')).toEqual(['conditional']);
    expect(answer.rows.every((row) => JSON.stringify(row['because']).includes('Workers'))).toBe(true);
  });

  it('says the same to a plain query as to the question', async () => {
    const question = await ask("who can s3:GetObject on 'larkfield-payroll'");
    const plain = await ask(
      "config from iam where action.name = 'S3:getobject' AND dest.cloud.resource.name = 'LARKFIELD-payroll'",
    );
    expect(plain.rows).toEqual(question.rows);
  });

  it('tests reach by name and id, and grants by `*`', async () => {
    const reached = await ask(
      "config from iam where dest.cloud.resource.id = 'arn:aws:s3:::larkfield-payroll' AND action.name = 's3:PutObject' AND source.cloud.resource.name = 'old-admin'",
    );
    expect(
      reached.rows.map((row) => [row['destResourceId'], row['destPattern'], row['isWildCardDestCloudResourceName']]),
    ).toEqual([['arn:aws:s3:::larkfield-payroll', '*', true]]);
    const granted = await ask(
      "config from iam where source.cloud.resource.name = 'old-admin' AND action.name = 's3:PutObject' AND dest.cloud.resource.name = '*'",
    );
    expect(names(granted, 'destResourceId')).toEqual(['*']);
    expect(names(granted, 'destResourceType')).toEqual(['accesspointobject', 'object']);
  });

  it('knows people by e-mail, groups and provider', async () => {
    const alice = await ask(
      "config from iam where source.email = 'alice@larkfield.example' AND action.name = 's3:GetObject' AND dest.cloud.resource.name = 'larkfield-lake'",
    );
    expect(names(alice, 'verdict')).toEqual(['allow']);
    expect(alice.rows[0]!['path']).toMatchObject([{ hop: 'member' }, { hop: 'sso' }]);
    const group = await ask(
      "config from iam where source.idp.service = 'aws identity center' AND source.idp.group = 'data-engineers' AND action.name = 's3:GetObject' AND dest.cloud.resource.name = 'larkfield-lake'",
    );
    expect(names(group, 'sourceIdpEmail')).toEqual([
      'alice@larkfield.example',
      'devi@larkfield.example',
      'emil@larkfield.example',
    ]);
    const outside = await ask(
      "config from iam where source.in.group('data-engineers') = false AND source.idp.service = 'AWS Identity Center' AND action.name = 's3:GetObject' AND dest.cloud.resource.name = 'larkfield-lake'",
    );
    expect(names(outside, 'sourceIdpEmail')).toContain('jola@larkfield.example');
    expect(names(outside, 'sourceIdpEmail')).not.toContain('alice@larkfield.example');
  });

  it('finds everyone, with and without an account', async () => {
    const answer = await ask('config from iam where source.public = true');
    expect(names(answer, 'destResourceId')).toContain('arn:aws:s3:::larkfield-status-page/*');
    expect(names(answer, 'sourceResourceId')).toEqual(['authenticated', 'public']);
    const none = await ask(
      "config from iam where source.public = true AND dest.cloud.resource.name = 'larkfield-tariffs'",
    );
    expect(none.rows).toEqual([]);
  });

  it('reads key ages, second factors and last use', async () => {
    const stale = await ask(
      "config from iam where source.cloud.accesskey.lastused.days > 45 AND action.name = 'iam:CreateUser'",
    );
    expect(names(stale, 'sourceResourceName')).toEqual(['old-admin']);
    const single = await ask(
      'config from iam where source.mfaenabled = false AND source.cloud.accesskey.activekeys = 2 AND action.access.isAdministrative = true limit 3',
    );
    expect(names(single, 'sourceResourceName')).toEqual(['old-admin']);
    expect(single.rows.length).toBe(3);
    const unused = await ask(
      "config from iam where source.cloud.resource.name = 'ledger-api' AND action.lastaccess.days > 90",
    );
    expect(names(unused, 'destCloudServiceName')).toContain('sqs');
    expect(names(unused, 'effectiveActionName').filter((name) => name.startsWith('dynamodb:'))).toEqual([
      'dynamodb:Query',
    ]);
  });

  it('holds CONTAINS ALL over one source and one granting entity', async () => {
    const answer = await ask(
      "config from iam where action.name CONTAINS ALL ('iam:PassRole', 'lambda:CreateFunction') AND dest.cloud.wildcardscope = true",
    );
    expect(names(answer, 'effectiveActionName')).toEqual(['iam:PassRole', 'lambda:CreateFunction']);
    expect(names(answer, 'sourceResourceName')).toContain('break-glass');
    expect(names(answer, 'sourceResourceName')).not.toContain('payroll-export');
  });

  it('takes OR, NOT, attribute to attribute, conditions and tags', async () => {
    const cross = await ask(
      "config from iam where source.cloud.account != dest.cloud.account AND dest.cloud.account = 'data-lake' AND action.name = 's3:GetObject'",
    );
    expect(names(cross, 'sourceResourceName')).toContain('ledger-api');
    const either = await ask(
      "config from iam where (action.name = 'kms:Decrypt' OR action.name = 'sqs:SendMessage') AND NOT source.cloud.resource.type = 'role' AND source.cloud.account = 'ledger-live' limit 500",
    );
    expect(names(either, 'sourceResourceType')).not.toContain('role');
    const conditioned = await ask(
      "config from iam where grantedby.cloud.policy.condition ('aws:multifactorauthpresent', 'bool') = 'TRUE'",
    );
    expect(
      names(conditioned, 'grantedByCloudEntityName').every((name) => name.startsWith('AWSReservedSSO_Operator_')),
    ).toBe(true);
    expect(names(conditioned, 'verdict')).toEqual(['conditional']);
    const tagged = await ask(
      "config from iam where dest.cloud.resource.tag ('DATA-class') = 'Secret' AND action.name = 's3:GetObject'",
    );
    expect(names(tagged, 'destResourceName')).toContain('larkfield-payroll');
    expect(names(tagged, 'destResourceName')).not.toContain('larkfield-home');
  });

  it('fills in a context that the asker gives', async () => {
    const open = await ask(
      "config from iam where source.cloud.resource.name = 'lena' AND dest.cloud.resource.name = 'larkfield-home' AND action.name = 's3:ListBucket'",
    );
    expect(open.rows[0]).toMatchObject({ verdict: 'conditional' });
    const closed = await ask(
      "config from iam where source.cloud.resource.name = 'lena' AND dest.cloud.resource.name = 'larkfield-home' AND action.name = 's3:ListBucket' with context { 's3:prefix': 'lena/2026' }",
    );
    expect(closed.rows[0]).toMatchObject({ verdict: 'allow', residual: null });
  });

  it('follows assume chains only when asked', async () => {
    const own = await ask(
      "config from iam where source.email = 'bruno@larkfield.example' AND action.name = 'iam:CreateUser'",
    );
    expect(own.rows).toEqual([]);
    const chained = await ask(
      "config from iam where source.email = 'bruno@larkfield.example' AND action.name = 'iam:CreateUser' AND path.kind = 'assume'",
    );
    expect(chained.rows[0]!['path']).toMatchObject([
      { hop: 'member' },
      { hop: 'sso' },
      { hop: 'assume' },
      { hop: 'assume' },
      { hop: 'assume' },
    ]);
  });

  it('takes a reach given beside the text as if the text said it', async () => {
    const text =
      "config from iam where source.email = 'bruno@larkfield.example' AND action.name = 'iam:CreateUser' AND path.kind != 'own'";
    await expect(ask(text)).rejects.toMatchObject({ code: 'needs-reach-all' });
    const answer = await ask(text, { reach: 'all' });
    expect(answer.rows).toEqual((await ask(`${text} reach all`)).rows);
    expect(answer.rows.length).toBeGreaterThan(0);
  });

  it('groups, orders, limits and pages by cursor', async () => {
    const groups = await ask(
      "config from iam where action.name = 'sts:AssumeRole' AND verdict = 'allow' group by source.cloud.account order by source.cloud.account desc",
    );
    expect(groups.columns).toEqual(['source.cloud.account']);
    const accounts = groups.rows.map((row) => row['source.cloud.account'] as string | null);
    const named = accounts.filter((account) => account !== null);
    expect(named).toEqual(named.toSorted().toReversed());
    const text =
      "config from iam where source.cloud.resource.name = 'old-admin' AND action.name STARTS WITH 'sqs:' order by action.name";
    const whole = await ask(text);
    const first = await ask(text, { limit: 4 });
    expect(first.rows.length).toBe(4);
    const rest = await ask(text, { cursor: first.cursor! });
    expect([...first.rows, ...rest.rows]).toEqual(whole.rows);
    await expect(ask('config from iam where source.public = true', { cursor: first.cursor! })).rejects.toThrow(
      'another query',
    );
  });

  it('answers why not with the statement that denies', async () => {
    const answer = await query(environment, localAdministrator, {
      text: "why can't 'arn:aws:iam::111122223333:user/old-admin' s3:GetObject on 'arn:aws:s3:::larkfield-payroll/salaries/2026-10.csv'",
    });
    expect(answer).toMatchObject({
      kind: 'check',
      why: 'cannot',
      answer: { verdict: 'deny', explicit: true, because: [{ layer: 'resource', statement: 'NoPeopleInSalaries' }] },
    });
  });

  it('refuses what it cannot answer, and names that fit nothing or too much', async () => {
    await expect(ask("who can s3:GetObjekt on 'larkfield-lake'")).rejects.toMatchObject({
      code: 'unknown-action',
      hint: 'did you mean `s3:GetObject`?',
    });
    await expect(ask("who can s3:GetObject on 'no-such-bucket'")).rejects.toMatchObject({ code: 'unknown-resource' });
    await expect(ask("what can 'nobody' access")).rejects.toMatchObject({ code: 'unknown-principal' });
    expect((await ask("config from iam where source.cloud.resource.name = 'nobody'")).rows).toEqual([]);
  });

  it('hides rows outside the scope of the caller', async () => {
    const caller = { name: 'team', role: 'reader', accounts: new Set(['777788889999']) } as const;
    const answer = await query(environment, caller, {
      text: "config from iam where action.name = 's3:GetObject' limit 500",
    });
    if (answer.kind !== 'rows') throw new Error('rows expected');
    const outside = answer.rows.filter(
      (row) =>
        row['sourceCloudAccount'] !== '777788889999' &&
        row['destCloudAccount'] !== '777788889999' &&
        // A granted text of an ARN without account, whose bucket the inventory knows.
        !String(row['destResourceId']).startsWith('arn:aws:s3:::larkfield-lake/'),
    );
    expect(outside).toEqual([]);
    expect(answer.rows.length).toBeGreaterThan(3);
  });
});
