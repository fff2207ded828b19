import { GrantgraphError } from '../base/errors.js';
import { listQueries, type SavedQuery, selectQueries } from '../commands/saved-queries.js';
import { renderCsv } from '../reports/csv.js';
import { renderJson } from '../reports/json.js';
import { renderQueryList, renderSavedQuery } from '../reports/saved-query.js';
import type { Session } from './session.js';

interface QueriesOptions {
  readonly pack?: string;
  readonly severity?: SavedQuery['severity'];
  readonly queries?: string;
}

/** `queries` lists, `queries ID` and `queries show ID` print one whole. */
export async function queriesCommand(
  { options: global }: Session,
  words: readonly string[],
  options: QueriesOptions,
): Promise<number> {
  const directory = options.queries === undefined ? {} : { directory: options.queries };
  const format = global.format ?? 'table';
  const ids = words[0] === 'show' ? words.slice(1) : words;
  if (words[0] === 'show' && ids.length === 0)
    throw new GrantgraphError('missing-option', 'show needs the id of a query', {
      exit: 2,
      hint: '`grantgraph queries` lists them',
    });
  const { pack, severity } = options;
  const list =
    ids.length > 0
      ? await selectQueries(ids, directory)
      : await listQueries({ ...directory, ...(pack ? { pack } : {}), ...(severity ? { severity } : {}) });
  const out = (text: string) => process.stdout.write(text);
  if (format === 'json') out(renderJson(ids.length === 1 && list.length === 1 ? list[0] : list));
  else if (format === 'ndjson') for (const one of list) out(renderJson(one, { compact: true }));
  else if (format === 'csv') out(renderCsv(['id', 'pack', 'title', 'severity', 'maturity', 'question'], list as never));
  else if (ids.length > 0) out(`${list.map((one) => renderSavedQuery(one)).join('\n\n')}\n`);
  else
    out(
      `${renderQueryList(list)}\n\n${list.length} queries; \`grantgraph queries ID\` shows one, \`grantgraph run ID\` asks it\n`,
    );
  return 0;
}
