import autocannon from 'autocannon';
import { databaseOf, noServer } from '../databases.js';
import { probeBucket } from '../estate.js';
import { type Lab, note, sizes } from '../lab.js';
import { ms, type Row, ratio } from '../measure.js';
import type { Section } from '../section.js';
import { bareRoute, type ServerProcess, serviceOver } from '../services.js';

const size = sizes[1]!;
const connections = 64;
const seconds = 6;
const rounds = 3;

export const httpSection: Section = {
  name: 'http',
  title: 'Over HTTP',
  words: `A point question at ${connections} connections, beside a bare Express route in a process of its own that returns the same bytes; both and the load share two processors, and take turns. "Another each time" asks of a thousand other buckets, each for the first time in two seconds: nothing is answered from what was kept.`,
  run: async (lab) => {
    const rows: Row[] = [];
    const data = await lab.data(size);
    rows.push(...(await overStore('embedded', { data, store: 'embedded:' })));
    if (noServer()) return rows;
    const database = await databaseOf(lab, size);
    if (database === null) return rows;
    try {
      rows.push(...(await overStore('Neo4j', { data: '', store: database.url })));
    } finally {
      await database.close();
    }
    return rows;
  },
};

export const httpStreamSection: Section = {
  name: 'http-stream',
  title: 'Streaming over HTTP',
  words: 'All rows of a scan as NDJSON; the largest resident set of the service before, and while the stream goes on.',
  full: true,
  run: async (lab) => [await streamed(lab)],
};

async function overStore(name: string, where: { data: string; store: string }): Promise<Row[]> {
  const service = await serviceOver(where);
  try {
    const same = (_at: number) => JSON.stringify({ query: `who can s3:GetObject on '${probeBucket}'` });
    const another = (at: number) =>
      JSON.stringify({
        query: `who can s3:GetObject on 'arn:aws:s3:::b-${String(at % 30).padStart(4, '0')}-${at % 1009}'`,
      });
    return [
      await beside(`${name}: the same question`, service, same),
      await beside(`${name}: another each time`, service, another),
    ];
  } finally {
    await service.stop();
  }
}

async function beside(what: string, service: ServerProcess, body: (at: number) => string): Promise<Row> {
  const answer = await post(service, body(0));
  const bare = await bareRoute(await answer.text());
  try {
    const runs = { ours: [] as Load[], bare: [] as Load[] };
    await load(service, body, 2);
    await load(bare, body, 2);
    for (let round = 0; round < rounds; round++) {
      runs.bare.push(await load(bare, body, seconds));
      runs.ours.push(await load(service, body, seconds));
    }
    const [ours, theirs] = [middle(runs.ours), middle(runs.bare)];
    note(`${what}: ${Math.round(ours.perSecond)} and ${Math.round(theirs.perSecond)} requests a second`);
    return {
      what,
      'requests/s': Math.round(ours.perSecond).toLocaleString('en'),
      'bare requests/s': Math.round(theirs.perSecond).toLocaleString('en'),
      'ours / bare': ratio(ours.perSecond, theirs.perSecond),
      'p99 ms': ms(ours.p99),
      'bare p99 ms': ms(theirs.p99),
      'p99 / bare': ratio(ours.p99, theirs.p99),
    };
  } finally {
    await bare.stop();
  }
}

interface Load {
  readonly perSecond: number;
  readonly p99: number;
}

async function load({ url, token }: ServerProcess, body: (at: number) => string, duration: number): Promise<Load> {
  let at = 0;
  const result = await autocannon({
    url: `${url}/v1/query`,
    connections,
    duration,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    requests: [{ setupRequest: (request) => ({ ...request, body: body(at++) }) }],
  });
  if (result.non2xx + result.errors > 0)
    throw new Error(`${result.non2xx} refused, ${result.errors} failed: ${JSON.stringify(result.statusCodeStats)}`);
  return { perSecond: result.requests.average, p99: result.latency.p99 };
}

function middle(runs: readonly Load[]): Load {
  return runs.toSorted((left, right) => left.perSecond - right.perSecond)[Math.floor(runs.length / 2)]!;
}

function post({ url, token }: ServerProcess, body: string, accept = 'application/json'): Promise<Response> {
  return fetch(`${url}/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${token}` },
    body,
  });
}

async function streamed(lab: Lab): Promise<Row> {
  const service = await serviceOver({ data: await lab.data(size), store: 'embedded:' });
  try {
    const scan = JSON.stringify({
      query: "config from iam where source.cloud.type = 'AWS' AND dest.cloud.account != 'none'",
    });
    const before = await service.memoryMb();
    const response = await post(service, scan, 'application/x-ndjson');
    let rows = 0;
    const peaks: number[] = [];
    const watch = setInterval(async () => peaks.push(await service.memoryMb()), 200);
    const began = performance.now();
    for await (const piece of response.body!) for (const byte of piece) if (byte === 10) rows++;
    clearInterval(watch);
    note(`${rows} rows`);
    const half = Math.floor(peaks.length / 2);
    return {
      what: 'a scan as NDJSON',
      rows: rows.toLocaleString('en'),
      s: ms((performance.now() - began) / 1000),
      'MB before': Math.round(before),
      'MB, first half': Math.round(Math.max(...peaks.slice(0, half))),
      'MB, second half': Math.round(Math.max(...peaks.slice(half))),
    };
  } finally {
    await service.stop();
  }
}
