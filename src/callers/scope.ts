import { GrantgraphError } from '../base/errors.js';
import type { Caller } from './caller.js';

/** May the caller see what belongs to this account? What belongs to none (everyone, people of a directory) is nobody's secret. */
export function sees(caller: Caller, account: string | null): boolean {
  return caller.accounts === null || account === null || account === '*' || caller.accounts.has(account);
}

/** Errors: `outside-your-scope`. It says no more than the caller said. */
export function assertSees(caller: Caller, account: string | null, text: string): void {
  if (!sees(caller, account))
    throw new GrantgraphError('outside-your-scope', `\`${text}\` is outside your scope`, { exit: 2 });
}
