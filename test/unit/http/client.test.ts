import { describe, expect, expectTypeOf, it } from 'vitest';
import { GrantgraphClient, ProblemError } from '../../../src/client/index.js';
import { testService } from './service.js';

const service = testService();
const client = async () => new GrantgraphClient({ url: `${service.url}/`, token: await service.token('reader') });

describe('the typed client', () => {
  it('asks and is answered in the types of the routes', async () => {
    const grants = await client();
    const answer = await grants.call('check', {
      body: { principal: 'lena', action: 's3:GetObject', resource: 'larkfield-home' },
    });
    expectTypeOf(answer.verdict).toEqualTypeOf<'allow' | 'conditional' | 'deny' | 'unknown'>();
    expect(['allow', 'conditional']).toContain(answer.verdict);
    const { id } = await grants.call('getResource', { params: { id: 'arn:aws:s3:::larkfield-home' } });
    expect(id).toBe('arn:aws:s3:::larkfield-home');
    const { queries } = await grants.call('listQueries', { query: { pack: 'exposure' } });
    expect(queries.length).toBeGreaterThan(3);
    expect(await grants.call('simulate', { body: '{"provider":"nothing"}' })).toMatch(/^\{"error":/);
  });

  it('hands on rows as they are found', async () => {
    const rows = [];
    for await (const row of (await client()).rows({ query: 'config from iam where source.public = true' }))
      rows.push(row);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.every((row) => row['sourcePublic'] === true)).toBe(true);
  });

  it('tells what the service told', async () => {
    const failed = await (await client())
      .call('query', { body: { query: 'config from iam where' } })
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ProblemError);
    expect(failed).toMatchObject({ status: 400, code: 'empty-where', requestId: expect.any(String) });
    const nobody = new GrantgraphClient({ url: 'http://127.0.0.1:9', token: 'x' });
    await expect(nobody.call('status', {})).rejects.toMatchObject({ status: 0, code: 'unreachable' });
  });
});
