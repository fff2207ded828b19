import { connect, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * What `breakable-way.ts` starts: a thread of its own, as the one that asks may be waiting and not run. `state` is shared:
 * [connections so far, bytes after which one breaks off, how many more break off, 1 = nothing comes through, pieces with a
 * bookmark].
 */
const { to, tls, shared } = workerData;
const state = new Int32Array(shared);
const standing = new Set();

function take(client) {
  Atomics.add(state, 0, 1);
  const server = connect(to, '127.0.0.1');
  standing.add(client);
  let left = Number.POSITIVE_INFINITY;
  if (Atomics.load(state, 2) > 0) {
    Atomics.sub(state, 2, 1);
    left = Atomics.load(state, 1);
  }
  const end = () => {
    standing.delete(client);
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) {
    socket.on('error', () => {});
    socket.on('close', end);
  }
  client.on('data', (data) => {
    if (data.includes('FB:')) Atomics.add(state, 4, 1);
    if (Atomics.load(state, 3) === 0) server.write(data);
  });
  server.on('data', (data) => {
    if (Atomics.load(state, 3) !== 0) return;
    client.write(data.subarray(0, left));
    left -= data.length;
    // What was let through arrives first.
    if (left <= 0) client.end(end);
  });
}

const listener = tls ? createTlsServer({ ...tls, pfx: Buffer.from(tls.pfx) }, take) : createServer(take);
// A client that finds encryption where it expects none, or the other way round, is not our fault.
listener.on('tlsClientError', () => {});
listener.listen(0, '127.0.0.1', () => parentPort.postMessage(listener.address().port));
parentPort.on('message', () => {
  for (const client of standing) client.destroy();
});
