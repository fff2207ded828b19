import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountId, type EstateOptions, probeBucket, writeEstate } from '../../../bench/estate.js';
import { markdown, median } from '../../../bench/measure.js';
import { whoCan } from '../../../bench/questions.js';
import { localAdministrator } from '../../../src/callers/caller.js';
import { ingest } from '../../../src/commands/ingest.js';
import { openAccess, wire } from '../../../src/wiring.js';

const small: Partial<EstateOptions> = { accounts: 2, users: 60, roles: 30, groups: 6, buckets: 40, policies: 20 };
const root = mkdtempSync(join(tmpdir(), 'grantgraph-estate-'));
afterAll(() => rmSync(root, { recursive: true }));

interface Details {
  readonly UserDetailList: readonly { Arn: string; AttachedManagedPolicies: readonly { PolicyArn: string }[] }[];
  readonly RoleDetailList: readonly { Arn: string; AttachedManagedPolicies: readonly { PolicyArn: string }[] }[];
  readonly Policies: readonly { Arn: string }[];
}

async function written(name: string, options: Partial<EstateOptions>): Promise<Map<string, string>> {
  const directory = join(root, name);
  await writeEstate(directory, options);
  const files = readdirSync(directory).flatMap((account) =>
    readdirSync(join(directory, account)).map((file) => join(account, file)),
  );
  return new Map(files.map((file) => [file, readFileSync(join(directory, file), 'utf8')]));
}

const details = (files: ReadonlyMap<string, string>): Details[] =>
  [...files].filter(([file]) => file.endsWith('details.json')).map(([, text]) => JSON.parse(text) as Details);

describe('the estate generator', () => {
  let files: Map<string, string>;
  beforeAll(async () => {
    files = await written('one', small);
  });

  test('writes the same for the same seed, and something else for another', async () => {
    expect(await written('same', small)).toEqual(files);
    expect(await written('other', { ...small, seed: 8 })).not.toEqual(files);
  });

  test('holds as many as asked, each with as many policies as asked, all of which exist', () => {
    const accounts = details(files);
    expect(accounts.flatMap((one) => one.UserDetailList)).toHaveLength(60);
    expect(accounts.flatMap((one) => one.RoleDetailList)).toHaveLength(30);
    const known = new Set(accounts.flatMap((one) => one.Policies).map((policy) => policy.Arn));
    for (const principal of accounts.flatMap((one) => [...one.UserDetailList, ...one.RoleDetailList])) {
      const held = principal.AttachedManagedPolicies.map((policy) => policy.PolicyArn);
      expect(held.filter((arn) => !known.has(arn))).toEqual([]);
      expect(held.filter((arn) => !arn.endsWith('/probe-reader'))).toHaveLength(5);
    }
    const buckets = [...files]
      .filter(([file]) => file.endsWith('.ndjson'))
      .flatMap(([, text]) => text.trimEnd().split('\n'));
    expect(buckets).toHaveLength(41);
    expect(buckets.map((line) => (JSON.parse(line) as { Arn: string }).Arn)).toContain(probeBucket);
  });

  test('the readers of the probe stay the same number while unrelated principals multiply', async () => {
    const answers: number[] = [];
    for (const factor of [1, 5]) {
      const name = `times-${factor}`;
      await written(name, {
        ...small,
        users: 60 * factor,
        roles: 30 * factor,
        policies: 20 * factor,
        buckets: 40 * factor,
      });
      const data = join(root, `${name}.data`);
      const environment = wire({ data, store: 'embedded:' });
      const progress = { step: () => {}, warn: (text: string) => expect.fail(text) };
      await ingest(environment, localAdministrator, { provider: 'aws', from: join(root, name), progress });
      await environment.close();
      const { access, close } = await openAccess(data);
      answers.push(whoCan(access));
      await close();
    }
    expect(answers).toEqual([20, 20]);
  });

  test('account ids are twelve digits, none twice', () => {
    const ids = Array.from({ length: 500 }, (_, index) => accountId(index));
    expect(new Set(ids).size).toBe(500);
    expect(ids.filter((id) => !/^\d{12}$/.test(id))).toEqual([]);
  });
});

describe('measuring', () => {
  test('runs once more than it counts', async () => {
    let runs = 0;
    expect(await median(3, () => runs++)).toBeGreaterThanOrEqual(0);
    expect(runs).toBe(4);
  });

  test('writes a Markdown table', () => {
    expect(
      markdown([
        { what: 'a', ms: 1 },
        { what: 'b', ms: '2' },
      ]),
    ).toBe('| what | ms |\n| --- | --- |\n| a | 1 |\n| b | 2 |');
  });
});
