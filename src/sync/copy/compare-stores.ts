import type { Generation, PartStatus, Store } from '../../store/contract.js';
import type { SyncProgress } from '../index.js';
import { type ContentDigest, digestOf, sha256 } from './content-digest.js';
import { partKey, sameContent, stateText } from './part-steps.js';
import { compareRecords } from './records.js';

export interface CompareOptions {
  readonly progress: SyncProgress;
  readonly signal?: AbortSignal;
}

export interface StoreDifference {
  /**
   * `generations` of both; in one generation its `dates`; of one part that it is there, its `state`, `facts`, `problems`; the sizes of the
   * `index`; beside the facts all `documents` of a kind and whole logs (`log`), named by `part`.
   */
  readonly of: 'generations' | 'dates' | 'part' | 'state' | 'facts' | 'problems' | 'index' | 'documents' | 'log';
  readonly generation: number | null;
  readonly scope: string | null;
  readonly part: string | null;
  readonly from: string;
  readonly to: string;
}

export interface ComparedGeneration {
  readonly number: number;
  readonly collectedAt: string;
  readonly parts: number;
  readonly facts: number;
  /** Of its dates, its part states and all that its parts say, in the first store: equal generations of any two stores have equal digests. */
  readonly digest: string;
  readonly same: boolean;
}

export interface Comparison {
  readonly generations: readonly ComparedGeneration[];
  readonly differences: readonly StoreDifference[];
}

/** Facts between two looks at the signal and two words of progress. */
const factsPerStep = 10_000;

/**
 * Compares what two stores hold: their generations, the states of the parts in each, and what the parts say wherever it is new. What
 * an unchanged digest stands for is read once more in the latest generation, where the sizes of the indexes are compared as well.
 */
export async function compareStores(from: Store, to: Store, options: CompareOptions): Promise<Comparison> {
  const [ones, others] = [await from.generations(), await to.generations()];
  const differences: StoreDifference[] = [];
  const numbers = [ones, others].map((list) => list.map(({ number }) => number).join(', ') || 'none');
  if (numbers[0] !== numbers[1]) differences.push(difference('generations', null, null, [numbers[0]!, numbers[1]!]));
  const known = new Map(others.map((one) => [one.number, one]));
  const shared = ones.filter(({ number }) => known.has(number));
  const comparer = new Comparer(from, to, options, differences, shared.at(-1)?.number);
  const generations: ComparedGeneration[] = [];
  for (const [at, one] of shared.entries()) {
    options.signal?.throwIfAborted();
    options.progress.step(`comparing generation ${one.number}`, at, shared.length);
    generations.push(await comparer.compare(one, known.get(one.number)!));
  }
  options.progress.step('comparing what stands beside the facts', shared.length, shared.length);
  for (const { of, name, from: one, to: other } of await compareRecords(from.records(), to.records()))
    differences.push({ of, generation: null, scope: null, part: name, from: one, to: other });
  return { generations, differences };
}

class Comparer {
  /** What each part said last, by store. */
  private readonly contents = [new Map<string, Known>(), new Map<string, Known>()] as const;

  constructor(
    private readonly from: Store,
    private readonly to: Store,
    private readonly options: CompareOptions,
    private readonly differences: StoreDifference[],
    private readonly latest: number | undefined,
  ) {}

  async compare(one: Generation, other: Generation): Promise<ComparedGeneration> {
    const { number } = one;
    const before = this.differences.length;
    const dates = [one, other].map(({ collectedAt, createdAt }) => `${collectedAt}, made ${createdAt}`);
    if (dates[0] !== dates[1]) this.differ('dates', number, null, [dates[0]!, dates[1]!]);
    const [parts, others] = [await this.from.parts(number), await this.to.parts(number)];
    const texts = [];
    const counterparts = new Map(others.map((part) => [partKey(part), part]));
    for (const part of parts) {
      const text = await this.comparePart(number, part, counterparts.get(partKey(part)));
      counterparts.delete(partKey(part));
      texts.push(text);
    }
    for (const part of counterparts.values()) this.differ('part', number, part, ['absent', 'there']);
    if (number === this.latest) await this.compareIndexes(number);
    return {
      number,
      collectedAt: one.collectedAt,
      parts: parts.length,
      facts: one.facts,
      digest: sha256(JSON.stringify([dates[0], texts])),
      same: this.differences.length === before,
    };
  }

  /** The part's state and content in the first store, as one text. */
  private async comparePart(number: number, part: PartStatus, other: PartStatus | undefined): Promise<string> {
    const content = await this.content(0, number, part);
    const text = `${stateText(part)} ${content.factsDigest} ${content.problemsDigest}`;
    if (other === undefined) {
      this.differ('part', number, part, ['there', 'absent']);
      return text;
    }
    if (stateText(part) !== stateText(other)) this.differ('state', number, part, [stateText(part), stateText(other)]);
    const theirs = await this.content(1, number, other);
    if (content.factsDigest !== theirs.factsDigest)
      this.differ('facts', number, part, [factsText(content), factsText(theirs)]);
    if (content.problemsDigest !== theirs.problemsDigest)
      this.differ('problems', number, part, [content.problemsDigest, theirs.problemsDigest]);
    return text;
  }

  private async content(side: 0 | 1, generation: number, part: PartStatus): Promise<ContentDigest> {
    const known = this.contents[side].get(partKey(part));
    const again = generation === this.latest && known !== undefined && known.generation !== generation;
    if (known && sameContent(known.part, part) && !again) return known.digest;
    const { progress, signal } = this.options;
    const store = side === 0 ? this.from : this.to;
    const digest = await digestOf(await store.content(part, generation), (facts) => {
      if (facts % factsPerStep !== 0) return;
      signal?.throwIfAborted();
      progress.step(`comparing generation ${generation}: ${part.scope} ${part.part}`, facts);
    });
    this.contents[side].set(partKey(part), { generation, part, digest });
    return digest;
  }

  private async compareIndexes(generation: number): Promise<void> {
    const sizes = [];
    for (const store of [this.from, this.to]) {
      const set = await store.workingSet({ ask: 'estate' }, { generation });
      const { identities, classes, resources } = set.size();
      sizes.push(`${identities} identities in ${classes} classes, ${resources} resources`);
    }
    if (sizes[0] !== sizes[1]) this.differ('index', generation, null, [sizes[0]!, sizes[1]!]);
  }

  private differ(
    of: StoreDifference['of'],
    generation: number,
    part: PartStatus | null,
    values: readonly [string, string],
  ): void {
    this.differences.push(difference(of, generation, part, values));
  }
}

interface Known {
  readonly generation: number;
  readonly part: PartStatus;
  readonly digest: ContentDigest;
}

function difference(
  of: StoreDifference['of'],
  generation: number | null,
  part: PartStatus | null,
  [from, to]: readonly [string, string],
): StoreDifference {
  return { of, generation, scope: part?.scope ?? null, part: part?.part ?? null, from, to };
}

const factsText = ({ facts, factsDigest }: ContentDigest): string => `${facts} facts, digest ${factsDigest}`;
