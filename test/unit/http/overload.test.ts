import autocannon from 'autocannon';
import { describe, expect, it } from 'vitest';
import { ask, testService } from './service.js';

const service = testService({ running: 2, runningEach: 2, waiting: 4, patienceMs: 1000 });
const heavy = "config from iam where source.cloud.type = 'AWS' order by action.name";

describe('more than the service can do', () => {
  it('is refused at once with a time to come again, and nothing falls over', async () => {
    const token = await service.token('reader');
    let at = 0;
    const result = await autocannon({
      url: `${service.url}/v1/query`,
      connections: 40,
      duration: 4,
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      requests: [
        {
          // Each another question, so that none is answered from what was kept.
          setupRequest: (request) => ({
            ...request,
            body: JSON.stringify({
              query: `config from iam where dest.cloud.service.name = 's3' limit ${20 + (at++ % 5000)}`,
            }),
          }),
        },
      ],
    });
    const { '4xx': refused, '5xx': failed, '2xx': answered } = result;
    expect(answered).toBeGreaterThan(0);
    expect(refused + failed).toBeGreaterThan(0);
    expect(Object.keys(result.statusCodeStats ?? {}).sort()).toEqual(expect.arrayContaining(['200']));
    expect(Object.keys(result.statusCodeStats ?? {}).filter((code) => !['200', '429', '503'].includes(code))).toEqual(
      [],
    );
    expect(result.errors + result.timeouts).toBe(0);
    const told = await ask(service, token, 'GET', '/v1/snapshots');
    expect(told.status).toBe(200);
  });

  it('tells when to come again, and whose doing it is', async () => {
    const [one, other] = [await service.token('reader'), await service.token('analyst')];
    const stop = new AbortController();
    const busy = Array.from({ length: 6 }, (_, at) =>
      fetch(`${service.url}/v1/query`, {
        method: 'POST',
        signal: stop.signal,
        headers: { authorization: `Bearer ${one}`, 'content-type': 'application/json', accept: 'application/x-ndjson' },
        body: JSON.stringify({ query: `${heavy} limit ${9000 + at}` }),
      }).catch(() => null),
    );
    while (service.serving.service.admission.waiting < 4) await new Promise((resolve) => setTimeout(resolve, 2));
    const own = await ask(service, one, 'POST', '/v1/query', { body: { query: `${heavy} limit 7` } });
    expect([own.status, own.json.code]).toEqual([429, 'too-many-at-once']);
    const others = await ask(service, other, 'POST', '/v1/query', { body: { query: `${heavy} limit 8` } });
    expect([others.status, others.json.code]).toEqual([503, 'overloaded']);
    for (const { headers } of [own, others]) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    stop.abort();
    await Promise.all(busy);
  });

  it('does not keep small questions waiting behind large ones', async () => {
    const token = await service.token('admin');
    const stop = new AbortController();
    const large = fetch(`${service.url}/v1/query`, {
      method: 'POST',
      signal: stop.signal,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/x-ndjson' },
      body: JSON.stringify({ query: heavy }),
    }).catch(() => null);
    const check = { principal: 'lena', action: 's3:GetObject', resource: 'larkfield-home' };
    for (let at = 0; at < 5; at++) {
      const told = await ask(service, token, 'POST', '/v1/access/check', { body: { ...check, context: { x: at } } });
      expect(told.status).toBe(200);
    }
    stop.abort();
    await large;
  });
});
