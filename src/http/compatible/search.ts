import { GrantgraphError } from '../../base/errors.js';
import type { Caller } from '../../callers/caller.js';
import { fingerprintOf, writeCursor } from '../../commands/cursor.js';
import type { Environment } from '../../commands/environment.js';
import { placeNames } from '../../commands/place-names.js';
import { plan, type QueryInput, query } from '../../commands/query.js';
import type { RowsPlan } from '../../planner/index.js';
import { type PageData, type SearchAnswer, searchAnswer, searchedNames } from './envelope.js';
import { GroupedItems } from './grouped-items.js';
import { type Wanted, writePageToken } from './page.js';
import { type Edition, type Item, type Names, toItem } from './permission-rows.js';

export interface Search extends Wanted {
  readonly edition: Edition;
  /** What the client calls the search. */
  readonly searchId?: string;
  readonly timeoutMs?: number;
}

/** One page of permissions as an edition of the published API sends it. Errors: those of the query, `not-a-search`. */
export async function searchPermissions(
  environment: Environment,
  caller: Caller,
  search: Search,
  signal?: AbortSignal,
): Promise<SearchAnswer> {
  const wanted = await rowsPlan(search.query);
  const names = await placeNames(environment, caller);
  const input: QueryInput = {
    text: search.query,
    ...(signal ? { signal } : {}),
    ...(search.timeoutMs === undefined ? {} : { timeoutMs: search.timeoutMs }),
  };
  const page = search.groupBy.length > 0 ? groupsPage : rowsPage;
  const data = await page({ environment, caller, search, wanted, names, input });
  return searchAnswer(
    { ...data, searchedDestCloudResourceNames: searchedNames(wanted) },
    search.query,
    wanted,
    search.searchId,
  );
}

interface Asked {
  readonly environment: Environment;
  readonly caller: Caller;
  readonly search: Search;
  readonly wanted: RowsPlan;
  readonly names: Names;
  readonly input: QueryInput;
}

type Page = Omit<PageData, 'searchedDestCloudResourceNames'>;

async function rowsPage({ environment, caller, search, names, input }: Asked): Promise<Page> {
  const cursor = typeof search.at === 'string' ? { cursor: search.at } : {};
  const answer = await query(environment, caller, { ...input, ...cursor, limit: search.limit });
  if (answer.kind !== 'rows') throw notASearch();
  return {
    items: answer.rows.map((row) => toItem(row, search.edition, names)),
    nextPageToken: answer.cursor === null ? null : tokenOf(search, answer.cursor),
    totalRows: answer.total,
  };
}

/** A group is whole when the last row was seen: every page goes through all rows of the generation of the first. */
async function groupsPage(asked: Asked): Promise<Page> {
  const { search } = asked;
  const at = typeof search.at === 'string' ? null : search.at;
  const generation = at?.generation ?? (await generationOf(asked));
  const groups = await collected(asked, at === null ? null : generation);
  // An ingest was faster: what the next page will stand on must be what this one shows.
  const moved = at === null && generation !== (await generationOf(asked));
  const whole = moved && generation !== null ? await collected(asked, generation) : groups;
  const offset = at?.offset ?? 0;
  const items: readonly Item[] = whole.items(offset, search.limit);
  const next = offset + items.length;
  const more = next < whole.size && generation !== null;
  return {
    items,
    nextPageToken: more ? tokenOf(search, { generation, offset: next }) : null,
    totalRows: whole.size,
  };
}

async function collected({ environment, caller, search, names, input }: Asked, generation: number | null) {
  const groups = new GroupedItems(search.groupBy, names);
  const cursor = generation === null ? {} : { cursor: fromTheStart(generation, search.query) };
  await query(environment, caller, {
    ...input,
    ...cursor,
    sink: (rows) => {
      for (const row of rows) groups.add(row);
    },
  });
  return groups;
}

function fromTheStart(generation: number, text: string): string {
  return writeCursor({ generation, offset: 0, fingerprint: fingerprintOf(text, undefined) });
}

/** Null = nothing was collected at the time that the query asks about. */
async function generationOf({ environment, wanted }: Asked): Promise<number | null> {
  try {
    const date = wanted.asOf === undefined ? undefined : { date: wanted.asOf };
    return (await environment.access({ ask: 'estate' }, date)).set.generation;
  } catch (error) {
    if (wanted.asOf !== undefined && error instanceof GrantgraphError && error.code === 'no-generation') return null;
    throw error;
  }
}

function tokenOf({ query: text, groupBy }: Search, at: string | { generation: number; offset: number }): string {
  return writePageToken({ query: text, groupBy, at });
}

async function rowsPlan(text: string): Promise<RowsPlan> {
  const wanted = await plan(text, undefined);
  if (wanted.kind !== 'rows' || wanted.groupBy !== undefined) throw notASearch();
  return wanted;
}

function notASearch(): GrantgraphError {
  return new GrantgraphError('not-a-search', 'this is no search for permissions', {
    exit: 2,
    hint: 'ask `config from iam where …` without `group by`; other questions are answered by /v1/query',
  });
}
