import { createHash } from 'node:crypto';
import { type BoundPredicate, literals, positives, type RowsPlan, topLevel } from '../../planner/index.js';
import type { Item } from './permission-rows.js';

/** `data` of an answer; the first edition sends it bare for further pages. */
export interface PageData {
  readonly items: readonly Item[];
  readonly nextPageToken: string | null;
  /** Null = the rows were not counted. */
  readonly totalRows: number | null;
  /** Names of destinations that the query asks for. */
  readonly searchedDestCloudResourceNames: readonly string[];
}

/** An answer as all editions send it. */
export interface SearchAnswer {
  readonly data: PageData;
  readonly query: string;
  /** Of the search: what the client called it, else told by its text. */
  readonly id: string;
  readonly saved: boolean;
  readonly name: string;
  readonly timeRange: { readonly type: 'to_now'; readonly value: 'epoch' };
  readonly searchType: 'iam';
  readonly description: string;
  readonly cloudType: string | null;
}

export function searchAnswer(data: PageData, query: string, plan: RowsPlan, id: string | undefined): SearchAnswer {
  return {
    data,
    query,
    id: id || searchId(query),
    saved: false,
    name: '',
    timeRange: { type: 'to_now', value: 'epoch' },
    searchType: 'iam',
    description: '',
    cloudType: cloudOf(plan),
  };
}

/** The same for the same text, in the form of the ids that clients know. */
function searchId(query: string): string {
  const hex = createHash('sha256').update(query).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

export function searchedNames({ where }: RowsPlan): readonly string[] {
  const named = where === null ? [] : positives(where).filter(isName);
  return [...new Set(named.flatMap(literals))];
}

function isName({ attribute, operator }: BoundPredicate): boolean {
  return attribute.name === 'dest.cloud.resource.name' && (operator === '=' || operator === 'IN');
}

/** Where the query is about one cloud: its name in lower case. */
function cloudOf({ where }: RowsPlan): string | null {
  for (const part of where === null ? [] : topLevel(where))
    if (part.kind === 'predicate' && part.operator === '=' && /\.cloud\.type$/.test(part.attribute.name))
      return literals(part)[0]?.toLowerCase() ?? null;
  return null;
}
