import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Verdict } from '../../src/evaluators/verdict.js';

export interface CorpusCase {
  /** `<provider>/<topic>/<file>: <name>`. */
  readonly id: string;
  readonly name: string;
  /** A whole `simulate` input. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly expect: {
    readonly verdict: Verdict;
    readonly explicit?: boolean;
    /** Every key the residual names, none besides. */
    readonly residualKeys?: readonly string[];
    /** Every reason, as `key layer` or as the name of its policy. */
    readonly because: readonly string[];
  };
  /** The vendor page the case encodes. */
  readonly source: string;
  readonly why: string;
}

/** All cases below a folder; a file holds one case or a list of them. */
export function loadCorpus(root: string): CorpusCase[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.toSorted().flatMap((file) => {
    const read: unknown = JSON.parse(readFileSync(join(root, file), 'utf8'));
    const place = relative('.', file).replace(/\.json$/, '');
    return (Array.isArray(read) ? read : [read]).map((one) => readCase(one, place));
  });
}

/** A case that does not say where it comes from or what decides it is no evidence. */
export function readCase(value: unknown, place: string): CorpusCase {
  const one = value as Partial<CorpusCase>;
  const id = `${place}: ${one.name ?? 'unnamed'}`;
  if (typeof one.name !== 'string') throw new Error(`${id}: \`name\` is missing`);
  if (one.input === undefined) throw new Error(`${id}: \`input\` is missing`);
  if (typeof one.expect?.verdict !== 'string') throw new Error(`${id}: \`expect.verdict\` is missing`);
  if (!one.expect.because?.length) throw new Error(`${id}: \`expect.because\` is missing`);
  if (!/^https:\/\/\S+$/.test(one.source ?? '')) throw new Error(`${id}: \`source\` is missing`);
  if (!one.why) throw new Error(`${id}: \`why\` is missing`);
  return { ...(one as CorpusCase), id };
}
