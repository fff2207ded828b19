import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'grantgraph-questions-'));
const demo = join(root, 'demo');
const live = '111122223333';

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, [bin, '--data', join(demo, 'data'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '200', NO_COLOR: '1' },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** The day of the sample's data, and that of the edited ones. */
let day: string;
let nextDay: string;

beforeAll(() => {
  expect(spawnSync(process.execPath, [bin, 'demo', '--dir', demo], { encoding: 'utf8' }).status).toBe(0);
  const later = join(root, 'later');
  cpSync(join(demo, 'dump'), later, { recursive: true });
  const file = join(later, live, 'authorization-details.json');
  const details = JSON.parse(readFileSync(file, 'utf8'));
  details.UserDetailList.find((one: { UserName: string }) => one.UserName === 'marek').GroupList = [];
  const trusted = details.RoleDetailList.find((one: { RoleName: string }) => one.RoleName === 'break-glass');
  trusted.AssumeRolePolicyDocument.Statement[0].Principal.AWS.push(`arn:aws:iam::${live}:user/lena`);
  writeFileSync(file, JSON.stringify(details));
  const [first] = JSON.parse(run('--format', 'json', 'snapshots').out);
  day = first.collectedAt.slice(0, 10);
  nextDay = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  const { code, err } = run('ingest', 'aws', '--from', later, '--collected-at', `${nextDay}T06:00:00Z`, '-q');
  expect([code, err]).toEqual([0, '']);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('how can … reach on the command line', () => {
  const question = "how can 'lena' reach 'settlement/bank-login'";

  it('draws the path', () => {
    const { code, out, err } = run('query', question);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n').slice(0, 5)).toEqual([
      '1 path from lena to settlement/bank-login',
      '',
      '1. ALLOW  1 hop',
      '   lena',
      '     -assume-> break-glass',
    ]);
    expect(out).toContain('on * by AdministratorAccess statement 0 of role break-glass');
  });

  it('answers of an earlier day', () => {
    const { code, out } = run('query', `${question} as of '${day}'`, '--fail-if-none');
    expect(code).toBe(1);
    expect(out.split('\n')[0]).toBe('no path from lena to settlement/bank-login');
    expect(out).toContain('  nearest missing hop: lena -assume-> ');
  });

  it('gives the contract as JSON, a path a line, and rows', () => {
    const answer = JSON.parse(run('--format', 'json', 'query', question).out);
    expect(answer).toMatchObject({
      paths: [
        {
          hops: [{ hop: 'assume', from: `arn:aws:iam::${live}:user/lena`, residual: null, verdict: 'allow' }],
          verdict: 'allow',
        },
      ],
      cut: null,
    });
    expect(Object.keys(answer)).toEqual(expect.arrayContaining(['paths', 'cut', 'coverage', 'nearest', 'notComputed']));
    expect(JSON.parse(run('--format', 'ndjson', 'query', question).out)).toEqual(answer.paths[0]);
    expect(run('--format', 'csv', 'query', question).out.split('\n')[1]).toMatch(
      /^1,1,allow,arn:aws:iam::111122223333:user\/lena,.*,assume arn:aws:iam::111122223333:role\/break-glass,/,
    );
  });

  it('is cut by --limit and explains itself', () => {
    const { code, out, err } = run(
      'query',
      "how can 'old-admin' reach 'break-glass'",
      '--limit',
      '1',
      '--explain',
      '--fail-if-any',
    );
    expect(code).toBe(1);
    expect(out).toContain('cut: the first 1 path, more exist (ask for more with limit)');
    expect(err).toContain('to: whoever may do anything to break-glass');
    expect(err).toMatch(/looked at \d+ identities, found 1 paths/);
  });

  it('says what is wrong', () => {
    expect(run('query', "how can 'nobody' reach 'break-glass'")).toMatchObject({ code: 2, out: '' });
    const { code, err } = run('query', "how can 'lena' reach 'break-glass' order by verdict");
    expect(code).toBe(2);
    expect(err).toContain('this question takes no `order by`');
  });
});

describe('what changed on the command line', () => {
  let question: string;
  beforeAll(() => {
    question = `what changed between '${day}' and '${nextDay}'`;
  });

  it('tells who gained and who lost, and why', () => {
    const { code, out, err } = run('query', question);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('GAINED  1 change\n  because trust policy of break-glass edited: 1 statement changed\n');
    expect(out).toContain('LOST  2 changes\n  because marek left group finance\n');
    expect(out).toContain(
      `    + Trust Principal: {"AWS":["arn:aws:iam::${live}:role/release","arn:aws:iam::${live}:user/old-admin","arn:aws:iam::${live}:user/lena"]}`,
    );
  });

  it('gives JSON, a change a line, and rows, in pages', () => {
    const answer = JSON.parse(run('--format', 'json', 'query', question).out);
    expect(answer).toMatchObject({ counts: { gained: 1, lost: 2, changed: 0 }, total: 3, cursor: null, cut: null });
    expect(answer.changes.map((one: { change: string }) => one.change)).toEqual(['gained', 'lost', 'lost']);
    const first = run('--format', 'ndjson', 'query', question, '--limit', '2');
    const cursor = /^more changes: --cursor (\S+)\n$/.exec(first.err)![1]!;
    const second = run('--format', 'ndjson', 'query', question, '--limit', '2', '--cursor', cursor);
    const lines = `${first.out}${second.out}`
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([lines, second.err]).toEqual([answer.changes, '']);
    expect(
      run('--format', 'csv', 'query', question)
        .out.split('\n')
        .map((line) => line.split(',')[0]),
    ).toEqual(['change', 'gained', 'lost', 'lost', '']);
  });

  it('says what cannot be compared', () => {
    const early = run('query', "what changed between '2020-07-01' and '2020-09-30'");
    expect(early.code).toBe(0);
    expect(early.out).toContain('cannot be said: nothing was collected by 2020-07-01, nor by the second date');
    expect(run('query', "what changed between '2026-11-22' and '2026-11-20'").err).toContain(
      'the first date is later than the second',
    );
    expect(run('query', question, '--fail-if-any').code).toBe(1);
    expect(run('query', question, '--explain').err).toContain(
      '2 facts are different, 2 identities and resources were compared, 3 changes found',
    );
  });

  it('ends at Ctrl-C', async () => {
    const child = spawn(process.execPath, [bin, '--data', join(demo, 'data'), '--reach', 'all', 'query', question]);
    const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
    setTimeout(() => child.kill('SIGINT'), 50);
    expect([null, 0, 130]).toContain(await ended);
  });
});
