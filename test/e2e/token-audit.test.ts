import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Authenticators } from '../../src/callers/authenticators.js';
import { openEmbeddedStore } from '../../src/store/embedded/index.js';

const main = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
let data: string;
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, '--data', data, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
};

beforeAll(() => {
  data = join(mkdtempSync(join(tmpdir(), 'grantgraph-token-')), 'data');
  execFileSync(process.execPath, [main, '--version']);
});
afterAll(() => rmSync(join(data, '..'), { recursive: true, force: true }));

describe('grantgraph token and audit', () => {
  it('manage tokens before anything was ingested, and write down what was done', async () => {
    expect(run('token', 'list').out).toBe('no token yet: grantgraph token create --name NAME --role read\n');
    const made = run(
      ...'token create --name payments --role read --account 111122223333 --tag team=pay --tag env'.split(' '),
    );
    expect(made.code).toBe(0);
    expect(made.out).toMatch(/^gg_[0-9a-f]{12}_[\w-]{43}\n$/);
    const id = made.out.slice(3, 15);
    expect(made.err).toMatch(
      new RegExp(
        `^token ${id} \\(payments\\): read, sees 111122223333, team=pay, env, counts until \\d{4}-[^\\n]*Z\\nit is shown this once and kept nowhere\\n$`,
      ),
    );
    const store = await openEmbeddedStore(data);
    const door = new Authenticators({ records: store.records(), loopback: true });
    const { caller } = await door.authenticate({ bearer: made.out.trim() });
    expect(caller).toEqual({
      ...{ name: 'payments', role: 'reader', accounts: new Set(['111122223333']), providers: null },
      tags: [
        { key: 'team', value: 'pay' },
        { key: 'env', value: null },
      ],
    });
    await store.close();
    const [listed] = JSON.parse(run('token', 'list', '--format', 'json').out);
    expect(listed).toMatchObject({ id, name: 'payments', role: 'reader', createdBy: 'local', revokedAt: null });
    expect(Object.keys(listed)).not.toContain('digest');
    expect(run('token', 'list').out).toMatch(/^id +name +role +sees +made +last used +state\n.*\b(payments|paymen…)/);
    const again = run('token', 'rotate', id, '--expires', 'never');
    expect(again.out).toMatch(new RegExp(`^gg_${id}_[\\w-]{43}\n$`));
    expect(again.out).not.toBe(made.out);
    expect(run('token', 'revoke', id)).toEqual({ code: 0, out: `token ${id} (payments) is revoked\n`, err: '' });
    expect(run('token', 'rotate', id)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/was revoked \[token-revoked\]/),
    });
    const entries = run('audit', 'export')
      .out.trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries.map(({ number, act, what, outcome }) => [number, act, what, outcome])).toEqual([
      [1, 'token.create', `${id} reader payments`, 'ok'],
      [2, 'token.rotate', id, 'ok'],
      [3, 'token.revoke', id, 'ok'],
      [4, 'token.rotate', '', 'token-revoked'],
    ]);
    expect(run('audit', 'export').out).not.toContain(made.out.trim().slice(16));
    const head = run('audit', 'head').out.trim();
    expect(head).toBe(`4:${entries[3].hash}`);
    expect(run('audit', 'verify', '--head', head)).toEqual({
      ...{ code: 0, err: '' },
      out: `4 entries, each as it was written, through the head that was kept\nhead ${head}\n`,
    });
    expect(run('audit', 'verify', '--head', `3:${entries[3].hash}`)).toEqual({
      ...{ code: 1, err: '' },
      out: 'broken at entry 3: it is not the entry whose head was kept\n3 entries before it are sound\n',
    });
    expect(run('audit', 'list', '--limit', '2').out.trim().split('\n')).toHaveLength(3);
    expect(run('audit', 'list', '--since', '2999-01-01').out).toBe('nothing stands in the audit log\n');
  });

  it('refuse what they cannot take', () => {
    expect(run('token', 'create', '--name', 'x', '--role', 'root').code).toBe(2);
    expect(run('token', 'create', '--name', 'x', '--role', 'read', '--expires', 'soon')).toMatchObject({
      code: 2,
      out: '',
    });
    expect(run('token', 'create', '--name', 'x', '--role', 'read', '--provider', 'nowhere')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no connector for `nowhere` \[unknown-provider\]/),
    });
    expect(run('token', 'revoke', 'nobody')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no token `nobody`/),
    });
    expect(run('audit', 'verify', '--head', 'x')).toMatchObject({ code: 2 });
  });
});
