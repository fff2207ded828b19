import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checked, nodeSqlite, openDatabase, type SqlParameter } from '../../../../src/store/embedded/driver.js';
import { codeOf } from '../../../conformance/sample.js';
import { driversHere, temporary } from '../../../conformance/temporary.js';

const wrong: readonly [string, unknown][] = [
  ['undefined', undefined],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['an object', {}],
  ['a list', [1]],
  ['a date', new Date()],
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
];
const right: readonly [string, SqlParameter, unknown][] = [
  ['null', null, null],
  ['a text', "o'b \u{1f600}", "o'b \u{1f600}"],
  ['an integer', 2 ** 53 - 1, 2 ** 53 - 1],
  ['a fraction', -0.5, -0.5],
  ['a large integer', 12n, 12],
  ['true', true, 1],
  ['false', false, 0],
];

describe.each(driversHere)('the driver %s', (driver) => {
  const open = (file = ':memory:') => openDatabase(file, driver);

  it('says which one it is', () => {
    const database = open();
    expect(database.driver).toBe(driver === 'node' ? 'node:sqlite' : 'libsql');
    database.close();
  });

  it.each(right)('binds %s', (_, value, read) => {
    const database = open();
    expect(database.prepare('SELECT ? AS value').get(value)).toEqual({ value: read });
    expect(database.prepare('SELECT ? AS value, ? AS other').all(value, 1)).toEqual([{ value: read, other: 1 }]);
    database.close();
  });

  it('binds and reads bytes', () => {
    const database = open();
    const row = database.prepare('SELECT ? AS value').get(new Uint8Array([9, 0, 1, 255, 9]).subarray(1, 4));
    expect([...new Uint8Array(row?.['value'] as Uint8Array | ArrayBuffer)]).toEqual([0, 1, 255]);
    database.close();
  });

  it.each(wrong)('refuses %s before SQLite sees it', async (_, value) => {
    const database = open();
    const statement = database.prepare('SELECT ? AS value');
    for (const call of ['run', 'get', 'all'] as const)
      expect(await codeOf(() => statement[call](value as SqlParameter)), call).toBe('invalid-parameter');
    expect(statement.get(1)).toEqual({ value: 1 });
    database.close();
  });

  it('refuses another number of values than there are places', async () => {
    const database = open();
    const cases: [string, SqlParameter[]][] = [
      ['SELECT ? AS value', []],
      ['SELECT ? AS value', [1, 2]],
      ['SELECT 1 AS value', [1]],
      ["SELECT '?' AS value, ? AS other", [1, 2]],
    ];
    for (const [sql, values] of cases)
      expect(await codeOf(() => database.prepare(sql).get(...values)), sql).toBe('invalid-parameter');
    expect(database.prepare("SELECT 'o''b?' AS value, ? AS other").get(1)).toEqual({ value: "o'b?", other: 1 });
    database.close();
  });

  it('leaves no read open and gives what a statement found', () => {
    const database = open(join(temporary(), `${driver}.db`));
    database.exec('CREATE TABLE t (a INTEGER); BEGIN');
    for (const a of [1, 2, 3]) database.prepare('INSERT INTO t VALUES (?)').run(a);
    expect(database.prepare('SELECT a FROM t ORDER BY a').get()).toEqual({ a: 1 });
    database.exec('COMMIT');
    expect(database.prepare('SELECT a FROM t WHERE a > ? ORDER BY a').all(1)).toEqual([{ a: 2 }, { a: 3 }]);
    expect(database.prepare('SELECT a FROM t WHERE a > ?').get(9)).toBeUndefined();
    database.exec('DROP TABLE t');
    database.close();
  });

  it('names causes, not codes of SQLite', async () => {
    expect(await codeOf(() => open(join(temporary(), 'absent', 'x.db')))).toBe('store-not-readable');
    expect(existsSync(join(temporary(), 'absent'))).toBe(false);
    const database = open();
    await expect((async () => database.prepare('SELECT nonsense'))()).rejects.toThrow(/no such column/);
    database.close();
  });
});

describe('checked', () => {
  it('passes plain values through as they are', () => {
    const values = [1, 'a', null];
    expect(checked(values, 3)).toBe(values);
    expect(checked([true, 1], 2)).toEqual([1, 1]);
  });
});

it('takes the SQLite of the runtime where it has a safe one, and says so where it has none', async () => {
  const database = openDatabase(':memory:');
  expect(database.driver).toBe(nodeSqlite() ? 'node:sqlite' : 'libsql');
  database.close();
  expect(await codeOf(() => openDatabase(':memory:', 'node').close())).toBe(nodeSqlite() ? 'no error' : 'no-driver');
});
