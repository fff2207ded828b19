import { connect, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export interface Proxy {
  readonly port: number;
  /** Connections that were made so far. */
  connections(): number;
  /** Each connection from now on breaks off after so many bytes of answers; null for none. */
  cutAfter(bytes: number | null): void;
  /** Those that stand break off. */
  cut(): void;
  /** Those that stand and those to come stay open, and nothing comes through any more. */
  stall(): void;
  stop(): Promise<void>;
}

/** A way to a local port that can be broken; with `tls` what comes in is encrypted. */
export async function startProxy(to: number, tls?: TlsOptions): Promise<Proxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let connections = 0;
  let limit: number | null = null;
  let stalled = false;
  const cut = () => {
    for (const sockets of pairs) for (const socket of sockets) socket.destroy();
  };
  const take = (client: Socket) => {
    connections++;
    const server = connect(to, '127.0.0.1');
    const pair = [client, server] as const;
    pairs.add(pair);
    let left = limit;
    for (const [one, other] of [pair, [server, client]] as const) {
      one.on('error', () => {});
      one.on('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
      one.on('data', (data) => {
        if (stalled) return;
        other.write(one === server && left !== null ? data.subarray(0, left) : data);
        if (one !== server || left === null) return;
        left -= data.length;
        // What was let through shall arrive first.
        if (left <= 0) client.end(() => client.destroy());
      });
    }
  };
  const listener = tls ? createTlsServer(tls, take) : createServer(take);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as { port: number }).port,
    connections: () => connections,
    cutAfter: (bytes) => {
      limit = bytes;
    },
    cut,
    stall: () => {
      stalled = true;
    },
    stop: () => {
      cut();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}
