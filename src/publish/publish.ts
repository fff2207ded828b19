import { setImmediate } from 'node:timers/promises';
import type { Access, AskOptions } from '../access/contract.js';
import type { Publication, PublishedHolding } from './contract.js';
import { holdingsOf } from './holdings.js';
import type { PublishedGraph } from './published-graph.js';

export interface PublishOptions {
  readonly ask: AskOptions;
  /** Generation and instant of the data. */
  readonly generation: number;
  readonly collectedAt: string;
  readonly publishedAt: string;
  readonly accountName: (account: string) => string | undefined;
  readonly progress: { step(text: string, done?: number): void };
}

/** Longest time in which nothing else of this process gets its turn, milliseconds. */
const longestTurnMs = 100;

/** Publishes effective access by granted destination, own sessions counted: the rows of the whole estate, put together. Errors: those of `PublishedGraph.publish`. */
export function publishAccess(access: Access, graph: PublishedGraph, options: PublishOptions): Promise<Publication> {
  const { ask, progress, ...version } = options;
  const rows = access.stream({ resources: 'granted' }, ask);
  return graph.publish({ ...version, holdings: inTurns(holdingsOf(rows), progress) });
}

async function* inTurns(
  holdings: Iterable<PublishedHolding | null>,
  progress: PublishOptions['progress'],
): AsyncIterable<PublishedHolding> {
  let turn = Date.now();
  let count = 0;
  for (const holding of holdings) {
    if (Date.now() - turn > longestTurnMs) {
      await setImmediate();
      turn = Date.now();
    }
    if (holding === null) continue;
    progress.step('publishing', ++count);
    yield holding;
  }
}
