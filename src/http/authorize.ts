import type { Caller, Role } from '../callers/caller.js';
import { HttpError } from './problem.js';

const ranks: Readonly<Record<Role, number>> = { reader: 0, analyst: 1, admin: 2 };

/** Errors: `not-allowed` (403). */
export function assertRole({ role }: Pick<Caller, 'role'>, needs: Role): void {
  if (ranks[role] >= ranks[needs]) return;
  throw new HttpError(403, 'not-allowed', `this takes the role \`${needs}\`, and yours is \`${role}\``);
}
