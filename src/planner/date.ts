const iso = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** A day, or an instant with its zone (ISO 8601): no other spelling, whose meaning would hang on the machine, and no 30 February. */
export function isDate(text: string): boolean {
  const day = iso.exec(text)?.[1];
  if (day === undefined || Number.isNaN(Date.parse(text))) return false;
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** Until when data counts for a date, epoch milliseconds: a day counts to its end. NaN for what is no date. */
export function endOf(date: string): number {
  return Date.parse(/T/.test(date) ? date : `${date}T23:59:59.999Z`);
}
