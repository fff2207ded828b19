import { createServer } from 'node:net';

/** A listener that answers the first bytes of whoever connects with these, as a server of another kind or version does. */
export async function startStranger(answer: Buffer): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const listener = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(answer));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as { port: number };
  return { port, stop: () => new Promise((resolve) => listener.close(() => resolve())) };
}
