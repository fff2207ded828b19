import express, { type Request, type Response } from 'express';
import { HttpError } from './problem.js';

const strictText = new TextDecoder('utf-8', { fatal: true });

/** The text of a body, of this media type and in UTF-8. Errors: `unsupported-media-type`, `body-too-large`, `invalid-encoding`. */
export function bodyReader(
  mediaTypes: readonly string[],
  most: number,
): (request: Request, response: Response) => Promise<string> {
  const read = express.raw({ type: () => true, limit: most });
  return async (request, response) => {
    assertType(request, mediaTypes);
    await new Promise<void>((resolve, reject) => {
      read(request, response, (error?: unknown) => (error ? reject(bodyError(error, most)) : resolve()));
    });
    const { body } = request as { body: unknown };
    if (!Buffer.isBuffer(body)) return '';
    try {
      return strictText.decode(body);
    } catch {
      throw new HttpError(400, 'invalid-encoding', 'the body is not UTF-8');
    }
  };
}

/** The value of a JSON text. Errors: `invalid-json`. */
export function jsonOf(text: string): unknown {
  if (text.trim() === '') throw new HttpError(400, 'invalid-json', 'the body is empty', { hint: 'send a JSON object' });
  // No route takes it: whoever sends it hopes for somebody who copies objects carelessly.
  if (/"__proto__"\s*:/.test(text)) throw new HttpError(400, 'invalid-request', 'the body names `__proto__`');
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own words quote the text, which may hold what nobody should read.
    const place = /position \d+|line \d+ column \d+/.exec((error as Error).message)?.[0];
    throw new HttpError(400, 'invalid-json', `the body is not JSON${place === undefined ? '' : `: see ${place}`}`);
  }
}

function assertType(request: Request, mediaTypes: readonly string[]): void {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters
    .map((one) => /^\s*charset\s*=\s*"?([^"]*)"?\s*$/.exec(one)?.[1])
    .find((one) => one !== undefined);
  if (mediaTypes.includes(type.trim()) && (charset === undefined || charset === 'utf-8' || charset === 'utf8')) return;
  throw new HttpError(
    415,
    'unsupported-media-type',
    'the body must come as UTF-8 of a media type that the route takes',
    {
      hint: `content-type: ${mediaTypes.join(' or ')}`,
    },
  );
}

function bodyError(error: unknown, most: number): Error {
  const { type, status } = error as { type?: string; status?: number };
  if (type === 'entity.too.large')
    return new HttpError(413, 'body-too-large', `the body is larger than ${most.toLocaleString('en')} bytes`);
  if (type === 'encoding.unsupported') return new HttpError(415, 'unsupported-encoding', 'unknown content-encoding');
  if (type === 'request.aborted') return new HttpError(400, 'cut-off', 'the body ended before its length');
  return new HttpError(status !== undefined && status < 500 ? status : 400, 'invalid-body', 'the body cannot be read');
}
