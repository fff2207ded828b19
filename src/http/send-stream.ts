import { once } from 'node:events';
import type { Response } from 'express';
import type { Outcome } from './evaluation/messages.js';
import type { Exchange } from './exchange.js';

type Streaming = (take: (piece: string) => Promise<void>) => Promise<Outcome>;

/**
 * Sends pieces while they are made, no faster than the client reads. An error before the first one is an ordinary problem; after it the
 * connection breaks off, so that nobody takes a part for the whole.
 */
export async function sendStream(
  stream: Streaming,
  response: Response,
  exchange: Exchange,
  type: string,
): Promise<void> {
  const begin = () => {
    if (response.headersSent) return;
    response.status(200).type(`${type}; charset=utf-8`);
    response.setHeader('cache-control', 'no-store');
  };
  try {
    const outcome = await stream(async (piece) => {
      begin();
      if (!response.write(piece)) await once(response, 'drain', { signal: exchange.signal });
    });
    begin();
    exchange.rows = outcome.rows;
    await exchange.audit('ok');
    response.end();
  } catch (error) {
    if (!response.headersSent) throw error;
    await exchange.audit((error as { code?: string }).code ?? 'internal').catch(() => {});
    response.destroy();
  }
}
