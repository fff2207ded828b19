import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { copies, environmentOf, execForm, only, readStages, repository, type Stage } from './dockerfile.js';

export interface StagedImage {
  readonly root: string;
  /** A path of the image, here. */
  path(inside: string): string;
  /** Runs the image's entry point, as its user and with its environment alone: no path to search, no home. */
  run(
    args: readonly string[],
    options?: { readonly input?: string; readonly environment?: Record<string, string> },
  ): Ran;
  readonly healthCheck: readonly string[];
  readonly command: readonly string[];
  remove(): void;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Lays out what the last stage of the Dockerfile holds, from the repository and what `npm run build` made of it. */
export function stageImage(): StagedImage {
  const [build, last] = [readStages()[0]!, readStages().at(-1)!];
  const root = mkdtempSync(join(tmpdir(), 'grantgraph-image-'));
  chmodSync(root, 0o755);
  const user = Number(only(last, 'USER').text.split(':')[0]);
  const workdir = only(last, 'WORKDIR').text;
  mkdirSync(join(root, workdir));
  for (const { from, sources, to } of copies(last)) {
    const target = join(root, to.startsWith('/') ? to : join(workdir, to));
    for (const source of sources) {
      if (from === null) copyFromContext(source, to, target);
      else copyFromBuild(build, source, target, user);
    }
  }
  const [node, main] = execForm(only(last, 'ENTRYPOINT')) as [string, string];
  const variables = Object.entries(environmentOf(last)).map(([name, value]) => [
    name,
    value.startsWith('/') ? join(root, value) : value,
  ]);
  const run: StagedImage['run'] = (args, { input, environment = {} } = {}) => {
    const done = spawnSync(process.execPath, [join(root, main), ...args], {
      encoding: 'utf8',
      cwd: join(root, workdir),
      env: { ...Object.fromEntries(variables), ...environment },
      ...(input === undefined ? {} : { input }),
      ...(process.getuid?.() === 0 ? { uid: user, gid: user } : {}),
    });
    return { code: done.status, out: done.stdout, err: done.stderr };
  };
  const health = execForm(only(last, 'HEALTHCHECK'));
  if (health[0] !== node || health[1] !== main) throw new Error(`the health check starts ${health.join(' ')}`);
  return {
    root,
    path: (inside) => join(root, inside),
    run,
    healthCheck: health.slice(2),
    command: execForm(only(last, 'CMD')),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function copyFromContext(source: string, to: string, target: string): void {
  const place = to.endsWith('/') ? join(target, basename(source)) : target;
  cpSync(join(repository, source), place, { recursive: true });
}

/** What the build stage has at a path: packages without those for development, the compiled tree without what it removes, empty directories. */
function copyFromBuild(build: Stage, source: string, target: string, user: number): void {
  const commands = build.instructions.filter(({ name }) => name === 'RUN').map(({ text }) => text);
  if (source === '/empty/') {
    const made = /install -d -m (\d+) (.*)$/.exec(commands.find((command) => command.startsWith('install -d'))!)!;
    for (const path of made[2]!.split(' '))
      makeDirectory(join(target, basename(path)), Number.parseInt(made[1]!, 8), user);
    return;
  }
  if (!source.startsWith('/app/')) throw new Error(`nothing is known of ${source}`);
  const place = source.slice('/app/'.length);
  if (place === 'node_modules') {
    copyPackages(target);
    return;
  }
  const removed = commands.flatMap((command) => /rm -rf (.*)$/.exec(command)?.[1]?.split(' ') ?? []);
  cpSync(join(repository, place), target, {
    recursive: true,
    filter: (path) => !removed.some((gone) => path === join(repository, gone)),
  });
}

function makeDirectory(path: string, mode: number, user: number): void {
  mkdirSync(path, { mode });
  if (process.getuid?.() === 0) chownSync(path, user, user);
}

/** As `npm prune --omit=dev` leaves them, by the same file that it goes by. */
function copyPackages(target: string): void {
  const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const modules = realpathSync(join(repository, 'node_modules'));
  for (const [key, { dev }] of Object.entries(lock.packages)) {
    if (!key.startsWith('node_modules/') || dev) continue;
    const path = key.slice('node_modules/'.length);
    // Packages of other systems are in the list, and not here. Nested ones come with those around them.
    if (path.includes('/node_modules/') || !existsSync(join(modules, path))) continue;
    mkdirSync(dirname(join(target, path)), { recursive: true });
    const linked = spawnSync('cp', ['-al', join(modules, path), join(target, path)]);
    if (linked.status !== 0) cpSync(join(modules, path), join(target, path), { recursive: true });
  }
}
