import { GrantgraphError } from '../../base/errors.js';
import type { Json } from '../../graph/fact.js';
import type { ClassGrant, IdentityClass } from '../../graph/generation-index.js';
import { Cache } from '../cache.js';
import type { ClassView } from '../contract.js';
import type { Row } from './connection.js';
import {
  type ClassesBy,
  classesOf,
  classPage,
  documentsByKey,
  holdersOf,
  membersOf,
  wholeClasses,
} from './cypher/read-index.js';
import { byColumn, type Fetch, fetching } from './fetch.js';
import type { GenerationParts } from './generation-parts.js';
import { GranteeMemory } from './grantee-memory.js';
import { PostingMemory } from './posting-memory.js';
import { firstOfVersion, versionOf } from './version-key.js';

/** Members that are read along with classes. */
const mostMembers = 500;

/** What the documents that are kept may hold, and lists of keys, of each sort. */
const mostCharacters = 40_000_000;
const mostListed = 400_000;

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
  readonly postings: PostingMemory;
  readonly grantees: GranteeMemory;
  private readonly classes = new Cache<number, Class>(
    mostListed,
    ({ grants, members }) => 10 + grants.length + (members?.length ?? 0),
  );
  private readonly grants = new Cache<number, ClassGrant>(50_000);
  private readonly documents = new Cache<number, string>(mostCharacters, (json) => 100 + json.length);
  private readonly documentOf = new Cache<number, number>(50_000);
  private readonly identities = new Cache<string, number | undefined>(100_000);
  private readonly accountKeys = new Cache<string, readonly number[]>(mostListed, lengthOf);
  private readonly holding = new Cache<number, readonly number[]>(mostListed, lengthOf);

  constructor(
    private readonly parts: GenerationParts,
    /** Facts that come along. */
    private readonly takeNodes: (rows: readonly Row[]) => void,
  ) {
    this.postings = new PostingMemory(parts);
    this.grantees = new GranteeMemory(parts);
  }

  /** What is kept: characters of documents, entries of lists. */
  get held(): { readonly characters: number; readonly listed: number } {
    const { classes, accountKeys, holding, grants, identities, postings, grantees } = this;
    const own = [classes, accountKeys, holding, grants, identities].reduce((sum, { weight }) => sum + weight, 0);
    return { characters: this.documents.weight, listed: own + postings.held + grantees.held };
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
}

function unreachable(): never {
  throw new GrantgraphError('not-read', 'what was read is not there', { exit: 4 });
}

function lengthOf(list: readonly unknown[]): number {
  return 1 + list.length;
}
