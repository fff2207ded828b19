/**
 * Names in collected data are written by strangers: control characters could drive the reader's terminal, and direction
 * marks could make one name look like another. Both become a visible replacement.
 */
export function printable(text: string): string {
  return text.replace(hidden, '\ufffd');
}

// C0 and C1 controls, line and paragraph separators, bidirectional embeddings, overrides and isolates.
const hidden = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
