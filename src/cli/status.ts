import { localAdministrator } from '../callers/caller.js';
import { snapshots, status } from '../commands/status.js';
import { renderJson } from '../reports/json.js';
import { renderTable } from '../reports/table.js';
import type { Session } from './session.js';
import { terminalWidth } from './terminal.js';

export async function statusCommand(
  { environment, options: global }: Session,
  options: { problems: boolean },
): Promise<number> {
  const answer = await status(environment, localAdministrator);
  if (global.format === 'json' || global.format === 'ndjson') {
    process.stdout.write(renderJson(answer, { compact: global.format === 'ndjson' }));
    return 0;
  }
  if (answer.generation === null) {
    process.stdout.write('nothing ingested yet: grantgraph ingest aws --from DUMP\n');
    return 0;
  }
  const { number, facts, collectedAt } = answer.generation;
  process.stdout.write(`generation ${number}, ${facts.toLocaleString('en')} facts, data of ${collectedAt}\n\n`);
  const rows = answer.parts.map((part) => ({
    provider: part.provider,
    scope: part.scope,
    part: part.part,
    facts: part.facts,
    age: age(part.ageSeconds),
    state: part.stale === null ? 'current' : `stale: ${part.stale}`,
    'not collected': part.notCollected.join(', '),
    problems: part.problems,
  }));
  process.stdout.write(
    `${renderTable(['provider', 'scope', 'part', 'facts', 'age', 'state', 'not collected', 'problems'], rows as never, { width: terminalWidth() })}\n`,
  );
  if (answer.problems.length > 0) showProblems(answer.problems, options.problems);
  return 0;
}

function showProblems(problems: readonly Record<string, unknown>[], all: boolean): void {
  process.stdout.write(`\n${problems.length} problems\n`);
  for (const problem of all ? problems : problems.slice(0, 10)) {
    const where = [problem['subject'], problem['path']].filter(Boolean).join(' ');
    process.stdout.write(`  ${problem['severity']}: ${where}: ${problem['message']} [${problem['code']}]\n`);
  }
  if (!all && problems.length > 10)
    process.stdout.write(`  … ${problems.length - 10} more: grantgraph status --problems\n`);
}

export async function snapshotsCommand({ environment, options: global }: Session): Promise<number> {
  const generations = await snapshots(environment, localAdministrator);
  if (global.format === 'json' || global.format === 'ndjson') process.stdout.write(`${JSON.stringify(generations)}\n`);
  else
    process.stdout.write(
      `${renderTable(['number', 'collectedAt', 'createdAt', 'facts'], generations as never, { width: terminalWidth() })}\n`,
    );
  return 0;
}

function age(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
