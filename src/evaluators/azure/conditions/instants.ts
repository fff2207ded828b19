/** ISO 8601 with a date at least, in epoch milliseconds; without a zone it is UTC; NaN for anything else. */
export function instant(text: string): number {
  const trimmed = text.trim().toUpperCase();
  const [, date, time, zone] =
    /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(trimmed) ?? [];
  if (date === undefined || !isDay(date) || (time === undefined && zone !== undefined)) return Number.NaN;
  return Date.parse(`${date}${time ?? 'T00:00'}${zone ?? 'Z'}`);
}

/** `Date.parse` would roll the 30th of February over into March. */
function isDay(text: string): boolean {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}
