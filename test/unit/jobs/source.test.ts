import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sourceIn } from '../../../src/jobs/ingest/source.js';
import { clearUploads, removeUpload, writeUpload } from '../../../src/jobs/ingest/upload.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'grantgraph-source-')));
const dumps = join(root, 'dumps');
mkdirSync(join(dumps, 'monday', '111122223333'), { recursive: true });
mkdirSync(join(root, 'dumps-of-others'));
mkdirSync(join(dumps, 'with-a-way-out', 'deep'), { recursive: true });
writeFileSync(join(dumps, 'monday', '111122223333', 'details.json'), '{}');
writeFileSync(join(dumps, 'one.json'), '{}');
writeFileSync(join(root, 'secret.json'), 'secret');
symlinkSync('monday', join(dumps, 'latest'));
symlinkSync(root, join(dumps, 'up'));
symlinkSync(join(root, 'secret.json'), join(dumps, 'with-a-way-out', 'deep', 'details.json'));
symlinkSync('gone', join(dumps, 'dangling'));
symlinkSync(dumps, join(root, 'link-to-dumps'));

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a dump that a client names', () => {
  it.each([
    ['monday', 'monday'],
    ['one.json', 'one.json'],
    ['monday/111122223333/details.json', 'monday/111122223333/details.json'],
    ['monday/../one.json', 'one.json'],
    ['latest', 'monday'],
  ])('%s is found', async (name, path) => {
    expect(await sourceIn(dumps, name)).toBe(join(dumps, path));
    expect(await sourceIn(join(root, 'link-to-dumps'), name)).toBe(join(dumps, path));
  });

  it.each([
    '..',
    '../secret.json',
    '../dumps-of-others',
    'monday/../../secret.json',
    '/etc/passwd',
    join(dumps, 'one.json'),
    'up',
    'up/secret.json',
    'up/dumps/one.json/..',
    'with-a-way-out',
    'dangling',
    'nothing',
    'one.json/x',
    'one.json\0.txt',
    '..\\secret.json',
    'C:\\secret.json',
    '\\\\host\\share',
    '%2e%2e/secret.json',
    '....//secret.json',
    'monday/'.repeat(500),
  ])('%j is not', async (name) => {
    await expect(sourceIn(dumps, name)).rejects.toMatchObject({
      code: 'no-such-source',
      message: expect.stringMatching(/^there is no `.*` in the directory of dumps$/),
    });
  });

  it('is none where the service has no directory of dumps', async () => {
    await expect(sourceIn(null, 'one.json')).rejects.toMatchObject({ code: 'no-ingest-directory' });
  });
});

describe('files that a client sends', () => {
  it('stand in a directory of their own, for this user only', async () => {
    const directory = await writeUpload({ 'organization.json': '{}', '111122223333/details.json': '{"a":1}' });
    expect(readFileSync(join(directory, '111122223333', 'details.json'), 'utf8')).toBe('{"a":1}');
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'organization.json')).mode & 0o777).toBe(0o600);
    await removeUpload(directory);
    expect(() => statSync(directory)).toThrow('ENOENT');
  });

  it.each([
    '../x.json',
    '/x.json',
    'a/../../x.json',
    '.hidden',
    'a/.hidden',
    'a//b',
    'a/b/c/d.json',
    'a\\b',
    'a\nb',
    'a b',
    '',
    'ä.json',
    'x'.repeat(101),
  ])('are not called %j', async (name) => {
    await expect(writeUpload({ [name]: '{}' })).rejects.toMatchObject({ code: 'invalid-upload' });
  });

  it('leave nothing behind where they cannot be written', async () => {
    const before = uploads();
    await expect(writeUpload({ a: '{}', 'a/b': '{}' })).rejects.toMatchObject({ code: 'invalid-upload' });
    await expect(writeUpload({})).rejects.toMatchObject({ code: 'invalid-upload' });
    expect(uploads()).toEqual(before);
  });

  it('of a process that died are cleared away', async () => {
    const dead = mkdtempSync(join(tmpdir(), `grantgraph-upload-${2 ** 22 + 9}-`));
    const living = mkdtempSync(join(tmpdir(), `grantgraph-upload-${process.ppid}-`));
    const foreign = join(tmpdir(), `grantgraph-upload-${2 ** 22 + 9}-link`);
    symlinkSync(root, foreign);
    writeFileSync(join(dead, 'details.json'), '{}');
    await clearUploads();
    expect(uploads()).not.toContain(dead.slice(tmpdir().length + 1));
    expect(uploads()).toContain(living.slice(tmpdir().length + 1));
    expect(readFileSync(join(root, 'secret.json'), 'utf8')).toBe('secret');
    rmSync(living, { recursive: true });
    rmSync(foreign);
  });
});

function uploads(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('grantgraph-upload-'));
}
