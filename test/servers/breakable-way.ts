import { Worker } from 'node:worker_threads';

export interface BreakableWay {
  readonly port: number;
  /** Connections that were made so far. */
  connections(): number;
  /** Pieces of what was sent to the server so far in which a bookmark stood. */
  bookmarked(): number;
  /** So many of the connections to come break off after so many bytes of answers. */
  cutAfter(bytes: number, connections: number): void;
  /** Those that stand break off. */
  cut(): void;
  /** All stay open, and nothing comes through them any more; or again. */
  stall(still: boolean): void;
  stop(): Promise<void>;
}

/** A way to a local port that can be broken; with `tls` what comes in is encrypted. */
export async function startWay(to: number, tls?: { pfx: Buffer; passphrase: string }): Promise<BreakableWay> {
  const shared = new SharedArrayBuffer(5 * Int32Array.BYTES_PER_ELEMENT);
  const state = new Int32Array(shared);
  const thread = new Worker(new URL('./breakable-way-thread.mjs', import.meta.url), {
    workerData: { to, tls, shared },
  });
  const port = await new Promise<number>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
  });
  return {
    port,
    connections: () => Atomics.load(state, 0),
    bookmarked: () => Atomics.load(state, 4),
    cutAfter: (bytes, connections) => {
      Atomics.store(state, 1, bytes);
      Atomics.store(state, 2, connections);
    },
    cut: () => thread.postMessage('cut'),
    stall: (still) => void Atomics.store(state, 3, still ? 1 : 0),
    stop: async () => void (await thread.terminate()),
  };
}
