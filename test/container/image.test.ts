import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from './dockerfile.js';
import { type StagedImage, stageImage } from './staged-image.js';

let image: StagedImage;
beforeAll(() => {
  image = stageImage();
});
afterAll(() => image.remove());

/** Everything below a directory, with sizes and times. */
const tree = (path: string): string[] =>
  (readdirSync(path, { recursive: true }) as string[])
    .map((name) => ({ name, status: statSync(join(path, name)) }))
    .map(({ name, status }) => `${name} ${status.size} ${status.mtimeMs}`)
    .sort();

describe('the image', () => {
  it('holds what runs and nothing else', () => {
    expect(readdirSync(image.root).sort()).toEqual(['app', 'data', 'state']);
    expect(readdirSync(image.path('/app')).sort()).toEqual([
      'LICENSE',
      'dist',
      'node_modules',
      'package.json',
      'queries',
    ]);
    expect(readdirSync(image.path('/app/dist')).sort()).toEqual(['catalogue', 'connectors', 'grammar', 'src']);
    const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as Record<string, object>;
    const there = (name: string) => existsSync(image.path(`/app/node_modules/${name}`));
    const wanted = Object.keys({ ...manifest['dependencies'], ...manifest['optionalDependencies'] });
    expect(wanted.filter((name) => !there(name))).toEqual([]);
    expect(Object.keys(manifest['devDependencies']!).filter(there)).toEqual([]);
  });

  it('explains itself where nothing is asked', () => {
    const { code, out, err } = image.run(image.command);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: grantgraph \[options\] \[command\]\n/);
  });

  it('is healthy once a store can be read, and works as its user with nothing else writable', () => {
    const before = tree(image.path('/app'));
    expect(image.run(image.healthCheck)).toMatchObject({ code: 3, err: expect.stringMatching(/ \[no-store\]\n/) });
    expect(image.run(['store', 'init'])).toEqual({
      code: 0,
      out: 'the store is ready, nothing ingested yet: grantgraph ingest aws --from DUMP\n',
      err: '',
    });
    expect(image.run(image.healthCheck)).toMatchObject({ code: 0, err: '' });
    expect(image.run(['demo', '--dir', image.path('/data/demo')])).toMatchObject({ code: 0, err: '' });
    const from = image.path('/data/demo/dump');
    expect(image.run(['ingest', 'aws', '--from', from])).toMatchObject({ code: 0, err: '' });
    const { code, out, err } = image.run(['query', "who can s3:GetObject on 'larkfield-payroll'"]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('\n4 rows\n');
    const asked = image.run(['repl'], { input: "who can s3:GetObject on 'larkfield-payroll'\n\\path 1\n" });
    expect([asked.code, asked.err]).toEqual([0, '']);
    expect(asked.out).toContain('which holds ');
    expect(image.run(['run', 'role-for-everyone']).out).toContain('A role that anybody can take');
    expect(image.run(image.healthCheck)).toMatchObject({ code: 0, err: '' });
    expect(tree(image.path('/app'))).toEqual(before);
  });

  it('brings the provider’s SDK along', () => {
    const { code, out } = image.run(['collect', 'aws', '--print-policy']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ Version: '2012-10-17' });
    const probe = image.path('/app/dist/probe.mjs');
    const loads = ['./connectors/aws/collect/index.js', '@aws-sdk/client-iam', '@aws-sdk/credential-providers'];
    const imports = loads.map((one) => `await import('${one}');`).join(' ');
    writeFileSync(probe, `${imports} process.stderr.write('loaded');`);
    expect(image.run(['--version'], { environment: { NODE_OPTIONS: `--import=${probe}` } })).toEqual({
      code: 0,
      out: '0.1.0\n',
      err: 'loaded',
    });
  });
});
