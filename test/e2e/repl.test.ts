import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TerminalSession, tmux } from '../servers/terminal.js';

const bin = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'grantgraph-repl-'));
const data = join(root, 'demo', 'data');
const environment = { ...process.env, XDG_STATE_HOME: join(root, 'state'), NO_COLOR: '1', COLUMNS: '160' };
const payroll = "who can s3:GetObject on 'larkfield-payroll'";

beforeAll(() => {
  const done = spawnSync(process.execPath, [bin, 'demo', '--dir', join(root, 'demo')], { encoding: 'utf8' });
  expect([done.status, done.stderr]).toEqual([0, '']);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function script(input: string, ...args: string[]) {
  const done = spawnSync(process.execPath, [bin, '--data', data, ...args, 'repl'], {
    input,
    encoding: 'utf8',
    env: environment,
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** Authorization details of an account in which everybody has a right of their own, so that nobody's answer serves another. */
function manyUsers(count: number): object {
  const user = (at: number) => ({
    UserName: `user-${at}`,
    Path: '/',
    UserId: `AIDA${String(at).padStart(16, '0')}`,
    Arn: `arn:aws:iam::111122223333:user/user-${at}`,
    GroupList: [],
    AttachedManagedPolicies: [],
    UserPolicyList: [
      {
        PolicyName: 'own',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['s3:*', 'ec2:*'], Resource: `arn:aws:s3:::bucket-${at}*` }],
        },
      },
    ],
  });
  return {
    UserDetailList: Array.from({ length: count }, (_, at) => user(at)),
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [],
  };
}

describe('a script', () => {
  it('is answered question by question', () => {
    const { code, out, err } = script(
      `-- who reads the payroll\n${payroll}\n\\open 1\nwhat can 'payroll-export'\n  access;\n`,
    );
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('\n4 rows\n');
    expect(out).toContain('\nproof\nALLOW IF  ');
    expect(out.match(/^# +verdict/gm)).toHaveLength(2);
  });

  it('goes on after a mistake, which only the error stream and the exit code tell', () => {
    const { code, out, err } = script(`who cna x\n\n${payroll}\n`, '--format', 'json');
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error unexpected `cna` after `who` \[unexpected-token\] at 1:5\n {2}who cna x\n {6}\^\^\^\n {2}did you mean `can`\?\n$/,
    );
    expect(JSON.parse(out)).toMatchObject({ total: 4 });
  });

  it('ends at \\quit, keeps no history and no colours', () => {
    const { code, out } = script('\\data\n\\quit\n\\data\n');
    expect(code).toBe(0);
    expect(out.match(/facts of/g)).toHaveLength(1);
    expect(out).not.toContain('\u001b');
    expect(existsSync(join(root, 'state', 'grantgraph', 'history'))).toBe(false);
  });

  it('without data says so', () => {
    const done = spawnSync(process.execPath, [bin, '--data', join(root, 'none'), 'repl'], {
      input: `${payroll}\n`,
      encoding: 'utf8',
      env: environment,
    });
    expect(done.status).toBe(3);
    expect(done.stderr).toMatch(/^error /);
  });

  it('stops when nobody reads on', async () => {
    const child = spawn(process.execPath, [bin, '--data', data, 'repl'], {
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${payroll}\n`.repeat(50));
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(code).toBe(0);
  });
});

const terminals = tmux();
/** The terminal waits for a question. */
const prompt = (rows: readonly string[]): boolean => rows.at(-1) === 'grantgraph>';

describe.skipIf(terminals === null)('at a terminal', () => {
  let terminal: TerminalSession;
  const start = async (size = { columns: 120, rows: 30 }, from = data, ...args: string[]) => {
    terminal = terminals!.open(
      [process.execPath, bin, '--data', from, 'repl', ...args],
      { XDG_STATE_HOME: join(root, 'state') },
      size,
    );
    await terminal.until(prompt);
  };
  afterEach(() => terminal.close());

  it('greets, answers, keeps what was asked for the owner alone, and leaves', async () => {
    await start();
    expect(terminal.screen()[0]).toMatch(/^grantgraph {2}.*data: \d+ facts of \d+ scopes/);
    terminal.type(payroll);
    terminal.press('Enter');
    const rows = await terminal.until((lines) => lines.includes('4 rows') && prompt(lines));
    expect(rows.find((row) => row.startsWith('1 '))).toMatch(/^1 {2}conditional {2}user payroll-export/);
    terminal.type('\\set token=abcdefghijkl');
    terminal.press('Enter');
    await terminal.until((lines) => lines.some((line) => line.includes('token=')) && prompt(lines));
    terminal.press('C-d');
    await terminal.until('exit code 0');
    const file = join(root, 'state', 'grantgraph', 'history');
    expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(payroll)}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    terminal.close();
    await start();
    terminal.press('Up');
    await terminal.until(`grantgraph> ${payroll}`);
  });

  it('completes words, actions and names', async () => {
    await start();
    terminal.type('wh');
    terminal.press('Tab');
    await terminal.until('who can <action> on <resource>');
    terminal.press('Tab', 'Enter');
    await terminal.until(/^grantgraph> who can$/m);
    terminal.type('s3:GetObjectT');
    terminal.press('Tab');
    await terminal.until('s3:GetObjectTorrent');
    terminal.press('Down', 'Enter');
    await terminal.until(/^grantgraph> who can s3:GetObjectTagging$/m);
    // The space that came with the action is the one that is typed.
    terminal.type(" on 'larkfield-pay");
    terminal.press('Tab');
    await terminal.until(/^grantgraph> who can s3:GetObjectTagging on 'larkfield-payroll'$/m);
    terminal.press('C-u');
    terminal.type('config from iam where mfa');
    terminal.press('Tab');
    await terminal.until(/^grantgraph> config from iam where source\.mfaenabled$/m);
    terminal.press('C-u');
    terminal.type('\\form');
    terminal.press('Tab');
    terminal.type('j');
    terminal.press('Tab', 'Enter');
    await terminal.until('format json');
    terminal.type('zzz');
    terminal.press('Tab');
    await terminal.until('nothing is known that fits here');
  });

  it('goes on with the next line until a query is whole', async () => {
    await start();
    terminal.type('config from iam where source.public = true AND');
    terminal.press('Enter');
    await terminal.until(/^ {7}\.\.\.>$/m);
    terminal.type("action.name = 's3:GetObject' limit 1");
    terminal.press('Enter');
    await terminal.until((lines) => lines.some((line) => /^1 rows? |^1 row$/.test(line)) && prompt(lines));
    terminal.press('Up');
    await terminal.until((lines) => lines.at(-1) === "       ...> action.name = 's3:GetObject' limit 1");
    terminal.press('Home', 'Up', 'End');
    terminal.type(' NOT');
    await terminal.until('source.public = true AND NOT');
    terminal.press('C-c');
    await terminal.until(prompt);
    terminal.paste("config from iam\n  where action.name = 's3:GetObject'\n  group by action.name");
    await terminal.until((lines) => lines.at(-1)?.endsWith('group by action.name') === true);
    terminal.press('Enter');
    await terminal.until((lines) => lines.includes('1 row') && prompt(lines));
  });

  it('cancels the running question, not the session', async () => {
    const large = join(root, 'large');
    const dump = join(root, 'large.json');
    writeFileSync(dump, JSON.stringify(manyUsers(6000)));
    const ingested = spawnSync(process.execPath, [bin, '--data', large, 'ingest', 'aws', '--from', dump], {
      encoding: 'utf8',
    });
    expect(ingested.status).toBe(0);
    await start({ columns: 120, rows: 30 }, large);
    terminal.type("config from iam where source.cloud.resource.name DOES NOT END WITH 'zz' group by action.name");
    terminal.press('Enter');
    await terminal.until('… working, Ctrl-C cancels');
    terminal.press('C-c');
    const rows = await terminal.until((lines) => prompt(lines) && lines.includes('cancelled'));
    expect(rows.join('\n')).not.toContain('working');
    terminal.type("what can 'user-17' access limit 1");
    terminal.press('Enter');
    await terminal.until((lines) => prompt(lines) && lines.includes('1 row'));
    terminal.press('C-d');
    await terminal.until('exit code 0');
  });

  it('draws a mistake and goes on', async () => {
    await start();
    terminal.type("config from iam where source.cloud.typ = 'AWS'");
    terminal.press('Enter');
    const rows = await terminal.until('did you mean `source.cloud.type`?');
    const at = rows.findIndex((row) => row.startsWith('error '));
    expect(rows.slice(at, at + 4)).toEqual([
      'error unknown attribute `source.cloud.typ` [unknown-attribute] at 1:23',
      "  config from iam where source.cloud.typ = 'AWS'",
      '                        ^^^^^^^^^^^^^^^^',
      '  did you mean `source.cloud.type`?',
    ]);
    terminal.type('\\why');
    terminal.press('Enter');
    await terminal.until('error nothing was asked yet');
  });

  it('stops long answers at every screen', async () => {
    await start({ columns: 100, rows: 20 });
    terminal.type("config from iam where dest.cloud.service.name = 's3'");
    terminal.press('Enter');
    await terminal.until(/-- \d+ more lines: Space goes on, G to the end, q stops --/);
    expect(terminal.screen()).toHaveLength(20);
    terminal.press('Space');
    await terminal.until((lines) => lines[0] !== undefined && /^ *1[0-9] /.test(lines[0]));
    terminal.press('q');
    await terminal.until(prompt);
    terminal.type('\\open 3');
    terminal.press('Enter');
    await terminal.until(/-- \d+ more lines/);
    terminal.press('G');
    await terminal.until((lines) => prompt(lines) && lines.some((line) => line.includes('because')));
  });

  it('searches what was asked', async () => {
    await start();
    for (const text of ['\\data', '\\timing', payroll]) {
      terminal.type(text);
      terminal.press('Enter');
      await terminal.until((lines) => prompt(lines) && lines.some((line) => line.includes(text)));
    }
    terminal.press('C-r');
    terminal.type('tim');
    await terminal.until(/^grantgraph> \\timing\n {2}search: tim$/m);
    terminal.press('Enter');
    await terminal.until((lines) => lines.filter((line) => line.startsWith('timing is off')).length === 2);
  });

  it('redraws when the terminal changes its size', async () => {
    await start({ columns: 120, rows: 30 });
    terminal.type(`${payroll} with context { 'aws:SecureTransport': true }`);
    await terminal.until('true }');
    terminal.resize(60, 20);
    await terminal.until((lines) => lines.at(-1)?.includes("'aws:SecureTransport': true }") === true);
    terminal.press('Enter');
    await terminal.until((lines) => lines.includes('4 rows'));
  });

  it('teaches the language', async () => {
    await start({ columns: 100, rows: 60 });
    for (const [topic, wanted] of [
      ['', 'Learn the language'],
      ['questions', 'People with any access to a resource'],
      ['values', 'a text stands in single quotes'],
      ['source.mfaenabled', 'the user has a second factor'],
      ['keys', 'Alt-Enter'],
    ] as const) {
      terminal.press('C-l');
      terminal.type(`\\help ${topic}`);
      terminal.press('Enter');
      await terminal.until((lines) => lines.some((line) => line.includes(wanted)));
      if (!prompt(terminal.screen())) terminal.press('q');
      await terminal.until(prompt);
    }
  });

  it('keeps nothing when asked not to', async () => {
    const file = join(root, 'state', 'grantgraph', 'history');
    const before = readFileSync(file, 'utf8');
    await start({ columns: 100, rows: 30 }, data, '--no-history');
    terminal.type('\\data');
    terminal.press('Enter');
    await terminal.until((lines) => prompt(lines) && lines.some((line) => line.includes('facts of')));
    terminal.press('C-d');
    await terminal.until('exit code 0');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});
