/** A text above every text that begins with `prefix`, as SQLite orders them (by UTF-8 bytes): the end of a range of prefixes. */
export function above(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

/** SQLite folds the case of ASCII letters only. */
export const beyondAscii = /[\u0080-\uffff]/;
