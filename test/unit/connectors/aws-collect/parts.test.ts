import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyDocument, tagMap } from '../../../../connectors/aws/collect/documents.js';
import { FailureLog } from '../../../../connectors/aws/collect/failures.js';
import { CallFault, plainText, toFault } from '../../../../connectors/aws/collect/faults.js';
import { DumpDirectory } from '../../../../connectors/aws/collect/files.js';
import { Gate, mapBounded, pause } from '../../../../connectors/aws/collect/gate.js';
import { canCarryPolicy } from '../../../../connectors/aws/collect/resources/policied.js';
import { loadOptional } from '../../../../connectors/aws/collect/sdk.js';
import { readAwsSettings } from '../../../../connectors/aws/settings.js';

const never = new AbortController().signal;

describe('documents', () => {
  const policy = { Version: '2012-10-17', Statement: [{ Resource: 'arn:aws:s3:::b/a%20b' }] };

  it('reads plain, URL-encoded and quote-escaped policies alike', () => {
    const text = JSON.stringify(policy);
    expect(policyDocument(text)).toEqual(policy);
    expect(policyDocument(encodeURIComponent(text))).toEqual(policy);
    expect(policyDocument(text.replaceAll('"', '\\"'))).toEqual(policy);
  });

  it('keeps a text that is no policy', () => {
    expect(policyDocument('not json')).toBe('not json');
    expect(policyDocument('%zz')).toBe('%zz');
  });

  it('reads the spellings of tags', () => {
    expect(
      tagMap([
        { Key: 'b', Value: '1' },
        { key: 'a', value: '2' },
        { TagKey: 'c', TagValue: '3' },
      ]),
    ).toEqual({
      a: '2',
      b: '1',
      c: '3',
    });
    expect(tagMap([])).toBeUndefined();
  });
});

describe('errors', () => {
  it('leaves out whatever looks like a credential', () => {
    const message = `bad key ${'AKIA'}IOSFODNN7EXAMPLE with X-Amz-Security-Token: abcdef and Signature=0011\nThe Canonical String: secret`;
    const text = plainText(message);
    expect(text).not.toMatch(/AKIA|abcdef|0011|Canonical/);
    expect(text).toContain('bad key');
    expect(plainText(`x ${'aB3+'.repeat(20)} y`)).toBe('x [redacted] y');
  });

  it('never repeats what the vendor says of a signature', () => {
    const error = Object.assign(new Error('The Canonical String should have been GET /'), {
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    });
    const fault = toFault(error, { call: 'sts:GetCallerIdentity', host: 'sts.example' });
    expect(fault).toMatchObject({ code: 'provider-denied', ends: false });
    expect(fault.message).toBe(
      'aws refused the credentials: sts:GetCallerIdentity at sts.example (SignatureDoesNotMatch)',
    );
  });

  it('counts the same trouble once and keeps scopes and parts apart', () => {
    const log = new FailureLog();
    const fault = (bucket: string) =>
      new CallFault(
        'access-denied',
        `aws denied s3:GetBucketPolicy at h (AccessDenied): on ${bucket}`,
        'AccessDenied',
        false,
      );
    log.add('1', 'resources', fault('a'), true);
    log.add('1', 'resources', fault('b'), true);
    log.add('2', 'resources', fault('a'), false);
    expect(log.list()).toEqual([
      {
        scope: '1',
        part: 'resources',
        code: 'access-denied',
        message: 'aws denied s3:GetBucketPolicy at h (AccessDenied): on a (2 times)',
        partial: true,
      },
      {
        scope: '2',
        part: 'resources',
        code: 'access-denied',
        message: 'aws denied s3:GetBucketPolicy at h (AccessDenied): on a',
      },
    ]);
    expect(() => log.add('1', 'resources', new TypeError('a bug'), true)).toThrow('a bug');
  });

  it('turns a package that is not installed into a hint', async () => {
    const name: string = '@grantgraph/not-installed';
    await expect(loadOptional(() => import(name))).rejects.toMatchObject({
      code: 'sdk-missing',
      hint: 'npm install @grantgraph/not-installed',
    });
  });
});

