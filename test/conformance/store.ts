import { randomUUID } from 'node:crypto';
import { afterEach, describe } from 'vitest';
import type { Store, StoreCapability } from '../../src/store/contract.js';
import { changeConformance } from './changes.js';
import { copyConformance } from './copies.js';
import { factConformance } from './facts.js';
import { generationConformance } from './generations.js';
import { indexConformance } from './index-records.js';
import { ingestConformance } from './ingests.js';
import { recordConformance } from './records.js';
import { transactionConformance } from './transactions.js';

export interface OpenOptions {
  /** Names the data: the same name opens the same data once more. */
  readonly data: string;
  readonly readOnly?: boolean;
}

export interface OpenedStore {
  readonly store: Store;
  /** Removes what the store leaves behind, once it is closed. */
  readonly dispose?: () => Promise<void>;
}

export type OpenStore = (options: OpenOptions) => Promise<OpenedStore>;

/** What the groups of the suite use: a store without data, or the same data again. Both are closed after the test. */
export interface Bench {
  fresh(): Promise<Store>;
  again(store: Store, options?: { readonly readOnly?: boolean }): Promise<Store>;
  /** False where the store is said to lack it; what needs it is then not registered at all. */
  can(capability: StoreCapability): boolean;
}

/** Registers the suite that every store must pass. `lacks` leaves out what a store does not promise, by name. */
export function storeConformance(
  name: string,
  open: OpenStore,
  { lacks = [] }: { readonly lacks?: readonly StoreCapability[] } = {},
): void {
  const opened: OpenedStore[] = [];
  const data = new Map<Store, string>();
  const reopen = async (options: OpenOptions): Promise<Store> => {
    const one = await open(options);
    opened.push(one);
    data.set(one.store, options.data);
    return one.store;
  };
  const bench: Bench = {
    fresh: () => reopen({ data: randomUUID() }),
    again: (store, options) => reopen({ data: data.get(store)!, ...options }),
    can: (capability) => !lacks.includes(capability),
  };
  describe(`the ${name} store`, () => {
    afterEach(async () => {
      const done = opened.splice(0);
      data.clear();
      for (const { store } of done) await store.close();
      for (const { dispose } of done) await dispose?.();
    });
    describe('facts', () => factConformance(bench));
    describe('ingests', () => ingestConformance(bench));
    describe('transactions', () => transactionConformance(bench));
    describe('index', () => indexConformance(bench));
    describe('generations', () => generationConformance(bench));
    describe('records', () => recordConformance(bench));
    if (bench.can('as-of')) describe('changes', () => changeConformance(bench));
    if (bench.can('as-of')) describe('copies', () => copyConformance(bench));
  });
}
