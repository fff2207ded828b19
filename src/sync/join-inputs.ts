import { createHash } from 'node:crypto';
import type { Fact, PartInput, Problem } from '../graph/fact.js';

/**
 * Several files may bring the same part (pages of one dump): they are read one after the other, in the order of their sources, so
 * that the order in which a directory lists them makes no difference, nor to the digest.
 */
export function joined(inputs: readonly PartInput[]): PartInput[] {
  const groups = new Map<string, PartInput[]>();
  for (const input of inputs) {
    const key = JSON.stringify([input.provider, input.scope, input.part]);
    const group = groups.get(key);
    if (group) group.push(input);
    else groups.set(key, [input]);
  }
  return [...groups.values()].map((group) => (group.length === 1 ? group[0]! : concatenated(group)));
}

function concatenated(given: readonly PartInput[]): PartInput {
  const order = (input: PartInput) => `${input.source}\n${input.digest}`;
  const group = given.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  const problems: Problem[] = [];
  const notCollected = [...new Set(group.flatMap((input) => input.notCollected ?? []))];
  return {
    ...group[0]!,
    source: group.map((input) => input.source).join(', '),
    digest: createHash('sha256')
      .update(JSON.stringify(group.map((input) => input.digest)))
      .digest('hex'),
    problems,
    notCollected,
    facts: () => {
      const lists = group.map((input): AnyFactList => ({ facts: input.facts(), problems: input.problems }));
      return lists.every(isSynchronous) ? oneByOne(lists, problems) : oneByOneLater(lists, problems);
    },
  };
}

interface FactList<F> {
  readonly facts: F;
  /** Filled while the facts are read. */
  readonly problems: readonly Problem[];
}

type AnyFactList = FactList<Iterable<Fact> | AsyncIterable<Fact>>;

function isSynchronous(list: AnyFactList): list is FactList<Iterable<Fact>> {
  return Symbol.iterator in list.facts;
}

function* oneByOne(lists: readonly FactList<Iterable<Fact>>[], problems: Problem[]): Iterable<Fact> {
  for (const list of lists) {
    yield* list.facts;
    for (const problem of list.problems) problems.push(problem);
  }
}

async function* oneByOneLater(lists: readonly AnyFactList[], problems: Problem[]): AsyncIterable<Fact> {
  for (const list of lists) {
    yield* list.facts;
    for (const problem of list.problems) problems.push(problem);
  }
}
