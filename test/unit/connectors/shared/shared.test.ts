import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { IdSet } from '../../../../connectors/shared/id-set.js';
import { findJsonFault } from '../../../../connectors/shared/json-fault.js';
import { jsonHead } from '../../../../connectors/shared/json-keys.js';
import { readJsonFile } from '../../../../connectors/shared/json-text.js';
import { readNdjson } from '../../../../connectors/shared/ndjson.js';
import { redact } from '../../../../connectors/shared/redact.js';
import { scanFile } from '../../../../connectors/shared/scan-file.js';

const directory = mkdtempSync(join(tmpdir(), 'shared-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;
function file(text: string): string {
  const path = join(directory, `${files++}`);
  writeFileSync(path, text);
  return path;
}

describe('faults of JSON', () => {
  it.each([
    ['', 1, 1, 'it is empty'],
    ['{"a": 1,}', 1, 9, '`}` stands where a key should'],
    ['{"a" 1}', 1, 6, '`1` stands where `:` should'],
    ['[1 2]', 1, 4, '`2` stands where `,` or `]` should'],
    ['{"a": tru}', 1, 7, '`t` stands where a value should'],
    ['[01]', 1, 2, '`0` stands where a value or `]` should'],
    ['"a\nb"', 1, 3, 'a control character stands inside a string'],
    ['"\\x"', 1, 2, 'a backslash starts no escape'],
    ['{}\n{}', 2, 1, '`{` stands where nothing should'],
    ['{\n\n"a": [1,\n2', 4, 2, 'it ends where `,` or `]` should follow'],
    ["{'a': 1}", 1, 2, "`'` stands where a key or `}` should"],
  ])('%j', (text, line, column, message) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(findJsonFault(text)).toMatchObject({ line, column, message });
  });

  it('are found in whatever the engine refuses, at a place inside the text', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', ',', '}', ']', ':', '\\', 'x', '\n', '-'),
        (json, seed, char) => {
          const at = seed % (json.length + 1);
          const text = json.slice(0, at) + char + json.slice(at + 1);
          let valid = true;
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          if (valid) return;
          const fault = findJsonFault(text);
          expect(fault.offset).toBeLessThanOrEqual(text.length);
          expect(fault.message).not.toContain('too deeply');
        },
      ),
      { numRuns: 3000, seed: 7 },
    );
  });
});

describe('keys at the beginning of a text', () => {
  it('are those of the object or of the first object of a list', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z:{}[\],]{1,8}$/), fc.jsonValue()),
        fc.boolean(),
        (record, list) => {
          const text = JSON.stringify(list ? [record, { other: 1 }] : record);
          expect([...jsonHead(text).keys].toSorted()).toEqual(Object.keys(record).toSorted());
          expect(jsonHead(text).closed).toBe(true);
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  });

  it('are found as far as the text reaches', () => {
    const head = jsonHead('{"a": {"b": 1}, "c": [{"d": ');
    expect(head).toMatchObject({ container: 'object', closed: false, oneLine: true, more: false });
    expect([...head.keys]).toEqual(['a', 'c']);
    expect(jsonHead('{"a":1}\n{"b":2}')).toMatchObject({ closed: true, oneLine: true, more: true });
    expect(jsonHead('plain')).toMatchObject({ container: 'none' });
  });
});

describe('NDJSON', () => {
  it('is read line by line whatever the line ends and buffers', () => {
    const big = 'x'.repeat(5 * 1024 * 1024);
    const path = file(`\ufeff{"n":1}\r\n\n{"n":2,"big":"${big}"}\n`);
    appendFileSync(path, '{"n":3,"text":"ä€"}');
    const read = [...readNdjson(path)].map(({ record, line }) => [
      record['n'],
      line,
      record['text'] ?? String(record['big'] ?? '').length,
    ]);
    expect(read).toEqual([
      [1, 1, 0],
      [2, 3, big.length],
      [3, 4, 'ä€'],
    ]);
  });
});

