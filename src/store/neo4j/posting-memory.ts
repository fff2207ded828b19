import { Cache } from '../cache.js';
import type { Row } from './connection.js';
import { filedOfService, filedUnder } from './cypher/read-index.js';
import { type Fetch, fetching } from './fetch.js';
import type { GenerationParts } from './generation-parts.js';
import { indexText } from './index-text.js';

/** No answer is cut here: more documents than this are a sign of something wrong. */
const mostFiled = 10_000_000;
/** More than this around one name are looked up question by question. */
const mostAround = 20_000;
const mostOfService = 4000;
/** Documents whose holders are read together. */
const mostTogether = 500;
/** What lists may hold altogether, of each sort. */
const mostListed = 400_000;

/** A document filed under an action key and a prefix. */
interface Filed {
  readonly action: string;
  readonly prefix: string;
  readonly document: number;
}

interface Region {
  readonly actionKeys: ReadonlySet<string>;
  readonly filed: readonly Filed[];
}

/** Under which actions and names the documents of a generation are filed, as far as it was read. */
export class PostingMemory {
  private readonly postings = new Cache<string, readonly number[]>(mostListed, lengthOf);
  private readonly services = new Cache<string, readonly Filed[]>(mostListed / 2, lengthOf);
  private readonly crowded = new Cache<string, true>(1000);
  private readonly regions = new Cache<string, Region>(mostListed / 2, ({ filed }) => lengthOf(filed));
  /** Documents of the latest answer. */
  private latest: readonly number[] = [];

  constructor(private readonly parts: GenerationParts) {}

  /** Entries that are kept. */
  get held(): number {
    return this.postings.weight + this.services.weight + this.regions.weight;
  }

  /** A pattern meets a name where its literal prefix is one of the name's; a glob stands for every name that begins as it does. */
  filed(actionKeys: readonly string[], resource: string, isPattern: boolean): Fetch[] {
    if (this.postingsOf(actionKeys, resource, isPattern) !== null) return [];
    const literal = literalOf(resource, isPattern);
    return this.filedRows(actionKeys, literal, isPattern, mostFiled, (found) => {
      this.postings.put(
        postingKey(actionKeys, literal, isPattern),
        documentsOf(found, actionKeys.map(indexText), indexText(literal), isPattern),
      );
    });
  }

  /** What is filed around a name: of all that begins as it does, and of all it begins with. Answers for every name below it. */
  filedAround(actionKeys: readonly string[], resource: string): Fetch[] {
    if (indexText(resource) !== resource) return [];
    const wanted = actionKeys.map(indexText).filter((key) => !this.regionAt(resource).actionKeys.has(key));
    if (wanted.length === 0) return [];
    return this.filedRows(wanted, resource, true, mostAround, (found) => {
      // Cut short, it would not be all.
      if (found.length >= mostAround) return;
      const known = this.regionAt(resource);
      const further = found.filter(({ action }) => !known.actionKeys.has(action));
      this.regions.put(resource, {
        actionKeys: new Set([...known.actionKeys, ...wanted]),
        filed: [...known.filed, ...further],
      });
    });
  }

  /** All that is filed under actions of a service, unless that was found to be too much; what the question needs alone then. */
  filedLike(actionKeys: readonly string[], resource: string, isPattern: boolean): Fetch[] {
    const services = new Set(actionKeys.filter((key) => key !== '*').map((key) => key.slice(0, key.indexOf(':'))));
    const [service] = services;
    if (service === undefined || services.size > 1 || this.crowded.has(service)) {
      // Whoever asks of many actions at once asks of each of them next, and of the contents.
      const literal = literalOf(resource, isPattern);
      const around = this.filedAround(actionKeys, isPattern ? literal : contentsOf(literal));
      return around.length > 0 ? around : this.filed(actionKeys, resource, isPattern);
    }
    return [
      fetching(filedOfService(service, mostOfService), (rows) => {
        if (rows.length >= mostOfService) this.crowded.put(service, true);
        else this.services.put(service, this.counting(rows));
      }),
    ];
  }

  private counting(rows: readonly Row[]): Filed[] {
    return rows.filter((row) => this.parts.holds(Number(row['document']))) as unknown as Filed[];
  }

