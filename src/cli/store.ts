import { localAdministrator } from '../callers/caller.js';
import { beginStore } from '../commands/begin-store.js';
import { type CopyResult, copyBetween, verifyStores } from '../commands/copy-store.js';
import { renderTable } from '../reports/table.js';
import { TerminalProgress } from './progress.js';
import type { Session } from './session.js';
import { terminalWidth } from './terminal.js';

interface PairOptions {
  readonly from: string;
  readonly to: string;
}

interface CopyOptions extends PairOptions {
  readonly dryRun: boolean;
  readonly resume: boolean;
  readonly verify: boolean;
}

type Comparison = Awaited<ReturnType<typeof verifyStores>>;

export async function storeInitCommand({ environment, options: global }: Session): Promise<number> {
  const generation = await beginStore(environment, localAdministrator);
  if (isData(global.format)) process.stdout.write(`${JSON.stringify({ generation })}\n`);
  else if (generation === null)
    process.stdout.write('the store is ready, nothing ingested yet: grantgraph ingest aws --from DUMP\n');
  else {
    const { number, facts, collectedAt } = generation;
    process.stdout.write(
      `the store is ready: generation ${number}, ${facts.toLocaleString('en')} facts, data of ${collectedAt}\n`,
    );
  }
  return 0;
}

/** Exit 1 where the copy turns out to differ. */
export async function storeCopyCommand(session: Session, options: CopyOptions): Promise<number> {
  const { environment, options: global, signal } = session;
  const progress = new TerminalProgress(process.stderr, global.quiet);
  const result = await copyBetween(environment, localAdministrator, { ...options, progress, signal });
  progress.clear();
  if (isData(global.format)) process.stdout.write(`${JSON.stringify(result)}\n`);
  else writeCopy(result);
  return result.comparison === null || result.comparison.differences.length === 0 ? 0 : 1;
}

/** Exit 1 where the stores differ. */
export async function storeVerifyCommand(session: Session, options: PairOptions): Promise<number> {
  const { environment, options: global, signal } = session;
  const progress = new TerminalProgress(process.stderr, global.quiet);
  const comparison = await verifyStores(environment, localAdministrator, { ...options, progress, signal });
  progress.clear();
  if (isData(global.format)) process.stdout.write(`${JSON.stringify(comparison)}\n`);
  else writeComparison(comparison);
  return comparison.differences.length === 0 ? 0 : 1;
}

function writeCopy({ copied, standing, records, dryRun, comparison, ms }: CopyResult): void {
  const rows = copied.map(({ number, collectedAt, facts, parts }) => ({
    generation: number,
    'data of': collectedAt,
    facts,
    'parts written': parts.replace,
    'found the same': parts.renew,
    stale: parts.stale,
    dropped: parts.drop,
  }));
  const columns = ['generation', 'data of', 'facts', 'parts written', 'found the same', 'stale', 'dropped'];
  if (rows.length > 0) process.stdout.write(`${renderTable(columns, rows as never, { width: terminalWidth() })}\n`);
  const stood = standing === 0 ? '' : `, ${standing} stood there already`;
  process.stdout.write(
    dryRun
      ? `${generations(copied.length)} would be copied${stood}\n`
      : `${generations(copied.length)} copied in ${ms} ms${stood}${beside(records)}\n`,
  );
  if (comparison !== null) writeVerdict(comparison);
}

function writeComparison(comparison: Comparison): void {
  const rows = comparison.generations.map((one) => ({
    generation: one.number,
    'data of': one.collectedAt,
    parts: one.parts,
    facts: one.facts,
    digest: one.digest.slice(0, 16),
    same: one.same ? 'yes' : 'no',
  }));
  const columns = ['generation', 'data of', 'parts', 'facts', 'digest', 'same'];
  if (rows.length > 0) process.stdout.write(`${renderTable(columns, rows as never, { width: terminalWidth() })}\n`);
  writeVerdict(comparison);
}

function writeVerdict({ generations: compared, differences }: Comparison): void {
  if (differences.length === 0) process.stdout.write(`verified: both hold the same ${generations(compared.length)}\n`);
  for (const { of, generation, scope, part, from, to } of differences) {
    const where = [generation === null ? '' : `generation ${generation}`, scope, part].filter(Boolean).join(' ');
    process.stdout.write(`differs: ${where === '' ? '' : `${where}: `}${of}\n  from  ${from}\n  to    ${to}\n`);
  }
}

function beside(records: CopyResult['records']): string {
  if (records === null || records.documents + records.entries === 0) return '';
  const { documents, entries } = records;
  return `; beside them ${documents} ${documents === 1 ? 'document' : 'documents'} and ${entries} log ${entries === 1 ? 'entry' : 'entries'}`;
}

const generations = (count: number): string => `${count} generation${count === 1 ? '' : 's'}`;
const isData = (format: string | undefined): boolean => format === 'json' || format === 'ndjson';
