import { GrantgraphError } from '../../base/errors.js';
import type { Json } from '../../graph/fact.js';
import type { ClassGrant, IdentityClass } from '../../graph/generation-index.js';
import { Cache } from '../cache.js';
import type { ClassView, NodeRef } from '../contract.js';
import { refOf } from '../stored-fact.js';
import type { Row } from './connection.js';
import {
  type ClassesBy,
  classesOf,
  classPage,
  documentsByKey,
  filedOfService,
  filedUnder,
  granteeKeys,
  granteesOf,
  holdersOf,
  membersOf,
  wholeClasses,
} from './cypher/read-index.js';
import { byColumn, type Fetch, fetching } from './fetch.js';
import type { GenerationParts } from './generation-parts.js';
import { indexText } from './index-text.js';
import { firstOfVersion, versionOf } from './version-key.js';

/** No answer is cut here: more documents than this are a sign of something wrong. */
const mostFiled = 10_000_000;
/** More than this around one name are looked up question by question. */
const mostAround = 20_000;
const mostOfService = 4000;
/** Members that are read along with classes. */
const mostMembers = 500;
/** Documents whose holders are read together. */
const mostTogether = 500;

/** What the documents that are kept may hold, and lists of keys, of each sort. */
const mostCharacters = 40_000_000;
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

interface Class {
  readonly view: Omit<ClassView, 'record'>;
  readonly grants: readonly number[];
  readonly body: Omit<IdentityClass, 'grants'>;
  /** Null where they stand in nodes of their own. */
  readonly members: readonly string[] | null;
  whole?: ClassView;
}

/** The index of one generation as far as it was read and there is room; what is read is described by fetches. */
export class IndexMemory {
  private readonly classes = new Cache<number, Class>(
    mostListed,
    ({ grants, members }) => 10 + grants.length + (members?.length ?? 0),
  );
  private readonly grants = new Cache<number, ClassGrant>(50_000);
  private readonly documents = new Cache<number, string>(mostCharacters, (json) => 100 + json.length);
  private readonly documentOf = new Cache<number, number>(50_000);
  private readonly identities = new Cache<string, number | undefined>(100_000);
  private readonly postings = new Cache<string, readonly number[]>(mostListed, lengthOf);
  private readonly accountKeys = new Cache<string, readonly number[]>(mostListed, lengthOf);
  /** Documents of the latest answer. */
  private latest: readonly number[] = [];
  private readonly services = new Cache<string, readonly Filed[]>(mostListed / 2, lengthOf);
  private readonly crowded = new Cache<string, true>(1000);
  private readonly regions = new Cache<string, Region>(mostListed / 2, ({ filed }) => lengthOf(filed));
  private readonly holding = new Cache<number, readonly number[]>(mostListed, lengthOf);
  private readonly naming = new Cache<string, readonly Row[]>(mostListed / 2, lengthOf);
  private readonly namedKeys = new Cache<string, readonly string[]>(mostListed / 2, lengthOf);

  constructor(
    private readonly parts: GenerationParts,
    /** Facts that come along. */
    private readonly takeNodes: (rows: readonly Row[]) => void,
  ) {}

  /** What is kept: characters of documents, entries of lists. */
  get held(): { readonly characters: number; readonly listed: number } {
    const { classes, postings, accountKeys, services, regions, holding, naming, namedKeys, grants, identities } = this;
    const lists = [classes, postings, accountKeys, services, regions, holding, naming, namedKeys, grants, identities];
    return { characters: this.documents.weight, listed: lists.reduce((sum, { weight }) => sum + weight, 0) };
  }

  // Identities and classes

  identitiesIn(ids: Iterable<string>): Fetch[] {
    const wanted = [...new Set(ids)].filter((id) => !this.identities.has(id));
    if (wanted.length === 0) return [];
    return [fetching(classesOf(wanted), (rows) => this.takeIdentities(rows, wanted))];
  }

  private takeIdentities(rows: readonly Row[], wanted: readonly string[] = []): void {
    const counting = rows.filter((row) => this.parts.holdsVersion(row['version']));
    for (const [id, found] of byColumn(counting, 'id', wanted)) {
      const keys = found.map((row) => Number(row['class']));
      this.identities.put(id, keys.length === 0 ? undefined : Math.min(...keys));
    }
  }

  knowsIdentity(id: string): boolean {
    return this.identities.has(id);
  }

  classOf(id: string): number | undefined {
    return this.identities.get(id, unreachable);
  }

