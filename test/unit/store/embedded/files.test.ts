import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../src/store/embedded/driver.js';
import { databaseFile, openEmbeddedStore } from '../../../../src/store/embedded/index.js';
import { schemaVersion } from '../../../../src/store/embedded/schema.js';
import { arnOf, codeOf, estate, idsOf, role, secondDay, store, user } from '../../../conformance/sample.js';
import { temporary } from '../../../conformance/temporary.js';
import { Writer } from '../../../conformance/writer.js';

let directory: string;
let count = 0;

beforeEach(() => {
  directory = join(temporary(), `data-${++count}`);
});

const file = (): string => join(directory, databaseFile);
const digest = (): string => createHash('sha256').update(readFileSync(file())).digest('hex');
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

async function made(names: readonly string[] = ['ana']): Promise<void> {
  const target = await openEmbeddedStore(directory, { create: true });
  await store(target, [{ facts: names.map((name) => user(name)) }]);
  await target.close();
}

function sql(text: string): void {
  const database = openDatabase(file());
  database.exec(text);
  database.close();
}

describe('opening', () => {
  it('does not begin a store by itself', async () => {
    await expect(openEmbeddedStore(directory)).rejects.toMatchObject({
      ...{ code: 'no-store', message: `no store in \`${directory}\``, exit: 3 },
      hint: expect.stringContaining('grantgraph ingest'),
    });
    expect(await codeOf(openEmbeddedStore(directory, { create: true, readOnly: true }))).toBe('no-store');
    expect(() => statSync(directory)).toThrow('ENOENT');
    mkdirSync(directory);
    writeFileSync(file(), '');
    expect(await codeOf(openEmbeddedStore(directory))).toBe('no-store');
    expect(await codeOf(openEmbeddedStore(join(file(), 'below')))).toBe('no-store');
    expect(await codeOf(openEmbeddedStore(join(file(), 'below'), { create: true }))).toBe('store-not-writable');
  });

  it('keeps its files to their owner, whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      const target = await openEmbeddedStore(directory, { create: true });
      await store(target, [{ facts: [user('ana')] }]);
      const ingest = await target.ingest({ collectedAt: secondDay });
      const files = readdirSync(directory);
      expect(files).toContain('writer.pid');
      expect(files.filter((name) => mode(join(directory, name)) !== '600')).toEqual([]);
      expect(mode(directory)).toBe('700');
      await ingest.abort();
      await target.close();
    } finally {
      process.umask(umask);
    }
  });

  it('takes an empty file over, and from others', async () => {
    mkdirSync(directory);
    writeFileSync(file(), '');
    chmodSync(file(), 0o644);
    await made();
    expect(mode(file())).toBe('600');
  });

  it('leaves one file behind', async () => {
    await made();
    expect(readdirSync(directory)).toEqual([databaseFile]);
  });

  it.each([
    [schemaVersion + 1, 'a newer', 'update grantgraph'],
    [schemaVersion - 1, 'an older', 'ingest the dumps into a new data directory'],
  ])('refuses version %i and leaves it alone', async (version, words, hint) => {
    await made();
    sql(`PRAGMA journal_mode = DELETE; PRAGMA user_version = ${version}`);
    const before = digest();
    for (const create of [false, true]) {
      await expect(openEmbeddedStore(directory, { create })).rejects.toMatchObject({
        ...{
          code: 'wrong-store-version',
          message: expect.stringContaining(words),
          hint: expect.stringContaining(hint),
        },
        place: { file: file() },
      });
    }
    expect(digest()).toBe(before);
    sql(`PRAGMA user_version = ${schemaVersion}`);
    await (await openEmbeddedStore(directory)).close();
  });

  it('refuses the database of another program and leaves it alone', async () => {
    mkdirSync(directory);
    sql('CREATE TABLE bookmark (url TEXT); INSERT INTO bookmark VALUES (1)');
    const before = digest();
    expect(await codeOf(openEmbeddedStore(directory, { create: true }))).toBe('not-a-store');
    sql('PRAGMA user_version = 7');
    expect(await codeOf(openEmbeddedStore(directory, { create: true }))).toBe('not-a-store');
    sql('PRAGMA user_version = 0');
    expect(before).not.toBe('');
    expect(readdirSync(directory)).toEqual([databaseFile]);
  });

  it('refuses what is no database and leaves it alone', async () => {
    mkdirSync(directory);
    writeFileSync(file(), 'a letter, not a database, long enough to hold a header\n'.repeat(200));
    const before = digest();
    await expect(openEmbeddedStore(directory, { create: true })).rejects.toMatchObject({
      ...{ code: 'not-a-store', message: `\`${file()}\` is not a store` },
    });
    expect(digest()).toBe(before);
  });

  it('says that a file is damaged, where it is read', async () => {
    await made(Array.from({ length: 3000 }, (_, at) => `u${at}`));
    const bytes = readFileSync(file());
    bytes.fill(0x55, 8192 * 4, bytes.length - 8192);
    writeFileSync(file(), bytes);
    const work = async () => {
      const target = await openEmbeddedStore(directory);
      try {
        idsOf((await estate(target)).nodesOfKind('user'));
      } finally {
        await target.close();
      }
    };
    await expect(work()).rejects.toMatchObject({ code: 'store-damaged', place: { file: file() } });
  });

  it('reads a directory that cannot be written, and refuses to ingest there', async () => {
    await made(['ana', 'bo']);
    // Root may write anywhere: the process that looks is another user then.
    const nobody = process.getuid?.() === 0 ? 65534 : undefined;
    chmodSync(file(), 0o400);
    chmodSync(directory, 0o500);
    if (nobody !== undefined) {
      chmodSync(temporary(), 0o711);
      chownSync(file(), nobody, nobody);
      chownSync(directory, nobody, nobody);
    }
    const before = digest();
    try {
      const writer = new Writer(directory, 'look', nobody === undefined ? {} : { user: nobody });
      await writer.end();
      expect(writer.lines).toEqual(['sees 2', 'refused store-not-writable']);
      expect(digest()).toBe(before);
    } finally {
      chmodSync(directory, 0o700);
    }
  });

  it('shares one file among all that open it, and closes it with the last', async () => {
    const first = await openEmbeddedStore(directory, { create: true });
    const second = await openEmbeddedStore(join(directory, '..', `data-${count}`));
    await store(first, [{ facts: [role('one')] }]);
    await first.close();
    expect(idsOf((await estate(second)).nodesOfKind('role'))).toEqual([arnOf('role', 'one')]);
    await second.close();
    rmSync(directory, { recursive: true });
    expect(await codeOf(openEmbeddedStore(directory))).toBe('no-store');
  });
});
