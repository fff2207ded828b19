import { describe, expect, it } from 'vitest';
import { ask, testService } from './service.js';

describe('a minute', () => {
  const service = testService({ perMinute: 5, failuresPerMinute: 5 });

  it('has so many requests of one credential, and others have theirs', async () => {
    const [one, other] = [await service.token('reader'), await service.token('analyst')];
    for (let at = 0; at < 5; at++) expect((await ask(service, one, 'GET', '/v1/snapshots')).status).toBe(200);
    const told = await ask(service, one, 'GET', '/v1/snapshots');
    expect([told.status, told.json.code]).toEqual([429, 'too-many-requests']);
    expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(service, other, 'GET', '/v1/snapshots')).status).toBe(200);
  });

  it('has few tries to guess who one might be', async () => {
    const guess = (at: number) => ask(service, `gg_00000000000${at}_${'a'.repeat(43)}`, 'GET', '/v1/snapshots');
    const statuses = [];
    for (let at = 0; at < 8; at++) statuses.push((await guess(at)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  });
});
