import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { AccessRow, AskOptions } from '../src/access/contract.js';
import { localAdministrator } from '../src/callers/caller.js';
import { simulateLine } from '../src/evaluators/simulate.js';
import { openDatabase } from '../src/store/embedded/driver.js';
import { openAccess } from '../src/wiring.js';
import { accountId, type EstateOptions, probeBucket, writeEstate } from './estate.js';
import { markdown, median, ms, once, ratio, type Row } from './measure.js';

const bin = fileURLToPath(new URL('../src/main.js', import.meta.url));
const asking: AskOptions = { caller: localAdministrator, now: Date.now() };

interface Sized {
  readonly label: string;
  readonly options: Partial<EstateOptions>;
}

/** The answer stays the same twenty principals while unrelated ones multiply. */
const sizes: readonly Sized[] = [
  { label: '1,500 principals, 1,000 buckets', options: { users: 1000, roles: 500, buckets: 1000, policies: 300 } },
  { label: '15,000 principals, 10,000 buckets', options: { users: 10_000, roles: 5000, groups: 500, buckets: 10_000, policies: 3000 } },
  { label: '150,000 principals, 100,000 buckets', options: { users: 100_000, roles: 50_000, groups: 5000, buckets: 100_000, policies: 30_000 } },
];

const program = new Command('bench')
  .option('--scale <scale>', 'small (the first two sizes), full (all, and a million resources)', 'small')
  .option('--out <file>', 'also write the tables to a Markdown file')
  .option('--keep', 'keep the generated estates', false)
  .parse();
const settings = program.opts<{ scale: string; out?: string; keep: boolean }>();
const root = mkdtempSync(join(tmpdir(), 'grantgraph-bench-'));

function cli(...args: string[]): { ms: number; peakMb: number } {
  const script = `process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS)); await import(${JSON.stringify(`file://${bin}`)});`;
  const started = performance.now();
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', script, '--', 'grantgraph', ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const took = performance.now() - started;
  const peak = Number(/peak (\d+)/.exec(done.stderr)?.[1] ?? 0) / 1024;
  if (done.status !== 0) throw new Error(`grantgraph ${args.join(' ')} ended with ${done.status}: ${done.stderr.slice(-500)}`);
  return { ms: took, peakMb: peak };
}

/** `JSON.parse` of every record of the dump, reading included. */
function parseAll(directory: string): void {
  for (const account of readdirSync(directory)) {
    for (const file of readdirSync(join(directory, account))) {
      const text = readFileSync(join(directory, account, file), 'utf8');
      if (file.endsWith('.ndjson')) for (const line of text.split('\n')) void (line === '' || JSON.parse(line));
      else JSON.parse(text);
    }
  }
}

/** The least a durable load could do: parse, and insert every record's text with its key into one SQLite table. */
function parseAndInsert(directory: string): void {
  const file = join(root, 'plain.db');
  rmSync(file, { force: true });
  const database = openDatabase(file);
  database.exec('CREATE TABLE record (id TEXT, body TEXT); BEGIN');
  const insert = database.prepare('INSERT INTO record VALUES (?, ?)');
  const put = (record: { Arn?: string }) => insert.run(record.Arn ?? '', JSON.stringify(record));
  for (const account of readdirSync(directory)) {
    const details = JSON.parse(readFileSync(join(directory, account, 'authorization-details.json'), 'utf8')) as Record<string, { Arn: string }[]>;
    for (const list of Object.values(details)) list.forEach(put);
    for (const line of readFileSync(join(directory, account, 'resources.ndjson'), 'utf8').split('\n')) if (line !== '') put(JSON.parse(line) as { Arn: string });
  }
  database.exec('CREATE INDEX record_id ON record (id); COMMIT');
  database.close();
}

function count(rows: Iterable<AccessRow>): number {
  let total = 0;
  for (const _row of rows) total++;
  return total;
}

const ingestRows: Row[] = [];
const pointRows: Row[] = [];
const note = (text: string) => process.stderr.write(`${text}\n`);

