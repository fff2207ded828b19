import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Asker } from '../servers/neo4j-ask.js';
import { wipe } from '../servers/neo4j-wipe.js';

const bin = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const document = readFileSync(fileURLToPath(new URL('../../docs/published-access.md', import.meta.url)), 'utf8');
const root = mkdtempSync(join(tmpdir(), 'grantgraph-published-'));
const server = inject('neo4j');

interface Example {
  readonly title: string;
  readonly cypher: string;
  /** The table below it, cell by cell, the heads first. */
  readonly table: readonly (readonly string[])[];
}

const examples: Example[] = document
  .split(/\n### /)
  .slice(1)
  .map((section) => {
    const [, title, cypher, table] = /^(.*)\n\n```cypher\n([\s\S]*?)\n```\n\n((?:\|.*\n)+)/.exec(`${section}\n`)!;
    const rows = table!.trim().split('\n');
    return {
      title: title!,
      cypher: cypher!,
      table: [rows[0]!, ...rows.slice(2)].map((row) =>
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
    };
  });

function run(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const password = { GRANTGRAPH_NEO4J_USER: server!.user, GRANTGRAPH_NEO4J_PASSWORD: server!.password };
  const done = spawnSync(process.execPath, [bin, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...password, COLUMNS: '160', NO_COLOR: '1' },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const cell = (value: unknown): string =>
  value === null ? '' : Array.isArray(value) ? value.map(cell).join(', ') : String(value);

let asker: Asker;
beforeAll(async () => {
  if (server === null) return;
  asker = new Asker(server);
  await wipe(server);
  expect(run('demo', '--dir', join(root, 'demo')).code).toBe(0);
});
afterAll(async () => {
  await asker?.close();
  rmSync(root, { recursive: true, force: true });
});

describe.runIf(server !== null)('grantgraph publish', () => {
  const data = join(root, 'demo', 'data');

  it('puts the sample organisation into any database, and says so', () => {
    const { code, out, err } = run('--data', data, 'publish', '--to', server!.url, '--as-of', '2026-11-24', '--quiet');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^generation 1 is published\n89 identities with \d+ rights on \d+ destinations, [\d,]+ edges, \d+ ms\nlook: MATCH .* LIMIT 25\n$/,
    );
  });

  it('has ten questions in its document, all about what is published', () => {
    expect(examples.map(({ title }) => title.split('.')[0])).toEqual(
      Array.from({ length: 10 }, (_, at) => `${at + 1}`),
    );
    for (const { cypher, table } of examples) {
      expect(cypher).not.toMatch(/\b(?:CREATE|MERGE|SET|DELETE|REMOVE|CALL)\b/);
      expect(table.length).toBeGreaterThan(1);
    }
  });

  for (const { title, cypher, table } of examples) {
    it(`answers: ${title}`, async () => {
      const rows = await asker.rows(cypher);
      expect([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(cell))]).toEqual(table);
      const operators = (await asker.plan(cypher)).join(' ');
      expect(operators).not.toMatch(/AllNodesScan|CartesianProduct/);
    });
  }

  it('is understood as its document describes it', async () => {
    const [head] = await asker.rows(
      /look: (MATCH .*)/.exec(run('--data', data, 'publish', '--to', server!.url).out)![1]!,
    );
    expect(Object.keys(head!)).toEqual(['i.name', 'can.level', 'can.verdict', 'd.pattern']);
    for (const label of ['Identity', 'Rights', 'Destination', 'Group', 'Account', 'Access']) {
      const [row] = await asker.rows(
        `MATCH (n:Published${label}) UNWIND keys(n) AS key RETURN collect(DISTINCT key) AS keys`,
      );
      for (const key of row!['keys'] as string[])
        if (!['identities', 'groups', 'accounts', 'rights', 'destinations', 'edges', 'token'].includes(key))
          expect(document, `${label}.${key}`).toContain(`\`${key}\``);
    }
    const [edge] = await asker.rows(
      'MATCH ()-[can:CAN]->() UNWIND keys(can) AS key RETURN collect(DISTINCT key) AS keys',
    );
    for (const key of edge!['keys'] as string[]) expect(document, `CAN.${key}`).toContain(`\`${key}\``);
  });

  it('says what it lacks', () => {
    expect(run('--data', data, 'publish')).toEqual({
      code: 2,
      out: '',
      err: 'grantgraph: access is published to a Neo4j database, and this store is none [no-graph]\n  give one with --to neo4j://[user@]host[:7687][/database]\n',
    });
    expect(run('--data', data, '--reach', 'all', 'publish', '--to', server!.url)).toMatchObject({ code: 2 });
    expect(run('--data', data, 'publish', '--to', server!.url, '--as-of', '2020-01-01')).toMatchObject({
      code: 2,
      err: expect.stringContaining('[no-generation]'),
    });
  });

  it('goes without a trace', async () => {
    expect(run('publish', '--clear', '--to', server!.url)).toEqual({
      code: 0,
      out: 'nothing is published any more\n',
      err: '',
    });
    expect(await asker.value('MATCH (n) RETURN count(n)')).toBe(0);
    expect(run('publish', '--clear', '--to', server!.url, '--format', 'json').out).toBe('{"cleared":false}\n');
  });
});
