import { localAdministrator } from '../../callers/caller.js';
import { type Status, status } from '../../commands/status.js';
import { renderTable } from '../../reports/table.js';
import type { Session } from '../session.js';
import type { BackslashCommand } from './command.js';

/** Commands about what is stored. */
export const dataCommands: readonly BackslashCommand[] = [
  { name: 'data', takes: '', description: 'where the data lies, how much of it, how old', run: data },
  {
    name: 'status',
    takes: '',
    description: 'scopes and parts with their ages, and what was not collected',
    run: showStatus,
  },
];

async function data({ environment, terminal, data }: Session): Promise<void> {
  terminal.write(summary(await status(environment, localAdministrator), data));
}

/** One line about the data, for the beginning of a session too. */
export function summary({ generation, parts }: Status, data: string): string {
  if (generation === null) return `${data}: nothing ingested yet (grantgraph ingest aws --from DUMP)`;
  const scopes = new Set(parts.map(({ scope }) => scope)).size;
  const day = generation.collectedAt.slice(0, 10);
  return `${data}: ${generation.facts.toLocaleString('en')} facts of ${scopes} scope${scopes === 1 ? '' : 's'}, data of ${day}`;
}

async function showStatus({ environment, terminal, data }: Session): Promise<void> {
  const answer = await status(environment, localAdministrator);
  if (answer.generation === null) {
    terminal.write(summary(answer, data));
    return;
  }
  const rows = answer.parts.map((part) => ({
    provider: part.provider,
    scope: part.scope,
    part: part.part,
    facts: part.facts,
    'data of': part.collectedAt.slice(0, 10),
    state: part.stale === null ? 'current' : `stale: ${part.stale}`,
    'not collected': part.notCollected.join(', '),
    problems: part.problems,
  }));
  const columns = ['provider', 'scope', 'part', 'facts', 'data of', 'state', 'not collected', 'problems'];
  await terminal.page(
    `${summary(answer, data)}\n\n${renderTable(columns, rows, { width: terminal.width, color: terminal.color })}`,
  );
}
