import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copies, environmentOf, execForm, only, readStages, repository } from './dockerfile.js';

const stages = readStages();
const [build, last] = [stages[0]!, stages.at(-1)!];
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { engines: { node: string } };

/** Paths that `.dockerignore` lets through: everything is shut out, single names are let in. */
const allowed = readFileSync(join(repository, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

describe('the Dockerfile', () => {
  it('is read as it stands', () => {
    const text =
      '# a\nFROM x:1 AS b\nRUN one && \\\n    two\n# c\nCOPY --from=b --chown=1:2 /a /b ./\nFROM y\nCMD ["z"]\n';
    expect(readStages(text)).toEqual([
      {
        image: 'x:1',
        name: 'b',
        instructions: [
          { name: 'RUN', flags: {}, text: 'one && two' },
          { name: 'COPY', flags: { from: 'b', chown: '1:2' }, text: '/a /b ./' },
        ],
      },
      { image: 'y', name: null, instructions: [{ name: 'CMD', flags: {}, text: '["z"]' }] },
    ]);
  });

  it('builds with one runtime and runs on the same without a shell, both of a kind that is supported', () => {
    expect(stages).toHaveLength(2);
    const [, major] = /^node:(\d+)-bookworm-slim$/.exec(build.image)!;
    expect(last.image).toBe(`gcr.io/distroless/nodejs${major}-debian12:nonroot`);
    expect(manifest.engines.node).toMatch(new RegExp(`(?:\\^|>=)${major}\\.`));
  });

  it('ends as a user that is not root, and starts without a shell', () => {
    expect(only(last, 'USER').text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(last.instructions.filter(({ name }) => name === 'RUN' || name === 'SHELL')).toEqual([]);
    for (const name of ['ENTRYPOINT', 'CMD', 'HEALTHCHECK']) expect(execForm(only(last, name))).not.toEqual([]);
    expect(execForm(only(last, 'ENTRYPOINT'))).toEqual(['/nodejs/bin/node', '/app/dist/src/main.js']);
  });

  it('writes only where volumes are', () => {
    const volumes = JSON.parse(only(last, 'VOLUME').text) as string[];
    expect(volumes).toEqual(['/data', '/state']);
    const places = Object.values(environmentOf(last)).filter((value) => value.startsWith('/'));
    expect(places.sort()).toEqual(volumes);
    const owned = last.instructions.filter(({ flags }) => flags['chown'] !== undefined);
    expect(owned.map(({ flags, text }) => [flags['chown'], text])).toEqual([[only(last, 'USER').text, '/empty/ /']]);
  });

  it('copies what is there, what the builder gets to see, and all that is compiled', () => {
    const fromContext = stages.flatMap((stage) => copies(stage)).filter(({ from }) => from === null);
    const sources = fromContext.flatMap((one) => one.sources);
    expect(sources.filter((source) => !existsSync(join(repository, source)))).toEqual([]);
    expect(allowed[0]).toBe('*');
    expect(new Set(allowed.slice(1))).toEqual(new Set(sources.map((source) => `!${source}`)));
    const { include } = JSON.parse(readFileSync(join(repository, 'tsconfig.json'), 'utf8')) as { include: string[] };
    const built = copies(build).flatMap((one) => one.sources);
    const there = (path: string) => built.some((source) => path === source || path.startsWith(`${source}/`));
    expect(include.filter((path) => !there(path))).toEqual([]);
  });

  it('carries no secret, and takes packages by the lock file alone', () => {
    const text = readFileSync(join(repository, 'Dockerfile'), 'utf8');
    expect(text).not.toMatch(/password|secret|token|^ADD |^ARG |curl|wget|:latest/im);
    const installs = build.instructions.filter(({ text: command }) => /npm (?:ci|install|i)\b/.test(command));
    expect(installs.map(({ text: command }) => command)).toEqual(['npm ci --ignore-scripts --cache /npm-cache']);
    expect(build.instructions.some(({ text: command }) => command.includes('npm prune --omit=dev'))).toBe(true);
  });
});
