import { textWidth } from '../../base/text-width.js';

export interface MenuEntry {
  readonly text: string;
  readonly detail?: string;
}

export interface MenuInk {
  readonly chosen: (text: string) => string;
  readonly detail: (text: string) => string;
}

/** Candidates below the text, one a row with what it means; those around the chosen one where there are more than rows. */
export function menuRows(
  entries: readonly MenuEntry[],
  chosen: number,
  size: { readonly columns: number; readonly rows: number },
  ink: MenuInk,
): string[] {
  const count = Math.max(1, Math.min(entries.length, size.rows));
  const from = Math.max(0, Math.min(chosen - Math.floor(count / 2), entries.length - count));
  const shown = entries.slice(from, from + count);
  const wide = Math.min(
    shown.reduce((most, { text }) => Math.max(most, textWidth(text)), 0),
    Math.max(16, Math.floor(size.columns * 0.6)),
  );
  const rows = shown.map(({ text, detail = '' }, at) => {
    const label = fitted(text, wide);
    const rest = fitted(detail, size.columns - wide - 6).trimEnd();
    return `  ${from + at === chosen ? ink.chosen(label) : label}  ${ink.detail(rest)}`;
  });
  const hidden = entries.length - count;
  return hidden > 0 ? [...rows, ink.detail(`  … ${hidden} more`)] : rows;
}

/** The beginning of a text, or its end where the end tells more, in exactly so many columns. */
function fitted(text: string, width: number): string {
  const plain = text.replace(/\p{Cc}/gu, '\ufffd');
  if (width <= 1) return '';
  if (textWidth(plain) > width)
    return /^'?arn:/.test(plain) ? `…${plain.slice(plain.length - width + 1)}` : `${plain.slice(0, width - 1)}…`;
  return plain + ' '.repeat(width - textWidth(plain));
}
