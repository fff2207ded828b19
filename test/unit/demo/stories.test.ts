import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localAdministrator } from '../../../src/callers/caller.js';
import { check } from '../../../src/commands/check.js';
import { accounts, roleArn, today } from '../../../src/commands/demo-organisation/builders.js';
import { demoQuestions, demoWhyNot } from '../../../src/commands/demo-organisation/questions.js';
import type { Environment } from '../../../src/commands/environment.js';
import { ingest } from '../../../src/commands/ingest.js';
import { query } from '../../../src/commands/query.js';
import { freshEnvironment } from '../../environment.js';
import { Dump } from './dump.js';

let directory: string;
let environment: Environment;

beforeAll(async () => {
  ({ directory } = await Dump.write());
  environment = await freshEnvironment(join(directory, 'data'));
  const quiet = { step: () => {}, warn: (text: string) => expect.fail(text) };
  await ingest(environment, localAdministrator, {
    provider: 'aws',
    from: directory,
    collectedAt: today,
    progress: quiet,
  });
});

afterAll(async () => {
  await environment.close();
  await rm(directory, { recursive: true });
});

/** What the comments in the sample promise, asked of the engine. */
const stories: readonly [
  story: string,
  principal: string,
  action: string,
  resource: string,
  verdict: string,
  layer?: string,
][] = [
  [
    'an administrator is no reader of the payroll',
    'hana@larkfield.example',
    's3:GetObject',
    'larkfield-payroll',
    'deny',
  ],
  [
    'the worker is, over TLS',
    roleArn(accounts.live, 'settlement-worker'),
    's3:GetObject',
    'larkfield-payroll',
    'conditional',
  ],
  ['people have their own folder', 'lena', 's3:GetObject', 'arn:aws:s3:::larkfield-home/lena/a.txt', 'allow'],
  ['and nobody else has it', 'lena', 's3:GetObject', 'arn:aws:s3:::larkfield-home/marek/a.txt', 'deny'],
  ['reports need MFA', 'lena', 's3:GetObject', 'arn:aws:s3:::larkfield-payroll/reports/q3.pdf', 'deny'],
  [
    'a secret spares only the API',
    'hana@larkfield.example',
    'secretsmanager:GetSecretValue',
    'ledger/signing-key',
    'deny',
    'resource',
  ],
  [
    'which reads it',
    roleArn(accounts.live, 'ledger-api'),
    'secretsmanager:GetSecretValue',
    'ledger/signing-key',
    'allow',
  ],
  [
    'both sides of the account border allow',
    roleArn(accounts.live, 'ledger-api'),
    's3:GetObject',
    'arn:aws:s3:::larkfield-lake/ledger/1',
    'allow',
  ],
  [
    'beyond the prefix they do not',
    roleArn(accounts.live, 'ledger-api'),
    's3:GetObject',
    'arn:aws:s3:::larkfield-lake/raw/1',
    'deny',
  ],
  ['the team tag may be overridden by a session', 'team-reader', 'dynamodb:GetItem', 'ledger-history', 'conditional'],
  ['unread tags are unknown', 'team-reader', 'dynamodb:GetItem', 'carrier-ratings', 'unknown'],
  ['so is a policy without its document', 'nightly-export', 's3:GetObject', 'larkfield-lake', 'unknown'],
  ['the raw bucket is the exception', 'everything-but-raw', 's3:PutObject', 'larkfield-raw', 'deny'],
  ['the rest is not', 'everything-but-raw', 's3:PutObject', 'larkfield-lake', 'allow'],
  [
    'the region guard binds administrators',
    'hana@larkfield.example',
    's3:GetObject',
    'larkfield-web-logs',
    'deny',
    'scp:ou-lark-work0001',
  ],
  [
    'the sandbox knows no database',
    'alice@larkfield.example',
    'rds:CreateDBInstance',
    'arn:aws:rds:eu-west-1:444455556666:db:x',
    'deny',
  ],
  [
    'root users of members have nothing to do',
    `arn:aws:iam::${accounts.dev}:root`,
    's3:PutObject',
    'larkfield-dev-scratch',
    'deny',
    'scp:r-lark',
  ],
  ['the management account is bound by none of it', 'emergency', 'organizations:LeaveOrganization', '*', 'allow'],
  ['the vendor sends from its own addresses', accounts.vendor, 'sqs:SendMessage', 'settlements', 'conditional'],
  ['the world reads the status page', '*', 's3:GetObject', 'larkfield-status-page', 'allow'],
  ['but not the tariffs', '*', 's3:GetObject', 'larkfield-tariffs', 'deny'],
  ['which the account itself reads', 'devi@larkfield.example', 's3:GetObject', 'larkfield-tariffs', 'allow'],
  [
    'a boundary takes away what PowerUserAccess gives',
    'alice@larkfield.example',
    'dynamodb:GetItem',
    'arn:aws:dynamodb:eu-west-1:444455556666:table/x',
    'deny',
  ],
  [
    'tariq may pass the admin role to a function',
    'tariq',
    'iam:PassRole',
    roleArn(accounts.dev, 'function-admin'),
    'allow',
  ],
  ['and make one', 'tariq', 'lambda:CreateFunction', `arn:aws:lambda:eu-west-1:${accounts.dev}:function:new`, 'allow'],
  [
    'the chain begins with a developer',
    'alice@larkfield.example',
    'sts:AssumeRole',
    roleArn(accounts.dev, 'deployer'),
    'allow',
  ],
  [
    'goes on in production',
    roleArn(accounts.dev, 'deployer'),
    'sts:AssumeRole',
    roleArn(accounts.live, 'release'),
    'allow',
  ],
  [
    'and ends in an administrator',
    roleArn(accounts.live, 'release'),
    'sts:AssumeRole',
    roleArn(accounts.live, 'break-glass'),
    'allow',
  ],
];