  /** Its grants may have had to make room. */
  knowsClass(key: number): boolean {
    if (!this.classes.has(key)) return false;
    const { whole, grants } = this.classes.get(key, unreachable);
    return whole !== undefined || grants.every((grant) => this.grants.has(grant));
  }

  /** Classes with all that evaluation reads of them. */
  wholeClasses(keys: Iterable<number>): Fetch[] {
    const wanted = [...new Set(keys)].filter((key) => !this.knowsClass(key));
    return wanted.length === 0 ? [] : [this.classesWith({ by: 'key', keys: wanted }, wanted.length)];
  }

  /** The same by another way; at most so many of them. */
  classesWith(way: ClassesBy, limit: number): Fetch {
    return fetching(wholeClasses(way, limit, this.parts.generation.number, mostMembers), ([row]) => {
      if (row === undefined) return;
      const list = (name: string) => row[name] as readonly Row[];
      this.takeGrants(list('grants'));
      this.takeClasses(list('classes'));
      this.takeDocuments([...list('documents'), ...list('boundaries')]);
      this.takeIdentities(list('identities'));
      this.takeNodes([...list('members'), ...list('accounts')]);
      if (way.by === 'document') this.takeHolders(list('holders'), way.documents);
    });
  }

  takeGrants(rows: readonly Row[]): void {
    for (const row of rows) {
      const [key, grant] = [Number(row['key']), JSON.parse(String(row['body'])) as ClassGrant];
      this.grants.put(key, grant);
      this.documentOf.put(key, firstOfVersion(versionOf(key)) + grant.local);
    }
  }

  takeClasses(rows: readonly Row[]): void {
    for (const row of rows) {
      const size = Number(row['size']);
      const members = row['members'] as readonly string[];
      this.classes.put(Number(row['key']), {
        view: { key: Number(row['key']), scope: String(row['scope']), size },
        grants: row['grants'] as readonly number[],
        body: JSON.parse(String(row['body'])) as Omit<IdentityClass, 'grants'>,
        members: members.length === size ? members : null,
      });
    }
  }

  takeDocuments(rows: readonly Row[]): void {
    for (const row of rows) this.documents.put(Number(row['key']), String(row['json']));
  }

  /** Errors: `unknown-class`. */
  classView(key: number): ClassView {
    const found = this.classes.get(key, () => {
      throw new GrantgraphError('unknown-class', `no class ${key}`, { exit: 4 });
    });
    found.whole ??= {
      ...found.view,
      record: { ...found.body, grants: found.grants.map((grant) => this.grant(grant)) },
    };
    return found.whole;
  }

  private grant(key: number): ClassGrant {
    return this.grants.get(key, () => {
      throw new GrantgraphError('unknown-class', `no grant ${key}`, { exit: 4 });
    });
  }

  /** Members that stand in the class itself; null where they are more. */
  ownMembers(key: number): readonly string[] | null {
    return this.classes.get(key, () => {
      throw new GrantgraphError('unknown-class', `no class ${key}`, { exit: 4 });
    }).members;
  }

  chunk(key: number, chunk: number, take: (members: readonly string[] | null) => void): Fetch {
    return fetching(membersOf(key, chunk, 1), ([row]) => take(row === undefined ? null : (row['ids'] as string[])));
  }

  /** A page of classes of the generation, and the key after which it goes on; null = that was all. */
  classPage(
    account: string | null,
    after: number,
    size: number,
    take: (keys: readonly number[], next: number | null) => void,
  ): Fetch {
    return fetching(classPage(account, after, size), (rows) => {
      const keys = rows.map((row) => Number(row['key']));
      take(
        keys.filter((key) => this.parts.holds(key)),
        keys.length < size ? null : keys.at(-1)!,
      );
    });
  }

  /** Keys of an account's classes, where they were all gone through. */
  keysOfAccount(account: string): readonly number[] | null {
    return this.accountKeys.has(account) ? this.accountKeys.get(account, () => []) : null;
  }

  keepKeysOfAccount(account: string, keys: readonly number[]): void {
    this.accountKeys.put(account, keys);
  }

  // Documents

  documentsIn(keys: Iterable<number>): Fetch[] {
    const wanted = [...new Set(keys)].filter((key) => !this.documents.has(key));
    if (wanted.length === 0) return [];
    return [fetching(documentsByKey(wanted), (rows) => this.takeDocuments(rows))];
  }

  knowsDocument(key: number): boolean {
    return this.documents.has(key);
  }