describe('gates', () => {
  it('lets no more through than allowed, and not faster', async () => {
    const gate = new Gate({ concurrent: 1, interval: 30 }, never);
    const starts: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      [1, 2, 3].map(() =>
        gate.run(async () => {
          starts.push(performance.now());
          running += 1;
          most = Math.max(most, running);
          await pause(5, never);
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(starts[2]! - starts[0]!).toBeGreaterThanOrEqual(55);
  });

  it('keeps the order of results, and starts nothing after a failure', async () => {
    expect(await mapBounded([30, 1, 10], 2, async (wait) => pause(wait, never).then(() => wait))).toEqual([30, 1, 10]);
    const started: number[] = [];
    const work = mapBounded([1, 2, 3, 4], 1, async (item) => {
      started.push(item);
      if (item === 2) throw new Error('two');
    });
    await expect(work).rejects.toThrow('two');
    expect(started).toEqual([1, 2]);
  });

  it('leaves a pause when the signal says so', async () => {
    const stop = new AbortController();
    const waiting = pause(60_000, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('files', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'grantgraph-files-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('appear whole, for the owner only, and are listed', async () => {
    const dump = new DumpDirectory(root, never);
    await dump.writeJson('1/a.json', { List: [1, { b: 2 }], None: [], Text: 't', Absent: undefined });
    expect(JSON.parse(readFileSync(join(root, '1/a.json'), 'utf8'))).toEqual({
      List: [1, { b: 2 }],
      None: [],
      Text: 't',
    });
    expect(statSync(join(root, '1/a.json')).mode & 0o777).toBe(0o600);
    expect(dump.written).toEqual([join(root, '1/a.json')]);
  });

  it('leave the earlier file and nothing else when writing fails', async () => {
    const dump = new DumpDirectory(root, never);
    await dump.write('a', ['first']);
    const failing = (function* () {
      yield 'second';
      throw new Error('midway');
    })();
    await expect(dump.write('a', failing)).rejects.toThrow('midway');
    expect(readdirSync(root)).toEqual(['a']);
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('first');
  });
});

describe('settings', () => {
  it('reads lists, levels and the endpoint of the environment', () => {
    expect(
      readAwsSettings(
        { accounts: '111122223333, 444455556666', regions: 'eu-west-1,us-east-1', 'last-accessed': 'ACTION' },
        { AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' },
      ),
    ).toEqual({
      accounts: ['111122223333', '444455556666'],
      regions: ['eu-west-1', 'us-east-1'],
      lastAccessed: 'action',
      endpoint: 'http://127.0.0.1:5000',
    });
    expect(readAwsSettings({ 'last-accessed': 'none' }, {})).toEqual({});
  });

  it.each([{ accounts: '123' }, { role: 'auditor' }, { endpoint: 'localhost:5000' }, { 'last-accessed': 'daily' }])(
    'refuses %o',
    (typed) => {
      expect(() => readAwsSettings(typed as Record<string, string>, {})).toThrowError(
        expect.objectContaining({ code: 'invalid-setting', exit: 2 }),
      );
    },
  );
});

describe('inventories', () => {
  it('know which resources can carry a policy', () => {
    expect(canCarryPolicy('arn:aws:s3:::bucket')).toBe(true);
    expect(canCarryPolicy('arn:aws:lambda:eu-west-1:1:function:f')).toBe(true);
    expect(canCarryPolicy('arn:aws:kinesis:eu-west-1:1:stream/s')).toBe(true);
    expect(canCarryPolicy('arn:aws:ec2:eu-west-1:1:vpc/vpc-1')).toBe(false);
    expect(canCarryPolicy('arn:aws:events:eu-west-1:1:rule/r')).toBe(false);
  });
});
