import { GrantgraphError } from '../base/errors.js';
import { localAdministrator } from '../callers/caller.js';
import { clearPublished, type PublishResult, publish } from '../commands/publish.js';
import { TerminalProgress } from './progress.js';
import type { Session } from './session.js';

interface PublishOptions {
  readonly to?: string;
  readonly asOf?: string;
  readonly clear: boolean;
}

export async function publishCommand(session: Session, options: PublishOptions): Promise<number> {
  const { environment, options: global, signal } = session;
  if (global.reach === 'all')
    throw new GrantgraphError('invalid-option', 'only own sessions are published, not whom somebody could become', {
      exit: 2,
      hint: 'leave --reach away; `query … reach all` answers it',
    });
  const isData = global.format === 'json' || global.format === 'ndjson';
  if (options.clear) {
    const cleared = await clearPublished(environment, localAdministrator, options.to);
    if (isData) process.stdout.write(`${JSON.stringify({ cleared })}\n`);
    else process.stdout.write(cleared ? 'nothing is published any more\n' : 'nothing was published\n');
    return 0;
  }
  const progress = new TerminalProgress(process.stderr, global.quiet);
  const result = await publish(environment, localAdministrator, {
    ...(options.to === undefined ? {} : { to: options.to }),
    ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
    progress,
    signal,
  });
  progress.clear();
  process.stdout.write(isData ? `${JSON.stringify(result)}\n` : text(result));
  return 0;
}

function text({ generation, before, identities, rights, destinations, edges, ms }: PublishResult): string {
  const count = (number: number) => number.toLocaleString('en');
  const instead = before === null ? '' : `, in the place of generation ${before}`;
  return [
    `generation ${generation} is published${instead}`,
    `${count(identities)} identities with ${count(rights)} rights on ${count(destinations)} destinations, ${count(edges)} edges, ${ms} ms`,
    'look: MATCH (i:PublishedIdentity)-[:HAS]->()-[can:CAN]->(d:PublishedDestination) RETURN i.name, can.level, can.verdict, d.pattern LIMIT 25',
    '',
  ].join('\n');
}
