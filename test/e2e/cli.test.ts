import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'grantgraph-cli-'));
const demo = join(root, 'demo');
const data = join(demo, 'data');

function run(args: readonly string[], input?: string): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, [bin, ...args], {
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
    env: { ...process.env, COLUMNS: '200', NO_COLOR: '1' },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const asked = (...args: string[]) => run(['--data', data, ...args]);
const file = (name: string, content: string | object): string => {
  const path = join(root, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const details = (more: object = {}) => ({
  UserDetailList: [
    {
      UserName: 'alice',
      Path: '/',
      UserId: 'AIDAALICE00000000001',
      Arn: 'arn:aws:iam::111122223333:user/alice',
      GroupList: [],
      AttachedManagedPolicies: [],
      UserPolicyList: [
        {
          PolicyName: 'p',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
          },
        },
      ],
    },
  ],
  GroupDetailList: [],
  RoleDetailList: [],
  Policies: [],
  ...more,
});

beforeAll(() => {
  const { code, out, err } = run(['demo', '--dir', demo]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('Who can read the payroll?');
  expect(out).toContain('DENY  ');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the command line', () => {
  it('helps on everything', () => {
    expect(run(['--help']).out).toContain('simulate');
    for (const command of [
      'demo',
      'ingest',
      'collect',
      'status',
      'snapshots',
      'query',
      'queries',
      'run',
      'lint',
      'check',
      'simulate',
    ]) {
      const { code, out } = run([command, '--help']);
      expect([command, code, out.includes('Usage: grantgraph')]).toEqual([command, 0, true]);
    }
  });

  it('says usage errors with exit 2', () => {
    expect(run(['frobnicate']).code).toBe(2);
    expect(run(['check', '--principal', 'x']).code).toBe(2);
    expect(asked('query', 'config from iam where').code).toBe(2);
    expect(asked('query', "config from iam where source.cloud.typ = 'AWS'").err).toContain(
      'did you mean `source.cloud.type`?',
    );
    expect(asked('check', '--principal', 'nobody', '--action', 's3:GetObject', '--resource', '*').err).toContain(
      'no identity called `nobody`',
    );
    expect(asked('check', '--principal', 'lena', '--action', 's3Get', '--resource', '*').code).toBe(2);
  });

  it('checks with exit codes, context and JSON', () => {
    const pair = ['check', '--principal', 'lena', '--action', 's3:ListBucket', '--resource', 'larkfield-home'];
    expect(asked(...pair).code).toBe(1);
    expect(asked(...pair, '--allow-conditional').code).toBe(0);
    expect(asked(...pair, '--context', 's3:prefix=lena/2026').code).toBe(0);
    expect(asked(...pair, '--context', 's3:prefix').code).toBe(1);
    const { out } = asked(...pair, '--format', 'json');
    const answer = JSON.parse(out) as Record<string, unknown>;
    expect(answer).toMatchObject({ verdict: 'conditional', residual: { key: 's3:prefix', operator: 'StringLike' } });
    expect(answer['because']).toContainEqual(
      expect.objectContaining({ key: 'identity-allow', layer: 'identity', statement: 'ListOwnFolder' }),
    );
    expect(answer['coverage']).toMatchObject({ scopes: expect.any(Array), notCollected: [] });
    expect(asked(...pair).out).toMatch(/s3:prefix/);
  });

  it('writes rows as table, JSON, NDJSON and CSV', () => {
    const text = "who can kms:Decrypt on 'arn:aws:kms:eu-west-2:111122223333:key/3f6d0a7e-91c4-4b0e-9c55-4d1f0a6b7c81'";
    const whole = JSON.parse(asked('query', text, '--format', 'json').out) as {
      rows: object[];
      total: number;
      cursor: null;
      coverage: object;
    };
    expect(whole.rows.length).toBe(whole.total);
    expect(whole.rows[0]).toMatchObject({
      sourceResourceId: expect.any(String),
      effectiveActionName: 'kms:Decrypt',
      verdict: expect.any(String),
      destPattern: expect.any(String),
    });
    expect(asked('query', text, '--format', 'ndjson').out.trim().split('\n').length).toBe(whole.total);
    expect(asked('query', text, '--format', 'csv').out.split('\n')[0]).toContain('sourceResourceId,');
    expect(asked('query', text).out).toContain('settlement-worker');
    expect(asked('query', text, '--fail-if-any').code).toBe(1);
    expect(asked('query', "config from iam where source.cloud.resource.name = 'nobody'", '--fail-if-none').code).toBe(
      1,
    );
    expect(
      asked(
        'query',
        'config from iam where source.email = $who limit 1',
        '--param',
        'who=alice@larkfield.example',
        '--format',
        'ndjson',
      ).out,
    ).toContain('alice@larkfield.example');
    expect(asked('query', text, '--explain').err).toContain('actions: kms:Decrypt');
  });

  it('tells status and snapshots', () => {
    const status = JSON.parse(asked('status', '--format', 'json').out) as { parts: { scope: string; part: string }[] };
    expect(status.parts.map(({ scope, part }) => `${scope} ${part}`)).toContain('111122223333 identities');
    expect(asked('status').out).toContain('generation 1');
    expect(JSON.parse(asked('snapshots', '--format', 'json').out)).toMatchObject([
      { number: 1, collectedAt: `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z` },
    ]);
  });

  it('takes a lone authorization-details file, and says what it lacks', () => {
    const own = join(root, 'lone');
    expect(run(['--data', own, 'ingest', 'aws', '--from', file('lone.json', details())]).code).toBe(0);
    const { out, code } = run([
      '--data',
      own,
      'check',
      '--principal',
      'alice',
      '--action',
      's3:GetObject',
      '--resource',
      'arn:aws:s3:::anything',
    ]);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toContain('organization of 111122223333');
    expect(
      run([
        '--data',
        own,
        '--strict',
        'check',
        '--principal',
        'alice',
        '--action',
        's3:GetObject',
        '--resource',
        'arn:aws:s3:::anything',
      ]).out,
    ).toContain('UNKNOWN');
  });

  it('simulates one object, lines, and bad lines in their place', () => {
    const one = {
      provider: 'aws',
      request: {
        principal: 'arn:aws:iam::111122223333:user/a',
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::b/k',
        context: {},
      },
      identityPolicies: [
        { name: 'p', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
      ],
    };
    const pretty = run(['simulate', '-'], JSON.stringify(one, null, 2));
    expect([pretty.code, JSON.parse(pretty.out)]).toMatchObject([
      0,
      { verdict: 'allow', explicit: false, because: [{ policy: 'p', statement: 0 }] },
    ]);
    const many = run(
      ['simulate'],
      [JSON.stringify(one), '{broken', JSON.stringify({ ...one, provider: 'nocloud' }), JSON.stringify(one)].join('\n'),
    );
    const lines = many.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { verdict?: string; error?: { code: string } });
    expect([many.code, lines.map((line) => line.verdict ?? line.error?.code)]).toEqual([
      3,
      ['allow', 'invalid-json', 'unknown-provider', 'allow'],
    ]);
    expect(run(['simulate', file('absent/../one.json', one)]).code).toBe(0);
    expect(run(['simulate', join(root, 'nowhere.json')]).code).toBe(3);
  });

  it('lints queries and NDJSON of them', () => {
    const good = run(
      ['lint', '-', '--format', 'json'],
      `${JSON.stringify({ rql: 'config from iam where source.public = true' })}\n${JSON.stringify({ rql: 'config from iam where source.email = $who', params: { whom: 'x' } })}\n`,
    );
    const [first, second] = good.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect([good.code, first]).toEqual([1, { ok: true }]);
    expect(second).toMatchObject({ ok: false, diagnostics: [{ code: 'unknown-parameter', span: [37, 41] }] });
  });

  it('gives one result for each line that is linted, those that hold no query among them', () => {
    const good = JSON.stringify({ rql: 'config from iam where source.public = true' });
    const { code, out } = run(['lint', '-', '--format', 'json'], `{"query": 1}\n${good}\n{\n`);
    const fault = (line: number, length: number) => ({
      ok: false,
      diagnostics: [
        { code: 'invalid-json', message: `line ${line} is not {"rql": "…", "params"?: {…}}`, span: [0, length] },
      ],
    });
    expect([
      code,
      ...out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ]).toEqual([1, fault(1, 12), { ok: true }, fault(3, 1)]);
  });
});

describe('bad input', () => {
  const bad = (name: string, content: string | object, ...more: string[]) =>
    run(['--data', join(root, 'bad'), 'ingest', 'aws', '--from', file(name, content), ...more]);

  it('gives one error that names file and place, and leaves the store alone', () => {
    const store = join(root, 'kept');
    expect(run(['--data', store, 'ingest', 'aws', '--from', file('good.json', details())]).code).toBe(0);
    const before = run(['--data', store, 'status', '--format', 'json']).out;
    const truncated = JSON.stringify(details()).slice(0, -40);
    const failed = run(['--data', store, 'ingest', 'aws', '--from', file('cut.json', truncated)]);
    expect([failed.code, failed.out]).toEqual([3, '']);
    expect(failed.err).toMatch(/cut\.json:1:\d+.*\[invalid-json\]/);
    const after = run(['--data', store, 'status', '--format', 'json']).out;
    const stable = (text: string) => text.replace(/"ageSeconds": \d+/g, '');
    expect(stable(after)).toBe(stable(before));
  });

  it('knows the causes apart', () => {
    expect(bad('text.json', 'hello').err).toContain('[');
    expect(bad('text.json', 'hello').code).toBe(3);
    expect(bad('other.json', { a: 1 }).err).toContain('unrecognised-dump');
    expect(run(['ingest', 'aws', '--from', join(root, 'nowhere'), '--data', join(root, 'bad')]).err).toContain(
      'unreadable-file',
    );
    expect(
      bad('arn.json', details({ UserDetailList: [{ UserName: 'x', Arn: 'nonsense' }] }), '--scope', '111122223333').err,
    ).toMatch(/invalid-arn/);
    expect(run(['--data', join(root, 'none'), 'status']).err).toContain('no store');
    writeFileSync(
      join(root, 'grantgraph.db'),
      'this is no database at all, only text of some length to be sure of it'.repeat(20),
    );
    expect(run(['--data', root, 'status']).err).toContain('not-a-store');
  });

  it('keeps going over a broken policy, and calls what it could touch unknown', () => {
    const own = join(root, 'brokenpolicy');
    const broken = {
      UserName: 'eve',
      Path: '/',
      UserId: 'AIDAEVE0000000000001',
      Arn: 'arn:aws:iam::111122223333:user/eve',
      GroupList: [],
      AttachedManagedPolicies: [],
      UserPolicyList: [
        {
          PolicyName: 'bad',
          PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Actions: 's3:*', Resource: '*' }] },
        },
      ],
    };
    const users = [...details().UserDetailList, broken];
    expect(
      run(['--data', own, 'ingest', 'aws', '--from', file('brokenpolicy.json', details({ UserDetailList: users }))])
        .code,
    ).toBe(0);
    expect(
      run(['--data', own, 'check', '--principal', 'eve', '--action', 's3:GetObject', '--resource', 'arn:aws:s3:::b'])
        .out,
    ).toContain('UNKNOWN');
    expect(
      run(['--data', own, 'check', '--principal', 'alice', '--action', 's3:GetObject', '--resource', 'arn:aws:s3:::b'])
        .out,
    ).toContain('ALLOW');
  });
});

