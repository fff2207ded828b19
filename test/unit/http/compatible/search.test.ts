import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, localAdministrator } from '../../../../src/callers/caller.js';
import { today } from '../../../../src/commands/demo-organisation/builders.js';
import type { Environment } from '../../../../src/commands/environment.js';
import { ingest } from '../../../../src/commands/ingest.js';
import { query } from '../../../../src/commands/query.js';
import type { GroupField } from '../../../../src/http/compatible/grouped-items.js';
import { wantedOf } from '../../../../src/http/compatible/page.js';
import type { Edition } from '../../../../src/http/compatible/permission-rows.js';
import { searchPermissions } from '../../../../src/http/compatible/search.js';
import { freshEnvironment } from '../../../environment.js';
import { Dump } from '../../demo/dump.js';

let directory: string;
let environment: Environment;
const quiet = { step: () => {}, warn: () => {} };
const again = (collectedAt: string) =>
  ingest(environment, localAdministrator, { provider: 'aws', from: directory, collectedAt, progress: quiet });

beforeAll(async () => {
  ({ directory } = await Dump.write());
  environment = await freshEnvironment(join(directory, 'data'));
  await again(today);
});

afterAll(async () => {
  await environment.close();
  await rm(directory, { recursive: true });
});

interface Ask {
  readonly query?: string;
  readonly edition?: Edition;
  readonly limit?: number;
  readonly token?: string | null;
  readonly groupBy?: readonly GroupField[];
  readonly caller?: Caller;
}

const search = async ({ caller = localAdministrator, edition = 'v4', ...ask }: Ask) =>
  searchPermissions(environment, caller, { ...wantedOf(ask), edition });

const buckets =
  "config from iam where dest.cloud.type = 'AWS' AND dest.cloud.service.name = 's3' AND source.cloud.resource.type = 'user'";

async function everyPage(ask: Ask, between?: () => Promise<unknown>) {
  const pages = [await search(ask)];
  for (let token = pages[0]!.data.nextPageToken; token !== null; token = pages.at(-1)!.data.nextPageToken) {
    await between?.();
    pages.push(await search({ ...(ask.limit ? { limit: ask.limit } : {}), token }));
  }
  return pages;
}

describe('a search', () => {
  it('is answered in the envelope of the product', async () => {
    const text = `${buckets} AND dest.cloud.resource.name IN ('larkfield-tariffs', 'larkfield-payroll')`;
    const { data, ...envelope } = await search({ query: text, limit: 1 });
    expect(envelope).toEqual({
      query: text,
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
      saved: false,
      name: '',
      timeRange: { type: 'to_now', value: 'epoch' },
      searchType: 'iam',
      description: '',
      cloudType: 'aws',
    });
    expect(data.searchedDestCloudResourceNames).toEqual(['larkfield-tariffs', 'larkfield-payroll']);
    expect(data.items).toHaveLength(1);
    expect(data.totalRows).toBeNull();
  });

  it('shows the rows of our own query, by the names of accounts and regions', async () => {
    const { data } = await search({ query: buckets, limit: 10_000 });
    const own = await query(environment, localAdministrator, { text: buckets, limit: 10_000 });
    if (own.kind !== 'rows') return expect.fail('no rows');
    expect(data.items.map((item) => item['id'])).toEqual(own.rows.map((row) => row['id']));
    expect(data.items.length).toBeGreaterThan(100);
    expect(data.totalRows).toBe(data.items.length);
    expect(data.nextPageToken).toBeNull();
    const accounts = new Set(data.items.map((item) => item['sourceCloudAccount']));
    expect([...accounts].filter((name) => /^\d+$/.test(String(name)))).toEqual([]);
  });

  it('goes on by its token alone, over the data of its first page', async () => {
    const whole = await search({ query: buckets, limit: 10_000 });
    const pages = await everyPage({ query: buckets, limit: 60 }, () => again('2026-11-25'));
    expect(pages.length).toBeGreaterThan(3);
    const ids = pages.flatMap((page) => page.data.items.map((item) => item['id']));
    expect(ids).toEqual(whole.data.items.map((item) => item['id']));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('groups by the fields asked for, page by page', async () => {
    const groupBy = ['source', 'destCloudAccount'] as const;
    const whole = await search({ query: buckets, groupBy, limit: 10_000 });
    const all = await search({ query: buckets, limit: 10_000 });
    const distinct = new Set(all.data.items.map((item) => `${item['sourceResourceId']} ${item['destCloudAccount']}`));
    expect(whole.data.totalRows).toBe(distinct.size);
    expect(whole.data.items.map((item) => `${item['sourceResourceId']} ${item['destCloudAccount']}`)).toEqual([
      ...distinct,
    ]);
    const pages = await everyPage({ query: buckets, groupBy, limit: 2 }, () => again('2026-11-26'));
    expect(pages.flatMap((page) => page.data.items)).toEqual(whole.data.items);
    expect(pages.length).toBeGreaterThan(2);
  });

  it('shows nobody what lies outside of his scope', async () => {
    const { data } = await search({ query: buckets, limit: 10_000 });
    const caller: Caller = { name: 'team', role: 'reader', accounts: new Set(['444455556666']) };
    const own = await search({ query: buckets, limit: 10_000, caller });
    expect(own.data.items.length).toBeLessThan(data.items.length);
  });

  it.each([
    ["who can s3:GetObject on 'larkfield-payroll' group by action.name"],
    ["why can 'lena' s3:GetObject on 'larkfield-payroll'"],
    ["how can 'lena' reach 'larkfield-payroll'"],
  ])('is not %s', async (text) => {
    await expect(search({ query: text })).rejects.toMatchObject({ code: 'not-a-search' });
  });

  it('tells every mistake of a query', async () => {
    await expect(search({ query: "config from iam where dest.cloud.resource.nam = 'x'" })).rejects.toMatchObject({
      code: 'unknown-attribute',
      message: expect.stringContaining('^^^^'),
    });
  });

  it('does not take the token of another query', async () => {
    const { data } = await search({ query: buckets, limit: 1 });
    await expect(search({ query: `${buckets} limit 5`, token: data.nextPageToken })).rejects.toMatchObject({
      code: 'wrong-cursor',
    });
  });
});