  /** Errors: `unknown-document`. */
  document(key: number): Json {
    const json = this.documents.get(key, () => {
      throw new GrantgraphError('unknown-document', `no document ${key}`, { exit: 4 });
    });
    return JSON.parse(json) as Json;
  }

  /** Texts in the documents of a class that are shaped like ids or patterns of ids. */
  textsOf(key: number): Set<string> {
    const found = new Set<string>();
    if (!this.classes.has(key)) return found;
    for (const grant of this.classes.get(key, unreachable).grants) {
      const document = this.documents.peek(this.documentOf.get(grant, () => -1));
      for (const [, text] of document?.matchAll(/"(arn:[^"\\]+)"/g) ?? []) found.add(text!);
    }
    return found;
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
    const known = this.regions.has(resource) ? this.regions.get(resource, noRegion) : null;
    if (indexText(resource) !== resource || (known && actionKeys.every((key) => known.actionKeys.has(indexText(key)))))
      return [];
    return this.filedRows(actionKeys, resource, true, mostAround, (found) => {
      // Cut short, it would not be all.
      if (found.length < mostAround)
        this.regions.put(resource, { actionKeys: new Set(actionKeys.map(indexText)), filed: found });
    });
  }

  /** All that is filed under actions of a service, unless that was found to be too much; what the question needs alone then. */
  filedLike(actionKeys: readonly string[], resource: string, isPattern: boolean): Fetch[] {
    const services = new Set(actionKeys.filter((key) => key !== '*').map((key) => key.slice(0, key.indexOf(':'))));
    const [service] = services;
    if (service === undefined || services.size > 1 || this.crowded.has(service))
      return this.filed(actionKeys, resource, isPattern);
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
    const filed = this.filedFor(texts, literal);
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

  /** What is known around the nearest name that the literal begins with. */
  private regionOf(literal: string): Region | null {
    for (let length = literal.length; length > 0; length--) {
      const name = literal.slice(0, length);
      if (this.regions.has(name)) return this.regions.get(name, noRegion);
    }
    return null;
  }

  holdersIn(documents: Iterable<number>): Fetch[] {
    const wanted = [...new Set(documents)].filter((key) => !this.holding.has(key));
    if (wanted.length === 0) return [];
    return [fetching(holdersOf(wanted), (rows) => this.takeHolders(rows, wanted))];
  }

  private takeHolders(rows: readonly Row[], wanted: readonly number[]): void {
    for (const [document, list] of byColumn(rows, 'document', wanted.map(String))) {
      const classes = list.map((row) => Number(row['class']));
      this.holding.put(
        Number(document),
        classes.toSorted((left, right) => left - right),
      );
    }
  }

  holders(document: number): readonly number[] | null {
    return this.holding.has(document) ? this.holding.get(document, () => []) : null;
  }

  // Principals that resource-side policies name

  granteesIn(keys: Iterable<string>): Fetch[] {
    const wanted = [...new Set(keys)].filter((key) => !this.naming.has(key));
    if (wanted.length === 0) return [];
    return [
      fetching(granteesOf(wanted), (rows) => {
        const counting = rows.filter((row) => this.parts.holdsVersion(row['version']));
        for (const [key, found] of byColumn(counting, 'wanted', wanted)) this.naming.put(key, found);
      }),
    ];
  }

  knowsGrantee(key: string): boolean {
    return this.naming.has(key);
  }

  /** What names a key that is known. */
  granteeRows(key: string): readonly Row[] {
    return this.naming.get(key, unreachable);
  }

  /** Each node once, in the order of ids. */
  grantees(rows: readonly Row[]): NodeRef[] {
    const found = new Map<string, NodeRef>();
    for (const row of rows) {
      const ref = refOf(row);
      found.set(`${ref.id}\n${ref.kind}\n${ref.name}`, ref);
    }
    return [...found.values()].toSorted((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
  }

  granteeKeysBelow(prefix: string): Fetch[] {
    if (this.namedKeys.has(prefix)) return [];
    return [
      fetching(granteeKeys(prefix), (rows) => {
        const keys = rows.filter((row) => this.parts.holdsVersion(row['version'])).map((row) => String(row['key']));
        this.namedKeys.put(prefix, [...new Set(keys.filter((key) => key.startsWith(prefix)))]);
      }),
    ];
  }

  granteeKeys(prefix: string): readonly string[] {
    return this.namedKeys.get(prefix, unreachable);
  }
}

function unreachable(): never {
  throw new GrantgraphError('not-read', 'what was read is not there', { exit: 4 });
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
