import { GrantgraphError } from '../base/errors.js';
import { localAdministrator } from '../callers/caller.js';
import {
  type AuditRecord,
  auditEntries,
  headOfAudit,
  headText,
  lastAuditEntries,
  parseHead,
  verifyAuditLog,
} from '../commands/audit.js';
import { printable } from '../reports/printable.js';
import { renderTable } from '../reports/table.js';
import type { Session } from './session.js';
import { terminalWidth } from './terminal.js';

interface RangeOptions {
  readonly since?: string;
}

export async function auditListCommand(
  { environment, options: global, signal }: Session,
  { since, limit }: RangeOptions & { readonly limit: number },
): Promise<number> {
  const range = { signal, ...sinceOf(since) };
  const records = await lastAuditEntries(environment, localAdministrator, limit, range);
  if (global.format === 'json') process.stdout.write(`${JSON.stringify(records.map(flat))}\n`);
  else if (global.format === 'ndjson')
    for (const record of records) process.stdout.write(`${JSON.stringify(flat(record))}\n`);
  else if (records.length === 0) process.stdout.write('nothing stands in the audit log\n');
  else {
    const columns = ['number', 'at', 'caller', 'by', 'act', 'what', 'outcome', 'rows', 'ms'];
    process.stdout.write(`${renderTable(columns, records.map(shown) as never, { width: terminalWidth() })}\n`);
  }
  return 0;
}

/** Every entry with its hashes, a line each: what another program needs to follow the chain. */
export async function auditExportCommand({ environment, signal }: Session, { since }: RangeOptions): Promise<number> {
  for await (const record of auditEntries(environment, localAdministrator, { signal, ...sinceOf(since) }))
    if (!process.stdout.write(`${JSON.stringify(flat(record))}\n`))
      await new Promise((resolve) => process.stdout.once('drain', resolve));
  return 0;
}

/** Exit 1 where the chain is broken. */
export async function auditVerifyCommand(
  { environment, options: global, signal }: Session,
  { head }: { readonly head?: string },
): Promise<number> {
  const kept = head === undefined ? {} : { head: parseHead(head) };
  const found = await verifyAuditLog(environment, localAdministrator, { signal, ...kept });
  if (global.format === 'json' || global.format === 'ndjson')
    process.stdout.write(`${JSON.stringify({ ...found, head: headText(found.head) })}\n`);
  else if (found.broken)
    process.stdout.write(
      `broken at entry ${found.broken.number}: ${found.broken.reason}\n${found.entries} entries before it are sound\n`,
    );
  else
    process.stdout.write(
      `${found.entries} entries, each as it was written${head === undefined ? '' : ', through the head that was kept'}\nhead ${headText(found.head)}\n`,
    );
  return found.broken ? 1 : 0;
}

export async function auditHeadCommand({ environment, options: global }: Session): Promise<number> {
  const head = await headOfAudit(environment, localAdministrator);
  process.stdout.write(global.format === 'json' ? `${JSON.stringify(head)}\n` : `${headText(head)}\n`);
  return 0;
}

function flat({ number, hash, entry }: AuditRecord): Record<string, unknown> {
  return { number, ...entry, hash };
}

/** What a requester wrote is shown as one harmless line. */
function shown({ number, entry }: AuditRecord): Record<string, unknown> {
  const { at, caller, by, act, what, outcome, rows, ms } = entry;
  const texts = { caller, by, act, what, outcome };
  return {
    number,
    at,
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, printable(text)])),
    rows: rows ?? '',
    ms: ms ?? '',
  };
}

function sinceOf(text: string | undefined): { readonly since?: number } {
  if (text === undefined) return {};
  const since = Date.parse(text);
  if (Number.isNaN(since))
    throw new GrantgraphError('invalid-option', `--since takes an ISO date, not \`${text}\``, { exit: 2 });
  return { since };
}
