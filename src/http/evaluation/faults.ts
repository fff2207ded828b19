import { type ErrorDetails, GrantgraphError } from '../../base/errors.js';
import type { Fault } from './messages.js';

/** An error as it travels between threads: nothing but what a face may tell. */
export function faultOf(error: unknown): Fault {
  if (error instanceof GrantgraphError) {
    const { name, code, message, exit, place, hint, data } = error;
    return { name, code, message, details: plain({ exit, place, hint, data }) };
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, code: 'internal', message, details: {} };
}

export function errorOf({ name, code, message, details }: Fault): Error {
  if (name === 'GrantgraphError') return new GrantgraphError(code, message, details);
  const error = new Error(message);
  error.name = name;
  return error;
}

function plain(details: { [K in keyof ErrorDetails]?: ErrorDetails[K] | undefined }): Fault['details'] {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
