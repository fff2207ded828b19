import type { Residual } from './verdict.js';

/** All of them must hold; null = nothing is open. */
export function allOf(parts: readonly Residual[]): Residual | null {
  if (parts.length > 1) return { all: parts };
  return parts[0] ?? null;
}
