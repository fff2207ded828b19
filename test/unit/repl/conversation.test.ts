import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDemo } from '../executor/demo-estate.js';
import { talk } from './talk.js';

const root = mkdtempSync(join(tmpdir(), 'grantgraph-repl-'));
let demo: Awaited<ReturnType<typeof openDemo>>;
beforeAll(async () => {
  demo = await openDemo();
});
afterAll(async () => {
  await demo.close();
  rmSync(root, { recursive: true, force: true });
});

const payroll = "who can s3:GetObject on 'larkfield-payroll'";

describe('a question', () => {
  it('is answered by numbered rows and what they do not show', async () => {
    const { say } = talk(demo.environment, 200);
    const lines = (await say(payroll)).split('\n');
    expect(lines[0]).toMatch(/^#\s+verdict\s+source\s+by\s+granted by\s+policy\s+action\s+destination\s+only if$/);
    expect(lines[1]).toMatch(/^1 {2}conditional {2}user payroll-export/);
    expect(lines).toContain('4 rows');
  });

  it('on a narrow terminal leaves out what matters least, and says so', async () => {
    const { say } = talk(demo.environment, 80);
    const answer = await say(payroll);
    expect(answer).toContain('no room for by, granted by, policy, only if: \\open N shows all of row N');
    expect(answer.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect(answer.split('\n')[0]).toMatch(/^#\s+verdict\s+source\s+action\s+destination$/);
  });

  it('about one pair is answered by a verdict, which \\why shows again', async () => {
    const { say } = talk(demo.environment);
    const answer = await say(
      "why can't 'old-admin' s3:GetObject on 'arn:aws:s3:::larkfield-payroll/salaries/2026-10.csv'",
    );
    expect(answer).toMatch(/^DENY /);
    expect(await say('\\why')).toBe(answer);
    expect(await say('\\open 1')).toBe('error the last answer has no rows\n');
  });

  it('may end with a semicolon and have remarks before it', async () => {
    const { say } = talk(demo.environment);
    expect(await say(`-- who?\n# who!\n${payroll};`)).toContain('4 rows');
    expect(await say('   ')).toBe('');
  });

  it('that is wrong is drawn with caret and hint, and the session goes on', async () => {
    const { say } = talk(demo.environment);
    expect(await say("config from iam where source.cloud.typ = 'AWS' AND source.public = 3")).toBe(
      [
        'error unknown attribute `source.cloud.typ` [unknown-attribute] at 1:23',
        "  config from iam where source.cloud.typ = 'AWS' AND source.public = 3",
        '                        ^^^^^^^^^^^^^^^^',
        '  did you mean `source.cloud.type`?',
        '`source.public` takes true or false, not a number [wrong-value-type] at 1:68',
        "  …from iam where source.cloud.typ = 'AWS' AND source.public = 3",
        '                                                               ^',
        '  write true or false',
        '',
      ].join('\n'),
    );
    expect(await say(payroll)).toContain('4 rows');
  });

  it('of the other kinds has its own picture', async () => {
    const { say } = talk(demo.environment);
    expect(await say("how can 'payroll-export' reach 'larkfield-payroll'")).toContain('payroll-export');
    expect(await say('\\path')).toContain('payroll-export');
    expect(await say("what changed between '2020-01-01' and '2020-01-02'")).toContain('what changed between');
  });

  it('that is cancelled before it begins says so', async () => {
    const { say } = talk(demo.environment);
    const abort = new AbortController();
    abort.abort();
    expect(await say("config from iam where dest.cloud.service.name = 's3'", abort.signal)).toBe('cancelled\n');
    expect(await say(payroll)).toContain('4 rows');
  });
});

describe('the last answer', () => {
  it('opens row by row', async () => {
    const { say } = talk(demo.environment);
    expect(await say('\\why 1')).toBe("error nothing was asked yet\n  try: who can s3:GetObject on 'NAME'\n");
    await say(payroll);
    const row = await say('\\open 1');
    expect(row).toMatch(/^source\n {2}name +payroll-export\n/);
    expect(row).toContain('granted by\n  entity       payroll-export\n');
    expect(row).toContain('proof\nALLOW IF  ');
    expect(await say('\\why 1')).toMatch(
      /^ALLOW IF {2}arn:aws:iam::111122223333:user\/payroll-export may s3:GetObject/,
    );
    expect(await say('\\path 3')).toBe(
      [
        '    arn:aws:ec2:eu-west-2:111122223333:instance/i-0f3a9d2c77b1e4a55',
        '      -runs-as-> arn:aws:iam::111122223333:role/settlement-worker',
        '      which holds work statement Payroll: s3:GetObject on arn:aws:s3:::larkfield-payroll/*',
        '',
      ].join('\n'),
    );
    expect(await say('\\open 9')).toBe('error there is no row `9`\n  rows are numbered 1 to 4\n');
    expect(await say('\\open')).toBe('error which row?\n  rows are numbered 1 to 4\n');
  });

  it('goes on page by page, and numbers count through', async () => {
    const { say } = talk(demo.environment);
    expect(await say('\\limit 3')).toBe('limit 3\n');
    const first = await say(payroll);
    expect(first).toContain('3 rows shown, more follow\nnext page: \\next\n');
    const second = await say('\\next');
    expect(second.split('\n')[1]).toMatch(/^4 {2}/);
    expect(await say('\\open 4')).toContain('settlement');
    expect(await say('\\next')).toBe('error there is no further page\n  ask something first\n');
  });

  it('of groups has values and no proof', async () => {
    const { say } = talk(demo.environment);
    await say("config from iam where dest.cloud.service.name = 'sqs' group by source.cloud.resource.name limit 1");
    expect(await say('\\open 1')).toMatch(/^ {2}source\.cloud\.resource\.name {2}\S+/);
    expect(await say('\\why 1')).toContain('a group stands for many permissions');
  });

  it('is saved whole, over all pages, to a new file of the owner', async () => {
    const { say } = talk(demo.environment);
    await say('\\limit 2');
    await say(payroll);
    const [csv, json, text] = ['a.csv', 'a.json', 'a.txt'].map((name) => join(root, name)) as [string, string, string];
    expect(await say(`\\save ${csv}`)).toBe(`4 rows written to ${csv}\n`);
    expect(readFileSync(csv, 'utf8').trim().split('\n')).toHaveLength(5);
    expect(statSync(csv).mode & 0o777).toBe(0o600);
    await say(`\\save '${json}'`);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ total: 4, cursor: null });
    await say(`\\save ${text}`);
    expect(readFileSync(text, 'utf8')).toContain('4 rows');
    expect(await say(`\\save ${csv}`)).toBe(`error ${csv}: \`${csv}\` is there already\n  \\save -f overwrites\n`);
    expect(await say(`\\save -f ${csv}`)).toContain('written');
    expect(await say('\\save')).toContain('\\save takes the name of a file');
    expect(await say(`\\save ${join(root, 'none', 'x.csv')}`)).toContain('cannot write');
    expect(existsSync(join(root, 'none'))).toBe(false);
  });

  it('tells its plan', async () => {
    const { say } = talk(demo.environment);
    await say(payroll);
    const done = await say('\\plan');
    expect(done).toContain('actions: s3:GetObject');
    expect(done).toMatch(/made 4 rows, kept 4; worked for [\d.]+ ms/);
    const planned = await say("\\plan who can kms:Decrypt on 'larkfield-payroll'");
    expect(planned).toContain('actions: kms:Decrypt');
    expect(planned).not.toContain('worked for');
    expect(await say('\\plan who cn')).toContain('error ');
  });
});

describe('settings', () => {
  it('choose the format', async () => {
    const { say } = talk(demo.environment);
    await say('\\format json');
    expect(JSON.parse(await say(payroll))).toMatchObject({ total: 4 });
    await say('\\format ndjson');
    expect(
      (await say(payroll))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).effectiveActionName),
    ).toEqual(Array(4).fill('s3:GetObject'));
    await say('\\format csv');
    expect(await say(payroll)).toMatch(/^sourceResourceId,/);
    expect(await say('\\format xml')).toBe('error no format called `xml`\n  choices: table, json, ndjson, csv\n');
    expect(await say('\\format')).toBe('format is csv; choices: table, json, ndjson, csv\n');
  });

  it('give $names values, which are never text of the query', async () => {
    const { say } = talk(demo.environment);
    expect(await say('who can s3:GetObject on $bucket')).toContain('no parameters were given: \\set NAME=VALUE');
    await say("\\set bucket='larkfield-payroll' n=2");
    expect(await say('\\set')).toBe("$bucket = 'larkfield-payroll'\n$n = 2\n");
    expect(await say('who can s3:GetObject on $bucket limit $n')).toContain('2 rows');
    await say("\\set bucket='x'' or true'");
    expect(await say('who can s3:GetObject on $bucket')).not.toContain('payroll');
    await say('\\unset bucket n');
    expect(await say('\\set')).toContain('no values are set');
    expect(await say('\\unset n')).toContain('no value is set for `$n`');
    expect(await say('\\set nonsense')).toContain('is not NAME=VALUE');
  });

  it('say how long it took, whose rights count, how much is asked at once', async () => {
    const { say, settings } = talk(demo.environment);
    await say('\\timing on');
    expect(await say(payroll)).toMatch(/\n\d+ ms\n$/);
    await say('\\reach all');
    await say('\\strict on');
    await say('\\timeout 5');
    expect(settings).toMatchObject({ reach: 'all', strict: true, timing: true, timeoutSeconds: 5 });
    expect(await say('\\limit none')).toContain('is no number above zero');
  });
});

