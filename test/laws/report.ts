import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Mismatch<T> {
  readonly seed: number;
  /** What differs, in words. */
  readonly fault: string;
  /** Minimised. */
  readonly input: T;
  readonly expected: unknown;
  readonly got: unknown;
}

export interface Report<T> {
  readonly compared: number;
  /** Left out: the vendor's text does not settle them. */
  readonly unsettled: number;
  /** The engine decided what the statement-by-statement reference left open, as every world does. */
  readonly sharper: number;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly mismatches: readonly Mismatch<T>[];
}

export interface CompareOptions {
  /** Where each mismatch is written as a JSON file of its own. */
  readonly directory?: string;
  /** Stop after so many mismatches; default 20. */
  readonly most?: number;
  /** Put the residual of every n-th case only to the test of all its worlds, which is most of the work; default 1. */
  readonly residualEvery?: number;
}

export function write(directory: string | undefined, name: string, value: unknown): void {
  if (directory === undefined) return;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), `${JSON.stringify(value, null, 2)}\n`);
}
