import { listQueries, savedParameters, selectQueries } from '../../commands/saved-queries.js';
import { renderQueryAdvice, renderQueryHead, renderQueryList, renderSavedQuery } from '../../reports/saved-query.js';
import type { Session } from '../session.js';
import { inkOf, type Terminal } from '../terminal.js';
import { type BackslashCommand, usage, wordsOf } from './command.js';
import { typed } from './typed-value.js';

const ids = async (): Promise<readonly string[]> => (await listQueries()).map(({ id }) => id);

/** Long lines are hard to read. */
const reading = ({ width, color }: Terminal) => ({ width: Math.min(100, width), color });

/** Commands about the saved queries. */
export const libraryCommands: readonly BackslashCommand[] = [
  {
    name: 'queries',
    takes: '[WORD|ID]',
    description: 'saved queries; with a word those that speak of it, with an id all about one',
    words: ids,
    run: queries,
  },
  {
    name: 'run',
    takes: 'ID [NAME=VALUE …]',
    description: 'ask a saved query',
    words: ids,
    run: runSaved,
  },
];

async function queries({ terminal }: Session, rest: string): Promise<void> {
  const all = await listQueries();
  const word = rest.toLowerCase();
  const one = all.find(({ id }) => id === word);
  if (one) {
    await terminal.page(renderSavedQuery(one, reading(terminal)));
    return;
  }
  const found = all.filter(({ id, pack, title, question }) =>
    `${id} ${pack} ${title} ${question}`.toLowerCase().includes(word),
  );
  if (found.length === 0) throw usage(`no saved query speaks of \`${rest.slice(0, 40)}\``, '\\queries lists them all');
  const ink = inkOf(terminal);
  const notes = `${found.length} of ${all.length} queries; \\queries ID tells all about one, \\run ID asks it`;
  await terminal.page(`${renderQueryList(found, reading(terminal))}\n\n${ink.dim(notes)}`);
}

async function runSaved(session: Session, rest: string, signal: AbortSignal): Promise<void> {
  const [id, ...pairs] = wordsOf(rest);
  if (id === undefined) throw usage('\\run takes the id of a saved query', '\\queries lists them');
  const saved = await selectQueries([id]);
  if (saved.length > 1) throw usage(`\`${id}\` is a pack of ${saved.length} queries`, `\\queries ${id} lists them`);
  const { terminal, settings } = session;
  const one = saved[0]!;
  const given = Object.fromEntries(pairs.map(pair));
  // What is set in the session counts where the query asks for it.
  const own = Object.entries(settings.parameters).filter(([name]) => one.parameters.some((each) => each.name === name));
  const parameters = savedParameters(one, { ...Object.fromEntries(own), ...given });
  if (settings.format === 'table') terminal.write(`${renderQueryHead(one, reading(terminal))}\n\n`);
  await session.ask(one.text, parameters, signal);
  if (settings.format === 'table' && (session.last?.rows.length ?? 0) > 0)
    await terminal.page(`\n${renderQueryAdvice(one, reading(terminal))}`);
}

function pair(text: string): [string, string | number | boolean] {
  const at = text.indexOf('=');
  if (at <= 0) throw usage(`\`${text.slice(0, 40)}\` is not NAME=VALUE`, 'such as \\run ID days=30');
  return [text.slice(0, at), typed(text.slice(at + 1))];
}
