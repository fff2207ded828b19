import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PathsAnswer } from '../../../src/access/path-contract.js';
import type { Caller } from '../../../src/callers/caller.js';
import { localAdministrator } from '../../../src/callers/caller.js';
import { accounts, roleArn } from '../../../src/commands/demo-organisation/builders.js';
import type { Environment } from '../../../src/commands/environment.js';
import { findPaths, type PathsInput } from '../../../src/commands/find-paths.js';
import { query } from '../../../src/commands/query.js';
import { renderPaths } from '../../../src/reports/paths.js';
import { openDemo } from '../executor/demo-estate.js';

let environment: Environment;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ environment, close } = await openDemo());
});
afterAll(() => close());

const ask = (identity: string, resource: string, more: Partial<PathsInput> = {}, caller: Caller = localAdministrator) =>
  findPaths(environment, caller, { identity, resource, ...more });
const hopsOf = ({ paths }: PathsAnswer) =>
  paths.map(({ hops }) => hops.map(({ hop, to }) => `${hop} ${to.split('/').at(-1)}`));
const [dev, live] = [accounts.dev, accounts.live];

describe('how can … reach', () => {
  it('goes through groups, permission sets and chains of roles, each hop with its statements', async () => {
    const answer = await ask('alice@larkfield.example', 'settlement/bank-login');
    expect(hopsOf(answer)).toEqual([
      [
        expect.stringMatching(/^member /),
        expect.stringMatching(/^sso AWSReservedSSO_Developer_/),
        'assume deployer',
        'assume release',
        'assume break-glass',
      ],
    ]);
    const [path] = answer.paths;
    expect(path).toMatchObject({ verdict: 'allow', length: 4 });
    const last = path!.hops.at(-1)!;
    expect(last).toMatchObject({
      from: roleArn(live, 'release'),
      to: roleArn(live, 'break-glass'),
      verdict: 'allow',
      residual: null,
    });
    expect(last.because.map(({ layer, policy }) => [layer, policy])).toContainEqual([
      'trust',
      `${roleArn(live, 'break-glass')}/trust`,
    ]);
    expect(path!.hops[0]!.because).toEqual([
      { key: 'member', layer: 'membership', entity: path!.hops[0]!.from, note: 'is a member of ledger-developers' },
    ]);
    expect(path!.hops[1]!.because[0]).toMatchObject({
      key: 'assigned',
      note: 'holds the permission set Developer in account ledger-dev',
    });
    expect(path!.grants).toHaveLength(1);
    expect(path!.grants[0]).toMatchObject({
      entity: roleArn(live, 'break-glass'),
      policy: 'arn:aws:iam::aws:policy/AdministratorAccess',
      destination: '*',
      verdict: 'allow',
    });
    expect(path!.grants[0]!.actions).toContain('secretsmanager:GetSecretValue');
    expect([answer.cut, answer.nearest]).toEqual([null, null]);
  });

  it('is a path without hops where the identity may by itself', async () => {
    const answer = await ask('payroll-export', 'larkfield-payroll');
    expect(answer.paths).toHaveLength(1);
    expect(answer.paths[0]).toMatchObject({ hops: [], length: 0, verdict: 'conditional' });
    expect(
      answer.paths[0]!.grants.map(({ actions, destination, policyName, statement }) => [
        actions,
        destination,
        policyName,
        statement,
      ]),
    ).toEqual([
      [['s3:GetObject'], 'arn:aws:s3:::larkfield-payroll/exports/*', 'export', 'Export'],
      [['s3:PutObject'], 'arn:aws:s3:::larkfield-payroll/exports/*', 'export', 'Export'],
    ]);
  });

  it('ends in an identity that is become', async () => {
    const answer = await ask('release', 'break-glass');
    const become = answer.paths.find(({ length }) => length === 1);
    expect(become).toMatchObject({ grants: [], verdict: 'allow' });
    expect(hopsOf(answer)).toContainEqual(['assume break-glass']);
  });

  it('keeps the conditions of a hop', async () => {
    const answer = await ask(accounts.vendor, 'vendor-monitoring');
    expect(answer.paths[0]!.hops).toMatchObject([
      {
        hop: 'assume',
        from: accounts.vendor,
        residual: { key: 'sts:ExternalId', operator: 'StringEquals', values: ['lark-7731'] },
      },
    ]);
    expect(answer.paths[0]!.verdict).toBe('conditional');
    const given = await ask(accounts.vendor, 'vendor-monitoring', { context: { 'sts:ExternalId': 'lark-7731' } });
    expect(given.paths[0]!.verdict).toBe('allow');
    const wrong = await ask(accounts.vendor, 'vendor-monitoring', { context: { 'sts:ExternalId': 'x' } });
    expect(wrong.paths).toEqual([]);
  });

  it('lets workloads act as their roles, groups as their members', async () => {
    expect(hopsOf(await ask('i-0f3a9d2c77b1e4a55', 'larkfield-payroll'))).toEqual([['runs-as settlement-worker']]);
    const group = await ask('finance', 'larkfield-home');
    expect(group.paths[0]!.grants[0]).toMatchObject({ entityType: 'group', policyName: 'home' });
    expect(hopsOf(await ask('data-engineers', 'larkfield-lake'))).toEqual([
      [expect.stringMatching(/^sso AWSReservedSSO_DataReader_/)],
    ]);
  });

  it('says what comes nearest where there is no path', async () => {
    const answer = await ask('lena', 'larkfield-lake');
    expect(answer.paths).toEqual([]);
    expect(answer.nearest).toMatchObject({
      actsAs: 0,
      more: false,
      missing: { hop: 'assume', from: `arn:aws:iam::${live}:user/lena` },
    });
    expect(answer.nearest!.others.map(({ id }) => id)).toContain(roleArn(accounts.lake, 'everything-but-raw'));
    expect(answer.nearest!.missing!.because[0]).toMatchObject({ key: 'no-allow' });
    expect(answer.notComputed.map(({ hop }) => hop)).toEqual(['pass', 'execute', 'impersonate']);
    const text = renderPaths(answer, { color: false }).split('\n');
    expect(text.slice(0, 2)).toEqual(['no path from lena to larkfield-lake', '  lena can act as nobody else']);
    expect(text).toContain('    trust: nothing allows it');
  });

  it('is cut by count, length and time, and says so', async () => {
    const all = await ask('old-admin', 'break-glass');
    expect(all.paths.map(({ length }) => length)).toEqual([0, 1]);
    expect(all.cut).toBeNull();
    const one = await ask('old-admin', 'break-glass', { limit: 1 });
    expect([one.paths.length, one.cut]).toEqual([1, { reason: 'count', limit: 1 }]);
    const short = await environment.access({ ask: 'estate' });
    const options = { caller: localAdministrator, now: environment.now() };
    const question = { identity: 'alice@larkfield.example', resource: 'settlement/bank-login', length: 3 };
    expect(short.access.paths(question, options)).toMatchObject({ paths: [], cut: { reason: 'length', limit: 3 } });
    expect(await ask('alice@larkfield.example', 'settlement/bank-login', { timeoutMs: 0 })).toMatchObject({
      paths: [],
      cut: { reason: 'time', limit: 0 },
    });
  });

  it('ends when it is cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(ask('alice@larkfield.example', 'settlement/bank-login', { signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('hides hops outside the scope of the caller, and what it may not even ask about', async () => {
    const caller: Caller = { name: 'lin', role: 'analyst', accounts: new Set([live]) };
    const answer = await ask('alice@larkfield.example', 'settlement/bank-login', {}, caller);
    expect(
      answer.paths[0]!.hops.map(({ hop, from, to }) => [hop, from.split('/').at(-1), to.split('/').at(-1)]),
    ).toEqual([
      ['member', expect.any(String), expect.any(String)],
      ['sso', expect.any(String), 'outside your scope'],
      ['assume', 'outside your scope', 'outside your scope'],
      ['assume', 'outside your scope', 'release'],
      ['assume', 'release', 'break-glass'],
    ]);
    expect(JSON.stringify(answer)).not.toContain(dev);
    expect(answer.paths[0]!.verdict).toBe('allow');
    await expect(ask(roleArn(dev, 'deployer'), 'settlement/bank-login', {}, caller)).rejects.toMatchObject({
      code: 'outside-your-scope',
    });
    // Names are those of the scope: that others exist is not told.
    await expect(ask('lena', 'larkfield-lake', {}, caller)).rejects.toMatchObject({ code: 'unknown-resource' });
    await expect(ask('lena', 'arn:aws:s3:::larkfield-lake', {}, caller)).rejects.toMatchObject({
      code: 'outside-your-scope',
      message: '`arn:aws:s3:::larkfield-lake` is outside your scope',
    });
  });

  it('refuses names that fit nothing, too much, or nobody who acts', async () => {
    await expect(ask('nobody', 'larkfield-lake')).rejects.toMatchObject({ code: 'unknown-principal' });
    await expect(ask('lena', 'larkfield-lak')).rejects.toMatchObject({ code: 'unknown-resource' });
    await expect(ask('security-audit', 'larkfield-lake')).rejects.toMatchObject({ code: 'ambiguous-name' });
    await expect(ask('arn:aws:s3:::larkfield-lake', 'larkfield-payroll')).rejects.toMatchObject({
      code: 'not-an-identity',
    });
  });

  it('knows nothing of other providers and of days before the first data', async () => {
    const other = await ask('k8s:prod/pay/ServiceAccount/settler', 'larkfield-lake');
    expect(other.paths).toEqual([]);
    expect(other.coverage.notCollected).toContainEqual({
      layer: 'provider',
      scope: 'KUBERNETES',
      couldFlip: true,
      direction: 'gain',
    });
    const early = await ask('lena', 'larkfield-lake', { asOf: '2020-01-01' });
    expect([early.paths, early.coverage.notCollected.map(({ layer }) => layer)]).toEqual([[], ['snapshot']]);
    expect(renderPaths(early, { color: false }).split('\n')[0]).toBe(
      'cannot be said: nothing was collected by 2020-01-01',
    );
  });

  it('turns verdicts that an uncollected layer could flip into unknown when asked strictly', async () => {
    const answer = await ask(accounts.vendor, 'larkfield-tariffs', { strict: true });
    expect(answer.paths.map(({ verdict }) => verdict)).toEqual(['unknown']);
  });

  it('is a question of the language, with its own limit', async () => {
    const answer = await query(environment, localAdministrator, {
      text: "how can 'old-admin' reach $r limit 5",
      parameters: { r: 'break-glass' },
      limit: 1,
    });
    expect(answer).toMatchObject({ kind: 'paths', answer: { cut: { reason: 'count', limit: 1 } } });
  });

  it('draws a picture', async () => {
    const answer = await ask('old-admin', 'break-glass');
    expect(
      renderPaths({ ...answer, notComputed: [] }, { color: false }),
    ).toBe(`2 paths from old-admin to break-glass, shortest first

1. ALLOW  by itself
   old-admin
     may iam:AttachRolePolicy, iam:CreateRole, iam:CreateServiceLinkedRole, iam:DeleteRole, iam:DeleteRolePermissionsBoundary, iam:DeleteRolePolicy and 22 more actions
        on * by AdministratorAccess statement 0 of user old-admin
     may ec2:AssociateEnclaveCertificateIamRole, ec2:DisassociateEnclaveCertificateIamRole, ssm:UpdateManagedInstanceRole
        on * by AdministratorAccess statement 0 of user old-admin
        only if: aws:RequestedRegion is eu-west-1 or eu-west-2

2. ALLOW  1 hop
   old-admin
     -assume-> break-glass
        scp of r-lark, ou-lark-work0001, ou-lark-live0001, 111122223333: allowed by p-FullAWSAccess statement Full
        rcp of r-lark, ou-lark-work0001, ou-lark-live0001, 111122223333: allowed by p-RCPFullAWSAccess statement 0
        trust: allowed by arn:aws:iam::111122223333:role/break-glass/trust statement Trust
     which is what was asked for`);
  });
});
