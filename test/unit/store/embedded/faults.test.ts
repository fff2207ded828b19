import { describe, expect, it } from 'vitest';
import { GrantgraphError } from '../../../../src/base/errors.js';
import { Cache } from '../../../../src/store/cache.js';
import { guarded, translate } from '../../../../src/store/embedded/faults.js';
import { codeOf } from '../../../conformance/sample.js';

const fault = (message: string, more: object = {}): Error => Object.assign(new Error(message), more);

describe('faults of SQLite', () => {
  it.each([
    ['disk-full', fault('database or disk is full')],
    ['disk-full', fault('x', { code: 'SQLITE_FULL' })],
    ['disk-full', fault('ENOSPC: no space left on device, write', { code: 'ENOSPC' })],
    ['store-busy', fault('database is locked', { code: 'ERR_SQLITE_ERROR', errstr: 'database is locked' })],
    ['store-busy', fault('x', { code: 'SQLITE_BUSY_SNAPSHOT' })],
    ['store-not-writable', fault('attempt to write a readonly database')],
    ['not-a-store', fault('file is not a database', { code: 'SQLITE_NOTADB' })],
    ['store-damaged', fault('database disk image is malformed')],
    ['store-not-readable', fault('unable to open database file')],
    ['store-not-readable', fault('EACCES: permission denied', { code: 'EACCES' })],
    ['store-io', fault('disk I/O error', { code: 'SQLITE_IOERR_FSYNC' })],
  ])('come as %s', (code, error) => {
    const told = translate(error, 'x.db');
    expect(told).toBeInstanceOf(GrantgraphError);
    expect(told).toMatchObject({ code, exit: 3, place: { file: 'x.db' }, cause: error });
    expect((told as Error).message).toMatch(/^[a-z`][^\n]*[^.\n]$/);
  });

  it('leave others as they are', async () => {
    const own = new GrantgraphError('invalid-fact', 'the disk is full of facts');
    const foreign = new TypeError('x is not a function');
    for (const error of [own, foreign, 'text', undefined]) expect(translate(error, 'x.db')).toBe(error);
    const work = () => {
      throw fault('database is locked');
    };
    expect(await codeOf(() => guarded('x.db', work))).toBe('store-busy');
    expect(guarded('x.db', () => 7)).toBe(7);
  });
});

describe('a cache', () => {
  it('makes each value once, also an undefined one, and forgets what was used least recently', () => {
    const made: string[] = [];
    const cache = new Cache<string, string | undefined>(2);
    const get = (key: string) =>
      cache.get(key, () => {
        made.push(key);
        return key === 'none' ? undefined : key;
      });
    expect(['a', 'none', 'none', 'a'].map(get)).toEqual(['a', undefined, undefined, 'a']);
    expect(made).toEqual(['a', 'none']);
    get('b');
    get('a');
    get('none');
    expect(made).toEqual(['a', 'none', 'b', 'none']);
  });
});
