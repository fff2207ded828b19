import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { awsConnector } from '../../../../connectors/aws/index.js';
import type { Fact, Problem } from '../../../../src/graph/fact.js';

export const quiet = { step: () => {}, warn: () => {} };

const made: string[] = [];
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** A directory of its own with these files, gone after the tests. */
export function dumpDirectory(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'aws-dump-'));
  made.push(path);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

export interface ReadPart {
  readonly scope: string;
  readonly part: string;
  readonly facts: readonly Fact[];
  readonly problems: readonly Problem[];
  readonly notCollected: readonly string[] | undefined;
}

/** Reads a dump to the end. */
export async function readParts(path: string, scope?: string): Promise<ReadPart[]> {
  const parts = await awsConnector.read(path, { progress: quiet, ...(scope === undefined ? {} : { scope }) });
  return parts.map((part) => {
    const facts = [...(part.facts() as Iterable<Fact>)];
    return { scope: part.scope, part: part.part, facts, problems: part.problems, notCollected: part.notCollected };
  });
}