describe('saved queries', () => {
  it('are listed by pack, with severity, id, title and question', () => {
    const { code, out } = run(['queries', '--pack', 'exposure']);
    expect(code).toBe(0);
    expect(out).toContain(
      'exposure\n  critical  pipeline-of-any-repository: A role that any repository of GitHub can take\n            Which roles trust GitHub Actions without saying which repository?\n',
    );
    expect(out).toContain('9 queries; `grantgraph queries ID` shows one, `grantgraph run ID` asks it');
    const ids = run(['queries', '--format', 'ndjson'])
      .out.trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('public-data-read');
  });

  it('are shown whole', () => {
    const { out } = run(['queries', 'show', 'idle-keys']);
    expect(out).toBe(run(['queries', 'idle-keys']).out);
    expect(out).toContain('MEDIUM  Active keys that nobody uses  credentials/idle-keys');
    expect(out).toContain('parameter    $days (number, default 45): days without use');
    expect(out).toContain('see          CIS AWS Foundations 3.0.0: 1.12\n');
    expect(out).toContain('\nconfig from iam where source.cloud.resource.type =');
  });

  it('answer with title, rows, why and what to do', () => {
    const { code, out } = asked('run', 'role-for-everyone');
    expect(code).toBe(0);
    expect(out).toContain('CRITICAL  A role that anybody can take  exposure/role-for-everyone');
    expect(out).toMatch(/destination +in account +verdict +actions|destination +in account +actions +verdict/);
    expect(out).toMatch(/partner-tracking +northquay/);
    expect(out).toContain('\n1 row\n');
    expect(out).toMatch(/\nwhy {10}`Principal: "\*"` in a trust policy/);
    expect(out).toMatch(/\ndo {11}Name the accounts or roles/);
  });

  it('take parameters, limits and formats', () => {
    const vendors = (...more: string[]) => asked('run', 'forgotten-vendors', '--format', 'json', ...more);
    const json = JSON.parse(vendors('--param', 'days=70').out);
    expect(json.query).toEqual({
      id: 'forgotten-vendors',
      pack: 'third-party',
      title: 'Roles of vendors that nobody uses',
      severity: 'medium',
    });
    expect(json.rows.map((row: Record<string, string>) => row['dest.cloud.resource.name'])).toEqual([
      'vendor-analytics',
    ]);
    expect(JSON.parse(vendors('--param', 'days=90').out).rows).toEqual([]);
    expect(JSON.parse(asked('run', 'full-administrators', '--limit', '1', '--format', 'json').out).rows).toHaveLength(
      1,
    );
    const lines = asked('run', 'role-for-everyone', 'public-function', '--format', 'ndjson').out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).query)).toEqual(['role-for-everyone', 'public-function']);
    const { out, err } = asked('run', 'role-for-everyone', '--format', 'csv', '--explain');
    expect(out.split('\n')[0]).toContain('dest.cloud.resource.id');
    expect(err).toContain('role-for-everyone\n');
  });

  it('fail a pipeline when asked to', () => {
    expect(asked('run', 'role-for-everyone', '--fail-if-any').code).toBe(1);
    expect(asked('run', 'forgotten-vendors', '--param', 'days=100000', '--fail-if-any').code).toBe(0);
    expect(asked('run', 'forgotten-vendors', '--param', 'days=100000', '--fail-if-none').code).toBe(1);
  });

  it('run as a pack, the ones without their parameters left out and said', () => {
    const { code, out, err } = asked('run', 'exposure');
    expect(code).toBe(0);
    expect(out).toContain('9 of 9 queries found something');
    expect(err).toBe('');
    const access = asked('run', 'access', '--format', 'json');
    expect(access.err).toContain(
      'left out: `who-reaches` needs a value for `resource`, --param resource=payroll-exports',
    );
    expect(JSON.parse(access.out).results.map((one: { query: { id: string } }) => one.query.id)).toEqual([
      'own-policies-write-everywhere',
      'shell-on-every-instance',
      'direct-user-grants',
      'undecided-rights',
    ]);
  });

  it.each([
    [
      ['run', 'role-for-everione'],
      'grantgraph: no query called `role-for-everione` [unknown-query]\n  did you mean `role-for-everyone`?',
    ],
    [['run', 'who-reaches'], 'grantgraph: `who-reaches` needs a value for `resource` [missing-parameter]'],
    [
      ['run', 'idle-keys', '--param', 'days=x'],
      'grantgraph: parameter `days` takes a number, not `x` [wrong-value-type]',
    ],
    [['run', 'exposure', '--param', 'days=1'], 'grantgraph: none of the queries takes `days` [unknown-parameter]'],
    [['run', 'exposure', '--format', 'csv'], 'CSV takes one query at a time'],
    [['queries', '--pack', 'exposed'], 'grantgraph: no pack called `exposed` [unknown-pack]\n  packs: access'],
    [['queries', 'show'], 'grantgraph: show needs the id of a query [missing-option]'],
  ])('%j is an error with exit 2', (args, said) => {
    const { code, err } = asked(...args);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it("stand beside a directory of one's own, which lint proves", () => {
    const own = file(
      'own/house/open-queues.rql',
      [
        '# id: open-queues',
        '# title: Open queues',
        '# question: Which queues may everybody send to?',
        '# severity: high',
        '# maturity: preview',
        '# why: Strangers fill them.',
        '# remedy: Close them.',
        '# identity: [dest.cloud.resource.id]',
        "config from iam where source.public = true AND action.name = 'sqs:SendMessage'",
        ' group by dest.cloud.resource.id',
      ].join('\n'),
    );
    const directory = join(root, 'own');
    expect(asked('run', 'house', '--queries', directory).out).toContain('Which queues may everybody send to?');
    expect(run(['lint', own])).toMatchObject({ code: 0, out: 'ok\n' });
    const wrong = file(
      'own-wrong/house/open-queues.rql',
      '# id: open-queues\n# title: x\nconfig from iam where source.public = true\n',
    );
    const { code, out } = run(['lint', wrong, '--format', 'json']);
    expect([code, JSON.parse(out)]).toEqual([
      1,
      {
        ok: false,
        diagnostics: [
          {
            code: 'invalid-saved-query',
            message: 'the header has no `question`',
            span: [0, 17],
            hint: 'write it as `# question: …`',
          },
        ],
      },
    ]);
    expect(run(['queries', '--queries', join(root, 'own-wrong')]).code).toBe(3);
    expect(run(['queries', '--queries', join(root, 'own-wrong')]).err).toContain(
      'open-queues.rql:1: the header has no `question` [invalid-saved-query]',
    );
  });
});
