import type { Ingest } from '../../src/store/contract.js';

export const account: string;
export const partNames: readonly string[];
export function writeRound(
  ingest: Ingest,
  round: number,
  size: number,
  say?: (next: 'replace' | 'index') => unknown,
): Promise<void>;
export function dayOf(round: number): string;