describe('the rest', () => {
  it('tells of the data', async () => {
    const { say } = talk(demo.environment);
    expect(await say('\\data')).toMatch(/^DATA: \d+ facts of \d+ scopes, data of \d{4}-\d\d-\d\d\n$/);
    expect(await say('\\status')).toContain('identities');
  });

  it('lists and runs saved queries', async () => {
    const { say } = talk(demo.environment);
    expect(await say('\\queries')).toContain('escalation');
    const ids = [...(await say('\\queries mfa')).matchAll(/^ {2}\w+ +([\w-]+):/gm)].map(([, id]) => id);
    expect(ids).toContain('console-without-mfa');
    expect(await say('\\queries console-without-mfa')).toContain('one row per');
    expect(await say('\\run console-without-mfa')).toContain('Passwords without a second factor');
    expect(await say('\\run')).toContain('takes the id of a saved query');
    expect(await say('\\queries zzzz')).toContain('no saved query speaks of `zzzz`');
  });

  it('ends, by any of its names', async () => {
    const { say } = talk(demo.environment);
    for (const word of ['\\quit', '\\q', 'quit', 'EXIT', 'quit;']) expect(await say(word)).toBe('OVER');
  });

  it('knows what was meant', async () => {
    const { say } = talk(demo.environment);
    expect(await say('\\frmat json')).toBe(
      'error no command called `\\frmat`\n  did you mean `\\format`? \\help lists them\n',
    );
    expect(await say('\\history who')).toBe('\\history who\n');
    await say(payroll);
    expect(await say('\\history PAYROLL')).toContain(payroll);
  });
});
