import type { Decision } from '../../evaluators/verdict.js';
import type { AccessRow } from '../contract.js';

export type RowDecision = Pick<AccessRow, 'verdict' | 'residual' | 'until' | 'because' | 'exceptions'>;

/** What a row says of its decision; null for a deny, which is no row. */
export function rowDecision({ verdict, residual, until, because }: Decision): RowDecision | null {
  if (verdict === 'deny') return null;
  const limited = because.some((reason) => reason.key === 'explicit-deny');
  return { verdict, residual, until: until ?? null, because, exceptions: limited ? ['LIMITED_BY_DENY_STATEMENT'] : [] };
}
