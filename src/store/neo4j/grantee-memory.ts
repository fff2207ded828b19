import { GrantgraphError } from '../../base/errors.js';
import { Cache } from '../cache.js';
import type { NodeRef } from '../contract.js';
import { refOf } from '../stored-fact.js';
import type { Row } from './connection.js';
import { granteeKeys, granteesOf } from './cypher/read-index.js';
import { byColumn, type Fetch, fetching } from './fetch.js';
import type { GenerationParts } from './generation-parts.js';

/** What lists may hold altogether, of each sort. */
const mostListed = 200_000;

/** Whom the resource-side policies of a generation name, as far as it was read. */
export class GranteeMemory {
  private readonly naming = new Cache<string, readonly Row[]>(mostListed, lengthOf);
  private readonly namedKeys = new Cache<string, readonly string[]>(mostListed, lengthOf);

  constructor(private readonly parts: GenerationParts) {}

  /** Entries that are kept. */
  get held(): number {
    return this.naming.weight + this.namedKeys.weight;
  }

  in(keys: Iterable<string>): Fetch[] {
    const wanted = [...new Set(keys)].filter((key) => !this.naming.has(key));
    if (wanted.length === 0) return [];
    return [
      fetching(granteesOf(wanted), (rows) => {
        const counting = rows.filter((row) => this.parts.holdsVersion(row['version']));
        for (const [key, found] of byColumn(counting, 'wanted', wanted)) this.naming.put(key, found);
      }),
    ];
  }

  knows(key: string): boolean {
    return this.naming.has(key);
  }

  /** What names a key that is known. */
  rowsOf(key: string): readonly Row[] {
    return this.naming.get(key, unread);
  }

  /** Each node once, in the order of ids. */
  refs(rows: readonly Row[]): NodeRef[] {
    const found = new Map<string, NodeRef>();
    for (const row of rows) {
      const ref = refOf(row);
      found.set(`${ref.id}\n${ref.kind}\n${ref.name}`, ref);
    }
    return [...found.values()].toSorted((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
  }

  keysBelow(prefix: string): Fetch[] {
    if (this.namedKeys.has(prefix)) return [];
    return [
      fetching(granteeKeys(prefix), (rows) => {
        const keys = rows.filter((row) => this.parts.holdsVersion(row['version'])).map((row) => String(row['key']));
        this.namedKeys.put(prefix, [...new Set(keys.filter((key) => key.startsWith(prefix)))]);
      }),
    ];
  }

  keys(prefix: string): readonly string[] {
    return this.namedKeys.get(prefix, unread);
  }
}

function unread(): never {
  throw new GrantgraphError('not-read', 'what was read is not there', { exit: 4 });
}

function lengthOf(list: readonly unknown[]): number {
  return 1 + list.length;
}
