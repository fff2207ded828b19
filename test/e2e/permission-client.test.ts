import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tokens } from '../../src/callers/tokens.js';
import { wire } from '../../src/wiring.js';
import { clientPython, type Ran, runClient } from '../servers/permission-client.js';
import { lacking } from '../servers/requirement.js';

const bin = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const python = clientPython();
const root = mkdtempSync(join(tmpdir(), 'grantgraph-client-'));
const data = join(root, 'demo', 'data');
const key = join(root, 'key.pem');
const cert = join(root, 'cert.pem');
/** The client speaks TLS only, and checks who it speaks with. */
const certified = python !== null && makeCertificate();

let server: ChildProcess | null = null;
let address = '';
let id = '';
let secret = '';
/** What the service logged. */
let log = '';

function makeCertificate(): boolean {
  const made = spawnSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...[
        '-keyout',
        key,
        '-out',
        cert,
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost,IP:127.0.0.1',
      ],
    ],
    { encoding: 'utf8' },
  );
  return made.status === 0 || lacking('openssl', made.error?.message ?? made.stderr) !== null;
}

/** What every user of the client writes before the first call. */
const begin = `
import json, os
from prismacloud.api import pc_api
pc_api.configure({'url': os.environ['ADDRESS'], 'identity': os.environ['ID'], 'secret': os.environ['SECRET'],
                  'verify': os.environ['CERT']})
pc_api.api = os.environ['ADDRESS']
`;

const run = (program: string, more: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runClient(python!, `${begin}${program}`, root, {
    ADDRESS: address,
    ID: id,
    SECRET: secret,
    CERT: cert,
    HOME: root,
    ...more,
  });

beforeAll(async () => {
  if (!certified) return;
  const made = spawnSync(process.execPath, [bin, 'demo', '--dir', join(root, 'demo')], { encoding: 'utf8' });
  expect(made.status, made.stderr).toBe(0);
  const environment = wire({ data, store: 'embedded:' });
  const issued = await new Tokens((await environment.store()).records()).create({
    name: 'client',
    role: 'reader',
    by: 'test',
  });
  await environment.close();
  [id, secret] = [issued.info.id, issued.token.slice(`gg_${issued.info.id}_`.length)];
  const args = [bin, '--data', data, 'serve', '--port', '0', '--threads', '1', '--tls-key', key, '--tls-cert', cert];
  server = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: root });
  address = await new Promise<string>((resolve, reject) => {
    server!.stderr!.on('data', (piece) => {
      log += piece;
      const port = /"url":"https:\/\/127\.0\.0\.1:(\d+)"/.exec(log)?.[1];
      if (port) resolve(`localhost:${port}`);
    });
    server!.once('exit', () => reject(new Error(log)));
  });
});

afterAll(async () => {
  if (server) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  rmSync(root, { recursive: true, force: true });
});

describe.skipIf(!certified)('a client library of the product', () => {
  const query = "config from iam where dest.cloud.service.name = 's3' AND source.cloud.resource.type = 'user'";

  it('logs in, and reads rows over several pages', async () => {
    const many = `${query.replace("= 's3'", "IN ('s3', 'ec2')")} limit 2600`;
    const { code, out, err } = await run(`
rows = pc_api.search_iam_read({'query': ${JSON.stringify(many)}, 'limit': 50})
whole = pc_api.search_iam_read({'query': ${JSON.stringify(many)}, 'limit': 10000})
print(json.dumps({'rows': rows, 'whole': whole}))
`);
    expect(code, err).toBe(0);
    const { rows, whole } = JSON.parse(out) as { rows: Record<string, unknown>[]; whole: unknown[] };
    expect(rows).toHaveLength(2600);
    expect(rows).toEqual(whole);
    expect(new Set(rows.map((row) => row['id'])).size).toBe(2600);
    // Of 50, 1000, 1000 and 550 rows: the client asks for its own length after the first.
    expect([...log.matchAll(/"operation":"compatiblePageV1","status":200,.*?"rows":(\d+)/g)].map(([, n]) => n)).toEqual(
      ['1000', '1000', '550'],
    );
  });

  it('reads the fields that the product has', async () => {
    const own = `${query} AND source.cloud.resource.name = 'lena' AND action.name = 's3:GetObject'`;
    const { code, out, err } = await run(`
print(json.dumps(pc_api.search_iam_read({'query': ${JSON.stringify(own)}, 'limit': 100})))
`);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toContainEqual(
      expect.objectContaining({
        sourceCloudAccount: 'ledger-live',
        sourceResourceName: 'lena',
        sourceResourceId: 'arn:aws:iam::111122223333:user/lena',
        effectiveActionName: 's3:GetObject',
        destCloudAccount: 'ledger-live',
        destResourceId: `arn:aws:s3:::larkfield-home/\${aws:username}/*`,
        isWildCardDestCloudResourceName: true,
        grantedByCloudEntityName: 'finance',
        grantedByCloudPolicyType: 'Inline Policy',
        exceptions: [],
      }),
    );
  });

  it('extends its session before it ends', async () => {
    const { code, out, err } = await run(`
pc_api.login()
first = pc_api.token
pc_api.token_timer -= 600
rows = pc_api.search_iam_read({'query': ${JSON.stringify(`${query} limit 3`)}, 'limit': 50})
print(json.dumps({'rows': len(rows), 'extended': pc_api.token != first}))
`);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toEqual({ rows: 3, extended: true });
  });

  it('reads the other editions by the same session', async () => {
    const { code, out, err } = await run(`
answer = pc_api.execute('POST', 'iam/api/v4/search/permission', query_params={'limit': 10000},
                        body_params={'query': ${JSON.stringify(query)}, 'groupByFields': ['source']})
csv = pc_api.execute('POST', 'api/v1/permission', body_params={'query': ${JSON.stringify(query)}, 'limit': 5},
                     request_headers={'Content-Type': 'application/json', 'Accept': 'text/csv'})
print(json.dumps({'sources': [item['sourceResourceName'] for item in answer['data']['items']], 'csv': csv}))
`);
    expect(code, err).toBe(0);
    const { sources, csv } = JSON.parse(out) as { sources: string[]; csv: string };
    expect(sources).toContain('lena');
    expect(new Set(sources).size).toBe(sources.length);
    expect(csv.trimEnd().split('\n')).toHaveLength(6);
  });

  it('reads what is wrong with a query', async () => {
    const { code, err } = await run(`
pc_api.search_iam_read({'query': "config from iam where dest.cloud.resource.nam = 'x'", 'limit': 5})
`);
    expect(code).toBe(1);
    expect(err).toContain('Status Code: 400');
    expect(err).toContain('"code":"unknown_attribute"');
    expect(err).toContain('dest.cloud.resource.name');
  });

  it('is refused with a wrong secret', async () => {
    const { code, err } = await run('pc_api.search_iam_read({"query": "config from iam", "limit": 5})', {
      SECRET: 'wrong',
    });
    expect(code).toBe(1);
    expect(err).toContain('Status Code: 401');
    expect(err).toContain('invalid_credentials');
  });
});