describe('the sample organisation tells its stories', () => {
  test.each(stories)('%s', async (_story, principal, action, resource, verdict, layer) => {
    const context = verdict === 'deny' && resource.includes('reports') ? { 'aws:MultiFactorAuthPresent': null } : {};
    const answer = await check(environment, localAdministrator, { principal, action, resource, context });
    expect(answer.verdict).toBe(verdict);
    if (layer) expect(answer.because.map((reason) => reason.layer)).toContain(layer);
  });
});

describe('the seed questions', () => {
  test('who reads the payroll: workloads and one user, no administrator', async () => {
    const answer = await query(environment, localAdministrator, { text: demoQuestions[0]!.query });
    if (answer.kind !== 'rows') return expect.fail('rows expected');
    expect(new Set(answer.rows.map((row) => row['sourceResourceType']))).toEqual(
      new Set(['role', 'instance', 'task-definition', 'user']),
    );
    expect(JSON.stringify(answer.rows.map((row) => row['sourceIdpEmail']))).not.toContain('hana');
  });

  test('Alice reaches two accounts', async () => {
    const answer = await query(environment, localAdministrator, { text: demoQuestions[1]!.query });
    if (answer.kind !== 'rows') return expect.fail('rows expected');
    const reached = answer.rows.map((row) => row['dest.cloud.account']);
    expect(reached).toContain('data-lake');
    expect(reached).not.toContain('ledger-live');
  });

  test('people outside uk-operations touch London, those inside are left out', async () => {
    const answer = await query(environment, localAdministrator, { text: demoQuestions[2]!.query });
    if (answer.kind !== 'rows') return expect.fail('rows expected');
    const names = answer.rows.map((row) => String(row['source.cloud.resource.name']));
    expect(names).toContain('jola@larkfield.example');
    for (const inside of ['farah', 'gus']) expect(names.join()).not.toContain(inside);
  });

  test('the why-not names the statement that decides', async () => {
    const answer = await query(environment, localAdministrator, { text: demoWhyNot.query });
    if (answer.kind !== 'check') return expect.fail('a verdict expected');
    expect(answer.answer).toMatchObject({ verdict: 'deny', explicit: true });
    expect(answer.answer.because[0]).toMatchObject({ layer: 'resource', statement: 'NoPeopleInSalaries' });
  });
});
