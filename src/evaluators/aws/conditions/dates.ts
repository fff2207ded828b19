export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/** W3C ISO 8601 or epoch seconds, in milliseconds; NaN for anything else. */
export function instant(text: string): number {
  const trimmed = text.trim();
  if (/^[+-]?\d+(\.\d+)?$/.test(trimmed) && !/^\d{4}$/.test(trimmed)) return Number(trimmed) * 1000;
  if (!/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/i.test(trimmed))
    return Number.NaN;
  if (!isDay(trimmed)) return Number.NaN;
  const zoned = /T/i.test(trimmed) && !/(Z|[+-]\d{2}:?\d{2})$/i.test(trimmed) ? `${trimmed}Z` : trimmed;
  return Date.parse(zoned.toUpperCase());
}

/** `Date.parse` would roll the 30th of February over into March. */
function isDay(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number) as [number, number?, number?];
  return day === undefined || new Date(Date.UTC(year, month! - 1, day)).getUTCDate() === day;
}

export function holds(comparison: Comparison, left: number, right: number): boolean {
  if (Number.isNaN(left) || Number.isNaN(right)) return false;
  switch (comparison) {
    case '=':
      return left === right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

export const compareDates =
  (comparison: Comparison) =>
  (request: string, policy: string): boolean =>
    holds(comparison, instant(request), instant(policy));

/** What a comparison with `limit` does from `now` on: `turns` = it changes once, at that instant. */
export function fromNow(comparison: Comparison, now: number, limit: number): { holds: boolean; turns: number | null } {
  const current = holds(comparison, now, limit);
  if (Number.isNaN(limit)) return { holds: false, turns: null };
  if (comparison === '=') return { holds: current, turns: now <= limit ? limit : null };
  if (comparison === '<' || comparison === '<=') return { holds: current, turns: current ? limit : null };
  return { holds: current, turns: current ? null : limit };
}