async function size({ label, options }: Sized, first: { who: number } | null): Promise<{ who: number }> {
  const dump = join(root, createHash('md5').update(label).digest('hex').slice(0, 8));
  const data = `${dump}.data`;
  note(`${label}: generating`);
  await writeEstate(dump, options);
  note('  loading');
  const parsed = await median(3, () => parseAll(dump));
  const plain = await once(() => parseAndInsert(dump));
  const load = cli('--data', data, 'ingest', 'aws', '--from', dump, '-q');
  const again = cli('--data', data, 'ingest', 'aws', '--from', dump, '-q');
  ingestRows.push({
    what: label,
    'JSON.parse ms': ms(parsed),
    'parse and insert ms': ms(plain),
    'first load ms': ms(load.ms),
    'load / parse': ratio(load.ms, parsed),
    'unchanged again ms': ms(again.ms),
    'again / parse': ratio(again.ms, parsed),
    'peak MB': Math.round(load.peakMb),
  });
  note('  asking');
  const cold = cli('--data', data, '--format', 'json', 'query', `who can s3:GetObject on '${probeBucket}'`);
  const { access, set, close } = await openAccess(data);
  const who = () => count(access.rows({ actions: ['s3:GetObject'], resources: { ids: [probeBucket] } }, asking));
  const user = `arn:aws:iam::${accountId(0)}:user/u-0`;
  const whoMs = await median(50, who);
  const whatMs = await median(20, () => count(access.rows({ sources: [user] }, asking)));
  const checkMs = await median(50, () => access.check(user, 's3:GetObject', probeBucket, asking));
  const pairs = (): number => count(access.rows({ actions: ['s3:GetObject'], resources: { filter: { account: accountId(0) } } }, asking));
  let total = 0;
  const pairsMs = await once(() => {
    total = pairs();
  });
  pointRows.push({
    what: label,
    'who can, cold command ms': ms(cold.ms),
    'who can, warm ms': ms(whoMs),
    'growth of who can': first ? ratio(whoMs, first.who) : '1.00×',
    answer: who(),
    'what can ms': ms(whatMs),
    'check ms': ms(checkMs),
    'all pairs of one account ms': ms(pairsMs),
    pairs: total,
    classes: [...set.classKeys()].length,
    'heap MB': Math.round(process.memoryUsage().heapUsed / 2 ** 20),
  });
  await close();
  if (!settings.keep) rmSync(dump, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
  return { who: whoMs };
}

async function simulateRate(): Promise<Row> {
  const lines = Array.from({ length: 5000 }, (_, n) =>
    JSON.stringify({
      provider: 'aws',
      request: { principal: `arn:aws:iam::111122223333:user/u-${n % 97}`, action: 's3:GetObject', resource: `arn:aws:s3:::bench/home/u-${n % 89}/k`, resourceAccount: '111122223333', context: { 'aws:SourceIp': '203.0.113.9' } },
      identityPolicies: [
        { name: 'a', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::bench/home/${aws:username}/*' }] } },
        { name: 'b', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', Condition: { NotIpAddress: { 'aws:SourceIp': `203.0.${n % 50}.0/24` } } }] } },
      ],
    }),
  );
  const took = await median(5, () => lines.forEach(simulateLine));
  return { what: 'simulate, two policies a case', 'cases per second': Math.round((lines.length / took) * 1000).toLocaleString('en') };
}

async function million(): Promise<Row> {
  const dump = join(root, 'million');
  note('1,000,000 resources: generating');
  await writeEstate(dump, { accounts: 10, users: 1000, roles: 500, buckets: 1_000_000, policies: 300 });
  note('  loading');
  const parsed = await once(() => parseAll(dump));
  const load = cli('--data', `${dump}.data`, 'ingest', 'aws', '--from', dump, '-q');
  const cold = cli('--data', `${dump}.data`, '--format', 'json', 'query', `who can s3:GetObject on '${probeBucket}'`);
  return { what: '1,000,000 resources', 'JSON.parse ms': ms(parsed), 'first load ms': ms(load.ms), 'load / parse': ratio(load.ms, parsed), 'peak MB of the load': Math.round(load.peakMb), 'who can, cold command ms': ms(cold.ms), 'peak MB of the question': Math.round(cold.peakMb) };
}

mkdirSync(root, { recursive: true });
try {
  let first: { who: number } | null = null;
  for (const one of settings.scale === 'full' ? sizes : sizes.slice(0, 2)) {
    const done = await size(one, first);
    first ??= done;
  }
  const rate = await simulateRate();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}, Node ${process.versions.node}`;
  const parts = [
    `# Bench\n\nMade by \`npm run bench -- --scale ${settings.scale} --out docs/bench.md\` on ${machine}. Times are wall milliseconds; the ratios were taken side by side in one run and are what counts.\nFive managed policies a principal; seven in ten principals carry one of the policy sets that provisioning makes (one set for ten principals).`,
    `## Loading a dump\n\n${markdown(ingestRows)}`,
    `## Asking\n\nThe same twenty principals can read the probe bucket at every size. A cold command includes the start of the process.\n\n${markdown(pointRows)}`,
    `## Simulating\n\n${markdown([rate])}`,
  ];
  if (settings.scale === 'full') parts.push(`## A large inventory\n\n${markdown([await million()])}`);
  const report = `${parts.join('\n\n')}\n`;
  process.stdout.write(report);
  if (settings.out) writeFileSync(settings.out, report);
} finally {
  if (!settings.keep) rmSync(root, { recursive: true, force: true });
}
