import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { History, historyFile } from '../../../src/repl/history.js';
import { looksSecret } from '../../../src/repl/secrets.js';

const root = mkdtempSync(join(tmpdir(), 'grantgraph-history-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const fresh = () => join(root, `${++count}`, 'grantgraph', 'history');

describe('what was asked', () => {
  it('is there in the next session, several lines whole, for the owner alone', () => {
    const file = fresh();
    const first = new History(file);
    first.add("who can s3:GetObject on 'x'");
    first.add('config from iam where\n  source.public = true');
    first.add('config from iam where\n  source.public = true');
    expect(new History(file).all()).toEqual([
      "who can s3:GetObject on 'x'",
      'config from iam where\n  source.public = true',
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
  });

  it('of two sessions stands in one file', () => {
    const file = fresh();
    const [one, two] = [new History(file), new History(file)];
    one.add('from one');
    two.add('from two');
    expect(new History(file).all()).toEqual(['from one', 'from two']);
  });

  it('is not kept when it begins with a space, looks like a secret, or is nothing', () => {
    const file = fresh();
    const history = new History(file);
    for (const text of [' who can x', '', '   ', "\\set token='wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'"])
      history.add(text);
    expect(history.all()).toEqual([]);
    history.add('kept');
    expect(readFileSync(file, 'utf8')).toBe('"kept"\n');
  });

  it('has an end: the oldest goes', () => {
    const file = fresh();
    new History(file).add('first');
    writeFileSync(file, Array.from({ length: 1500 }, (_, at) => `"query ${at}"\n`).join(''));
    const history = new History(file);
    expect(history.all()).toHaveLength(1000);
    expect(history.all()[0]).toBe('query 500');
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(1001);
  });

  it('survives a file that is spoilt, made readable by others, or cannot be written', () => {
    const file = fresh();
    new History(file).add('good');
    writeFileSync(file, '"good"\nnot json\n{"a":1}\n"also good"');
    chmodSync(file, 0o644);
    expect(new History(file).all()).toEqual(['good', 'also good']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const nowhere = new History(join(file, 'below-a-file', 'history'));
    nowhere.add('x');
    expect(nowhere.all()).toEqual(['x']);
    expect(new History(null).all()).toEqual([]);
  });

  it('lies in the state directory', () => {
    expect(historyFile({ XDG_STATE_HOME: '/s' })).toBe('/s/grantgraph/history');
    expect(historyFile({ HOME: '/h' })).toBe('/h/.local/state/grantgraph/history');
  });
});

describe('secrets', () => {
  it.each([
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x',
    '-----BEGIN PRIVATE KEY-----',
    'ghp_0123456789abcdefghij',
    'password = hunter2x',
    'https://user:secret@host/',
  ])('are seen: %s', (text) => expect(looksSecret(`who can s3:GetObject on '${text}'`)).toBe(true));

  it.each([
    "who can s3:GetObject on 'arn:aws:s3:::larkfield-payroll/salaries/2026-10.csv'",
    "config from iam where action.name = 'secretsmanager:GetSecretValue'",
    "config from iam where dest.cloud.resource.tag ('data-class') = 'secret'",
    "config from iam where source.cloud.resource.id = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Administrator_e75925587eb4db6f'",
    "who can kms:Decrypt on 'arn:aws:kms:eu-west-2:111122223333:key/3f6d0a7e-91c4-4b0e-9c55-4d1f0a6b7c81'",
  ])('are not what queries are made of: %s', (text) => expect(looksSecret(text)).toBe(false));
});
