import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localAdministrator } from '../../../src/callers/caller.js';
import type { Environment } from '../../../src/commands/environment.js';
import { explainEstimates } from '../../../src/commands/explain.js';
import { plan, type QueryAnswer, query } from '../../../src/commands/query.js';
import { openDemo } from './demo-estate.js';

let environment: Environment;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ environment, close } = await openDemo());
});
afterAll(() => close());

type Rows = Extract<QueryAnswer, { kind: 'rows' }>;

async function ask(text: string, more: object = {}): Promise<Rows> {
  const answer = await query(environment, localAdministrator, { text, limit: 50, ...more });
  if (answer.kind !== 'rows') throw new Error('rows expected');
  return answer;
}

const beyond = ({ coverage }: Rows) =>
  coverage.notCollected
    .filter(({ scope }) => !/^\d{12}$/.test(scope))
    .map(({ layer, scope, couldFlip, direction }) => `${layer} ${scope} ${couldFlip} ${direction}`);

/** Habits of people who write such queries, in words of our own; each must find something in the sample organisation. */
const found = [
  "CONFIG FROM IAM WHERE Source.Cloud.Type='AWS'and action.access.IsAdministrative=True",
  "config from iam where source.cloud.account = 'ledger-live' AND source.cloud.resource.type IN ('role', 'instance', 'function') AND dest.cloud.service.name = 'sqs'",
  "config from iam where source.cloud.resource.type != 'user' AND action.name IN( 'kms:Decrypt','kms:GenerateDataKey' )",
  "config from iam where source.cloud.account != dest.cloud.account AND action.name STARTS WITH 's3:Get'",
  "config from iam where dest.cloud.account LIKE 'data-lake' AND action.access.level = 'Data Read' AND dest.cloud.service.name = 's3'",
  "config from iam where dest.cloud.resource.name ENDS WITH '*' AND dest.cloud.resource.name != '*' AND action.access.level = 'Data Write'",
  "config from iam where dest.cloud.resource.tag ('data-class') exists AND action.name = 's3:PutObject'",
  "config from iam where action.name CONTAINS ALL ('iam:PassRole', 'ec2:RunInstances') AND dest.cloud.wildcardscope = true",
  "config from iam where grantedby.cloud.policy.condition ('aws:MultiFactorAuthPresent', 'Bool') = 'true' AND verdict = 'conditional'",
  "config from iam where grantedby.cloud.policy.condition does not exist AND grantedby.cloud.policy.type = 'Resource-based Policy'",
  "config from iam where grantedby.cloud.policy.isexcessive = true AND source.cloud.resource.type = 'user'",
  "config from iam where source.idp.service = 'AWS Identity Center' AND source.idp.group IN ('data-engineers') AND action.name = 's3:GetObject'",
  "config from iam where source.mfaenabled = False AND action.name = 'iam:CreateAccessKey'",
  "config from iam where source.public = true OR (source.external = true AND NOT dest.cloud.service.name = 'sts')",
  "config from iam where source.cloud.resource.type = 'role' AND action.lastaccess.days > 90",
  "config from iam where path.hops = 1 AND path.kind IN ('runs-as', 'sso') AND action.name = 's3:GetObject' order by source.cloud.resource.name desc limit 5",
  "config from iam where action.name = 'sts:AssumeRole' group by source.cloud.account, dest.cloud.account order by dest.cloud.account",
  "config from iam where (dest.cloud.resource.name = 'larkfield-payroll' OR source.cloud.resource.name = 'payroll-export') AND action.name = 's3:GetObject'",
];

/** Right as they stand, and about what a dump of AWS does not hold. */
const elsewhere: readonly (readonly [string, readonly string[]])[] = [
  ["config from iam where source.cloud.type = 'AZURE' AND dest.cloud.type = 'AWS'", ['provider AZURE true gain']],
  [
    "config from iam where dest.cloud.type = 'GCP' AND action.name = 'storage.buckets.delete'",
    ['provider GCP true gain'],
  ],
  ["config from iam where source.idp.service = 'Okta'", ['provider Okta true gain']],
  [
    "config from iam where grantedby.level.type IN ('GCP Folder') AND action.access.level = 'Data Read'",
    ['provider GCP true gain'],
  ],
  ["config from iam where source.cloud.accountgroup = 'Partners'", ['attribute source.cloud.accountgroup true gain']],
  ['config from iam where source.cloud.account.isvendor = true', ['attribute source.cloud.account.isvendor true gain']],
  [
    "config from iam where source.email = 'nobody@elsewhere.example'",
    ['identities nobody@elsewhere.example true gain'],
  ],
  ["who can storage.objects.get on '//storage.googleapis.com/rates'", ['provider GCP true gain']],
  ["which users have access to 'k8s:prod/pay/Secret/db'", ['provider KUBERNETES true gain']],
  ["what can 'nobody@elsewhere.example' access", ['identities nobody@elsewhere.example true gain']],
  ["config from iam where source.public = true as of '2001-01-01'", ['snapshot 2001-01-01 true gain']],
];