  /** The document and those behind it in the latest answer it was in. */
  withPosting(document: number): readonly number[] {
    const at = this.latest.indexOf(document);
    return at < 0 ? [document] : this.latest.slice(at, at + mostTogether);
  }

  private filedRows(
    actionKeys: readonly string[],
    literal: string,
    below: boolean,
    most: number,
    take: (found: readonly Filed[]) => void,
  ): Fetch[] {
    const text = indexText(literal);
    // Below begins with the name itself.
    const lengths = below ? text.length : text.length + 1;
    const prefixes = Array.from({ length: lengths }, (_, length) => text.slice(0, length));
    return [
      fetching(filedUnder(actionKeys, prefixes, below ? literal : null, most), (rows) => take(this.counting(rows))),
    ];
  }

  /** Null = it was not looked up. */
  postingsOf(actionKeys: readonly string[], resource: string, isPattern: boolean): readonly number[] | null {
    const literal = literalOf(resource, isPattern);
    const key = postingKey(actionKeys, literal, isPattern);
    if (this.postings.has(key)) {
      this.latest = this.postings.get(key, () => []);
      return this.latest;
    }
    const texts = actionKeys.map(indexText);
    const filed = this.filedFor(texts, literal) ?? (isPattern ? null : this.filedInside(texts, literal));
    if (filed === null) return null;
    const documents = documentsOf(filed, texts, indexText(literal), isPattern);
    this.postings.put(key, documents);
    this.latest = documents;
    return documents;
  }

  /** Something known that has all that is filed there under the keys. */
  private filedFor(actionKeys: readonly string[], literal: string): readonly Filed[] | null {
    const region = this.regionOf(literal);
    if (region && actionKeys.every((key) => region.actionKeys.has(key))) return region.filed;
    const services = new Set(actionKeys.filter((key) => key !== '*').map((key) => key.slice(0, key.indexOf(':'))));
    const [service] = services;
    if (service === undefined || services.size > 1 || !this.services.has(service)) return null;
    return this.services.get(service, () => []);
  }

  /** What is known of the contents of a name tells of the name as well. */
  private filedInside(actionKeys: readonly string[], name: string): readonly Filed[] | null {
    const contents = contentsOf(name);
    const region = this.regionAt(contents);
    return actionKeys.every((key) => region.actionKeys.has(key)) ? region.filed : null;
  }

  private regionAt(name: string): Region {
    return this.regions.has(name) ? this.regions.get(name, noRegion) : noRegion();
  }

  /** What is known around the nearest name that the literal begins with. */
  private regionOf(literal: string): Region | null {
    for (let length = literal.length; length > 0; length--) {
      const name = literal.slice(0, length);
      if (this.regions.has(name)) return this.regions.get(name, noRegion);
    }
    return null;
  }
}

/** What the names of a container's contents begin with. */
export function contentsOf(name: string): string {
  return `${name}/`;
}

function lengthOf(list: readonly unknown[]): number {
  return 1 + list.length;
}

function literalOf(resource: string, isPattern: boolean): string {
  return isPattern ? resource.slice(0, resource.search(/[*?]|$/)) : resource;
}

function postingKey(actionKeys: readonly string[], literal: string, isPattern: boolean): string {
  return JSON.stringify([actionKeys, literal, isPattern]);
}

/** Of names in the order of action keys, prefixes and documents; of patterns in the order of documents. Each once. */
function documentsOf(
  filed: readonly Filed[],
  actionKeys: readonly string[],
  literal: string,
  isPattern: boolean,
): readonly number[] {
  const at = new Map(actionKeys.map((key, index) => [key, index]));
  const meeting = filed.filter(
    ({ action, prefix }) => at.has(action) && (literal.startsWith(prefix) || (isPattern && prefix.startsWith(literal))),
  );
  const ordered = meeting.toSorted((left, right) =>
    isPattern
      ? left.document - right.document
      : at.get(left.action)! - at.get(right.action)! ||
        left.prefix.length - right.prefix.length ||
        left.document - right.document,
  );
  return [...new Set(ordered.map(({ document }) => document))];
}

const noRegion = (): Region => ({ actionKeys: new Set(), filed: [] });
