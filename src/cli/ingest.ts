import { GrantgraphError } from '../base/errors.js';
import { localAdministrator } from '../callers/caller.js';
import { collect, printPolicy } from '../commands/collect.js';
import { ingest } from '../commands/ingest.js';
import { renderTable } from '../reports/table.js';
import { TerminalProgress } from './progress.js';
import { keyValues, type Session } from './session.js';
import { terminalWidth } from './terminal.js';

interface IngestOptions {
  readonly from?: string;
  readonly scope?: string;
  readonly collectedAt?: string;
  readonly complete: boolean;
  readonly set?: readonly string[];
}

export async function ingestCommand(
  { environment, options: global, signal }: Session,
  provider: string,
  options: IngestOptions,
): Promise<number> {
  const progress = new TerminalProgress(process.stderr, global.quiet);
  const { report, failures } = await ingest(environment, localAdministrator, {
    provider,
    ...(options.from ? { from: options.from } : {}),
    ...(options.scope ? { scope: options.scope } : {}),
    ...(options.collectedAt ? { collectedAt: options.collectedAt } : {}),
    complete: options.complete,
    settings: keyValues(options.set, '--set'),
    progress,
    signal,
  });
  progress.clear();
  for (const failure of failures)
    progress.warn(`${failure.scope} ${failure.part}: ${failure.message} [${failure.code}]`);
  if (global.format === 'json' || global.format === 'ndjson') {
    process.stdout.write(`${JSON.stringify({ ...report, failures })}\n`);
    return failures.length > 0 ? 3 : 0;
  }
  const columns = ['scope', 'part', 'facts', 'added', 'changed', 'removed', 'unchanged', 'problems'];
  const rows = report.parts.map((part) => ({ ...part, unchanged: part.unchanged ? 'yes' : part.same }));
  process.stdout.write(`${renderTable(columns, rows as never, { width: terminalWidth() })}\n`);
  process.stdout.write(
    `generation ${report.generation.number}, ${report.generation.facts.toLocaleString('en')} facts, ${report.ms} ms\n`,
  );
  return failures.length > 0 ? 3 : 0;
}

interface CollectOptions {
  readonly out?: string;
  readonly printPolicy: boolean;
  readonly helpSettings: boolean;
  readonly set?: readonly string[];
}

export async function collectCommand(
  { environment, options: global, signal }: Session,
  provider: string,
  options: CollectOptions,
): Promise<number> {
  if (options.printPolicy) {
    process.stdout.write(`${await printPolicy(environment, provider)}\n`);
    return 0;
  }
  if (options.helpSettings) {
    const rows = (await environment.connector(provider)).settings ?? [];
    process.stdout.write(
      `${renderTable(['name', 'description', 'default'], rows as never, { width: terminalWidth() })}\n`,
    );
    return 0;
  }
  if (!options.out) throw new GrantgraphError('missing-option', 'collect needs --out DIR', { exit: 2 });
  const progress = new TerminalProgress(process.stderr, global.quiet);
  const report = await collect(environment, localAdministrator, {
    provider,
    out: options.out,
    settings: keyValues(options.set, '--set'),
    progress,
    signal,
  });
  progress.clear();
  for (const failure of report.failures)
    progress.warn(`${failure.scope} ${failure.part}: ${failure.message} [${failure.code}]`);
  if (global.format === 'json' || global.format === 'ndjson') process.stdout.write(`${JSON.stringify(report)}\n`);
  else for (const file of report.files) process.stdout.write(`${file}\n`);
  return report.failures.length > 0 ? 3 : 0;
}
