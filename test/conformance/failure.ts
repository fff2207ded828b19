import { expect } from 'vitest';
import { GrantgraphError } from '../../src/base/errors.js';

/** What an operation ends with: one of our errors, which faces show to people. */
export async function failure(work: Promise<unknown> | (() => unknown)): Promise<GrantgraphError> {
  let failed: unknown;
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    failed = error;
  }
  if (!(failed instanceof GrantgraphError)) throw new Error(`no error of ours: ${String(failed)}`, { cause: failed });
  return failed;
}

/** One line for people, with a remedy, exit 3, and nothing secret in it. */
export function expectClear(error: GrantgraphError, { secret }: { readonly secret: string }): void {
  const { message, hint, exit, place, data } = error;
  expect(message).toMatch(/^[`a-z][^\n]*[^.\n]$/);
  expect(hint).toMatch(/^\S[^\n]*$/);
  expect(exit).toBe(3);
  expect(JSON.stringify([message, hint, place, data])).not.toContain(secret);
}