describe('a scan', () => {
  it('finds texts across buffers and the digest of all bytes', async () => {
    const pad = ' '.repeat(4 * 1024 * 1024 - 10);
    const text = `{"a":${pad}"needle-1", "b": "needle-2"}`;
    const scan = await scanFile(file(text), () => ({ needle: /"(needle-\d)"/g }));
    expect([...scan.found['needle']!]).toEqual(['needle-1', 'needle-2']);
    expect(scan.size).toBe(text.length);
    expect(scan.complete).toBe(false);
    expect(scan.head).toHaveLength(64 * 1024);
    expect((await scanFile(file(text), () => ({}))).digest).toBe(scan.digest);
    expect((await scanFile(file(`${text} `), () => ({}))).digest).not.toBe(scan.digest);
  });
});

describe('a JSON file', () => {
  it('may begin with a byte order mark', () => {
    expect(readJsonFile(file('\ufeff{"a": 1}'))).toEqual({ a: 1 });
  });
});

describe('a file above the size of a text', () => {
  it('is refused with what to do', () => {
    const path = file('{');
    truncateSync(path, 600 * 1024 * 1024);
    expect(() => readJsonFile(path)).toThrow(
      expect.objectContaining({
        code: 'file-too-large',
        message: `\`${path}\` has 600 MB, more than one JSON text can hold`,
        hint: 'split it into pages of at most 500 MB in the same directory; resources may be of any size as NDJSON, one record a line',
      }),
    );
  });
});

describe('a set of ids', () => {
  it('remembers each of many', () => {
    const set = new IdSet();
    const ids = Array.from({ length: 100_000 }, (_, index) => `arn:aws:s3:::bucket-${index}`);
    expect(ids.every((id) => set.add(id))).toBe(true);
    expect(ids.some((id) => set.add(id))).toBe(false);
    expect(set.add('arn:aws:s3:::bucket-100000')).toBe(true);
    expect(set.add('')).toBe(true);
    expect(set.add('')).toBe(false);
  });
});

describe('redaction', () => {
  const hidden = (kind: string, length: number) => ({ redacted: true, kind, length });

  it.each([
    ['Password', 'x', hidden('password', 1)],
    ['master_user_password', 'x', hidden('password', 1)],
    ['sessionToken', 'x', hidden('token', 1)],
    ['AccessKeyId', 'AKIA', hidden('access-key', 4)],
    ['SecretAccessKey', 'x', hidden('access-key', 1)],
    ['SecretBinary', 'x', hidden('secret', 1)],
    ['KeyMaterial', 'x', hidden('private-key', 1)],
    ['password', 1234, hidden('password', 4)],
    ['PasswordLastUsed', '2026', '2026'],
    ['SecretArn', 'arn:x', 'arn:x'],
    ['KmsKeyId', 'x', 'x'],
    ['MaxPasswordAge', 90, 90],
    ['PasswordEnabled', true, true],
    ['password', '', ''],
  ])('%s: %j', (key, value, expected) => {
    expect(redact({ [key]: value })).toEqual({ [key]: expected });
  });

  it('knows environments by their shapes', () => {
    const value = hidden('environment', 1);
    expect(redact({ Environment: { Variables: { A: 'x' } } })).toEqual({ Environment: { Variables: { A: value } } });
    expect(redact({ environment: [{ name: 'A', value: 'x' }] })).toEqual({ environment: [{ name: 'A', value }] });
    expect(redact({ RuntimeEnvironmentVariables: { A: 'x' } })).toEqual({ RuntimeEnvironmentVariables: { A: value } });
    expect(
      redact({ environment: { type: 'LINUX', environmentVariables: [{ name: 'A', value: 'x', type: 'PLAINTEXT' }] } }),
    ).toEqual({
      environment: { type: 'LINUX', environmentVariables: [{ name: 'A', value, type: 'PLAINTEXT' }] },
    });
    expect(
      redact({
        OptionSettings: [{ Namespace: 'aws:elasticbeanstalk:application:environment', OptionName: 'A', Value: 'x' }],
      }),
    ).toEqual({
      OptionSettings: [{ Namespace: 'aws:elasticbeanstalk:application:environment', OptionName: 'A', Value: value }],
    });
    expect(redact({ Type: 'SecureString', Value: 'x' })).toEqual({ Type: 'SecureString', Value: hidden('secret', 1) });
  });

  it('never changes what holds no secret', () => {
    const plain = {
      Runtime: 'nodejs',
      Layers: ['arn:aws:lambda:eu-west-1:1:layer:x:1'],
      VpcConfig: { SubnetIds: ['subnet-1'] },
      Size: 3,
      On: true,
      None: null,
    };
    expect(redact(plain)).toEqual(plain);
  });
});
