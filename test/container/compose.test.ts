import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isNeo4jUrl, neo4jSettings } from '../../src/store/neo4j/settings.js';
import { environmentOf, only, readStages, repository } from './dockerfile.js';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly user?: string;
  readonly profiles?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly init?: boolean;
  readonly restart: string;
  readonly read_only?: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly privileged?: boolean;
  readonly network_mode?: string;
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, string | number>> } };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, object>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const text = readFileSync(join(repository, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const { neo4j, grantgraph, embedded } = compose.services as Record<string, Service>;
const all = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it('brings grantgraph with Neo4j, or without it under a profile of its own', () => {
    expect(Object.keys(compose.services)).toEqual(['neo4j', 'grantgraph', 'embedded']);
    expect(all.map(([name, { profiles }]) => [name, profiles])).toEqual([
      ['neo4j', undefined],
      ['grantgraph', undefined],
      ['embedded', ['embedded']],
    ]);
    expect(neo4j!.image).toBe('neo4j:5.26-community');
    expect(grantgraph!.depends_on).toEqual({ neo4j: { condition: 'service_healthy' } });
    expect(embedded!.depends_on).toBeUndefined();
    expect(embedded!.environment).toBeUndefined();
    expect([grantgraph!.build, embedded!.build]).toEqual(['.', '.']);
  });

  it('gives no service more than it needs', () => {
    for (const [name, service] of all) {
      expect(service.cap_drop, name).toEqual(['ALL']);
      expect(service.security_opt, name).toEqual(['no-new-privileges:true']);
      expect(Object.keys(service.deploy.resources.limits).sort(), name).toEqual(['cpus', 'memory', 'pids']);
      expect([service.privileged, service.network_mode], name).toEqual([undefined, undefined]);
    }
    expect(neo4j!.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    for (const service of [grantgraph!, embedded!]) {
      expect(service.user).toBeUndefined();
      expect([service.read_only, service.init]).toEqual([true, true]);
      expect(service.tmpfs).toEqual([expect.stringMatching(/^\/tmp:.*size=/)]);
      // What comes from the environment cannot be put into a read-only root: Compose refuses it.
      expect(service.secrets).toBeUndefined();
    }
  });

  it('listens on this machine alone', () => {
    const service = '127.0.0.1:8080:8080';
    const database = ['127.0.0.1:7474:7474', '127.0.0.1:7687:7687'];
    expect(all.flatMap(([, { ports = [] }]) => ports)).toEqual([...database, service, service]);
  });

  it('has no password of its own, and none that a list of processes or an inspection of Neo4j shows', () => {
    expect([...text.matchAll(/\$\{[^}]*\}/g)].map(([one]) => one)).toEqual(['${NEO4J_PASSWORD:-}']);
    expect(compose.secrets).toEqual({ 'neo4j-password': { environment: 'NEO4J_PASSWORD' } });
    expect(neo4j!.secrets).toEqual(['neo4j-password']);
    expect(Object.keys(neo4j!.environment!).filter((name) => /AUTH|PASSWORD/.test(name))).toEqual([]);
    expect(grantgraph!.environment).toMatchObject({ GRANTGRAPH_NEO4J_PASSWORD: '${NEO4J_PASSWORD:-}' });
    expect(text).not.toMatch(/NEO4J_AUTH:|auth_enabled|:-[^}]/);
  });

  it('hands Neo4j its password as it was set, whatever is in it', () => {
    const directory = mkdtempSync(join(tmpdir(), 'grantgraph-secret-'));
    try {
      const password = 'a b$HOME"c\'`d`\\e*';
      writeFileSync(join(directory, 'password'), password);
      const [shell, ...flags] = neo4j!.entrypoint!.slice(neo4j!.entrypoint!.indexOf('--') + 1);
      const started = (file: string) => {
        const command = neo4j!.command[0]!.replaceAll('$$', '$')
          .replace('/run/secrets/neo4j-password', join(directory, file))
          .replace('/startup/docker-entrypoint.sh neo4j', 'printenv NEO4J_AUTH');
        return spawnSync(shell!, [...flags, command], { encoding: 'utf8' });
      };
      expect(started('password')).toMatchObject({ status: 0, stdout: `neo4j/${password}\n`, stderr: '' });
      expect(started('gone')).toMatchObject({ status: 1, stdout: '' });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('asks whether the service lives as it would be asked in the container', async () => {
    const [how, node, ...args] = grantgraph!.healthcheck!.test;
    expect([how, node]).toEqual(['CMD', '/nodejs/bin/node']);
    expect(embedded!.healthcheck).toEqual(grantgraph!.healthcheck);
    const lives = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1');
    await once(lives, 'listening');
    const { port } = lives.address() as AddressInfo;
    const asked = (at: number) =>
      promisify(execFile)(
        process.execPath,
        args.map((arg) => arg.replace(':8080', `:${at}`)),
      ).then(
        () => 0,
        ({ code }: { code: number }) => code,
      );
    expect(await asked(port)).toBe(0);
    lives.close();
    await once(lives, 'close');
    expect(await asked(port)).toBe(1);
  });

  it('names its volumes, and gives the image all that it writes to', () => {
    const mounts = all.flatMap(([name, { volumes }]) => volumes.map((volume) => [name, ...volume.split(':')]));
    expect(new Set(mounts.map(([, volume]) => volume))).toEqual(new Set(Object.keys(compose.volumes)));
    const image = JSON.parse(only(readStages().at(-1)!, 'VOLUME').text) as string[];
    const targets = (service: string) => mounts.filter(([name]) => name === service).map(([, , target]) => target);
    expect(targets('embedded')).toEqual(image);
    expect(targets('grantgraph')).toEqual(['/state']);
    expect(targets('neo4j')).toEqual(['/data', '/logs']);
  });

  it('asks whether Neo4j is there without a password or a shell', () => {
    expect(neo4j!.healthcheck!.test[0]).toBe('CMD');
    expect(neo4j!.healthcheck!.test.at(-1)).toBe('http://127.0.0.1:7474');
    expect(all.map(([, { restart }]) => restart)).toEqual(['unless-stopped', 'unless-stopped', 'unless-stopped']);
  });

  it('starts commands and names a store that exist', () => {
    const url = grantgraph!.environment!['GRANTGRAPH_STORE']!;
    expect(isNeo4jUrl(url)).toBe(true);
    expect(neo4jSettings(url, { GRANTGRAPH_NEO4J_PASSWORD: 'x' })).toMatchObject({ uri: url, user: 'neo4j' });
    expect(() => neo4jSettings(url, { GRANTGRAPH_NEO4J_PASSWORD: '' })).toThrow('no password for `neo4j`');
    expect(new URL(url).hostname).toBe('neo4j');
    const bin = join(repository, 'dist/src/main.js');
    for (const { command } of [grantgraph!, embedded!]) {
      const done = spawnSync(process.execPath, [bin, ...command, '--help'], { encoding: 'utf8' });
      expect([done.status, done.stderr]).toEqual([0, '']);
      expect(done.stdout).toContain(`Usage: grantgraph ${command[0]}`);
    }
    const mode = environmentOf(readStages().at(-1)!);
    expect(mode).toEqual({ NODE_ENV: 'production', GRANTGRAPH_DATA: '/data', XDG_STATE_HOME: '/state' });
  });
});
