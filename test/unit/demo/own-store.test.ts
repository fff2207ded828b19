import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { localAdministrator } from '../../../src/callers/caller.js';
import { demo } from '../../../src/commands/demo.js';
import { ingest } from '../../../src/commands/ingest.js';
import { freshEnvironment } from '../../environment.js';
import { silent, writeDump } from '../../scenarios/estate.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'grantgraph-own-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('does not mix the sample organisation into the data of others, and may be run twice', async () => {
  const environment = await freshEnvironment(join(root, 'data'));
  try {
    await demo(environment, localAdministrator, root, silent);
    const again = await demo(environment, localAdministrator, root, silent);
    expect(again.ingested.report.parts.every(({ unchanged }) => unchanged)).toBe(true);
    await writeDump(join(root, 'others'), { '098765432109/resources.ndjson': [bucket] });
    await ingest(environment, localAdministrator, { provider: 'aws', from: join(root, 'others'), progress: silent });
    await expect(demo(environment, localAdministrator, root, silent)).rejects.toMatchObject({
      code: 'store-not-empty',
      message: 'the store already holds `098765432109`',
    });
  } finally {
    await environment.close();
  }
});

const bucket = {
  Arn: 'arn:aws:s3:::others',
  ResourceType: 'AWS::S3::Bucket',
  Region: 'eu-west-1',
  Account: '098765432109',
};