describe('queries as people write them', () => {
  it.each(found)('%s', async (text) => {
    const answer = await ask(text);
    expect(answer.rows.length).toBeGreaterThan(0);
    expect(beyond(answer)).toEqual([]);
  });

  it.each(elsewhere)('%s: empty, and says why', async (text, expected) => {
    const answer = await ask(text);
    expect(answer.rows).toEqual([]);
    expect(answer.total).toBe(0);
    expect(beyond(answer)).toEqual(expected);
  });

  it('what nothing fills hides nobody', async () => {
    const all = await ask("config from iam where action.name = 'kms:Decrypt'");
    const told = await ask("config from iam where action.name = 'kms:Decrypt' AND source.cloud.accountgroup != 'x'");
    expect(told.rows).toEqual(all.rows);
    expect(beyond(told)).toEqual(['attribute source.cloud.accountgroup true lose']);
  });
});

describe('a name of a destination', () => {
  it('finds what reaches it, and what else is asked for, in one query', async () => {
    const text = "action.name = 's3:GetObject' AND source.cloud.resource.type = 'user' AND dest.cloud.resource.name";
    const names = async (test: string) =>
      (await ask(`config from iam where ${text} ${test}`)).rows.map((one) => [
        one['destResourceName'],
        one['destPattern'],
      ]);
    const named = await names("= 'larkfield-home'");
    const starred = await names("= '*'");
    expect(named.length).toBeGreaterThan(0);
    expect(starred.length).toBeGreaterThan(0);
    expect(await names("IN ('larkfield-home', '*')")).toEqual([...named, ...starred]);
  });

  it('a row that two alternatives find is given once', async () => {
    const either = "(dest.cloud.account = 'ledger-live' OR dest.cloud.region = 'AWS London' OR source.public = true)";
    const { rows } = await ask(`config from iam where ${either} AND dest.cloud.service.name = 'sqs'`, {
      limit: 10_000,
    });
    expect(rows.length).toBeGreaterThan(20);
    expect(new Set(rows.map((one) => one['id'])).size).toBe(rows.length);
  });

  it('identities are destinations too', async () => {
    const answer = await ask(
      "config from iam where dest.cloud.account = 'ledger-live' AND action.name = 'iam:DeleteUser'",
    );
    const names = new Set(answer.rows.map((one) => one['destResourceName']));
    expect(names).toContain('payroll-export');
    const tagless = await ask(
      "config from iam where dest.cloud.region = 'AWS London' AND action.name = 'iam:DeleteUser'",
    );
    expect(tagless.rows).toEqual([]);
  });
});

describe('why about somebody whom nothing collected knows', () => {
  it('a collected account without such an identity denies, a directory that is not collected leaves it open', async () => {
    const why = async (who: string) =>
      query(environment, localAdministrator, {
        text: `why can't '${who}' s3:GetObject on 'arn:aws:s3:::larkfield-payroll'`,
      });
    expect(await why('arn:aws:iam::444455556666:role/gone')).toMatchObject({
      answer: {
        verdict: 'deny',
        because: [{ key: 'no-such-identity', note: expect.stringContaining('444455556666') }],
      },
    });
    expect(await why('nobody@elsewhere.example')).toMatchObject({
      answer: { verdict: 'unknown', residual: { missing: 'identities of nobody@elsewhere.example' } },
    });
    await expect(why('nobody')).rejects.toMatchObject({ code: 'unknown-principal', exit: 2 });
  });
});

describe('--explain', () => {
  it('says what the index expects', async () => {
    const explain = async (text: string) =>
      explainEstimates(environment, localAdministrator, await plan(text, undefined));
    expect(
      await explain(
        "config from iam where source.cloud.resource.name = 'old-admin' AND action.name = 'sqs:SendMessage'",
      ),
    ).toBe(
      [
        'sources: old-admin',
        'actions: sqs:SendMessage',
        'destinations: as granted',
        'starts from the sources: 1 identity in 1 class, 1 action',
        'rights counted: own sessions',
      ].join('\n'),
    );
    expect(await explain("config from iam where source.cloud.type = 'AZURE'")).toContain(
      'nothing collected can satisfy it: no row is looked at',
    );
    expect(await explain("config from iam where grantedby.cloud.entity.name = 'finance'")).toMatch(
      /starts from whoever grants: \d+ identit(y|ies) in/,
    );
  });

  it('and the run what it did', async () => {
    const { actual } = await ask("config from iam where source.cloud.type = 'AZURE'");
    expect(actual).toMatchObject({ rowsLookedAt: 0, rowsKept: 0, classes: 0, decisions: 0 });
    const point = await ask("who can s3:GetObject on 'larkfield-payroll'");
    expect(point.actual.rowsKept).toBe(point.rows.length);
    expect(point.actual.decisions).toBeGreaterThan(0);
    expect(point.actual.resources).toBe(1);
  });
});
