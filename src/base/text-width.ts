const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Scripts and signs that take two columns of a terminal. */
const wide =
  /^(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]|\p{Emoji_Presentation})/u;
const plain = /^[\x20-\x7e]*$/;

/** What a reader sees as one character each. */
export function graphemes(text: string): string[] {
  if (plain.test(text)) return [...text];
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** Columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  return graphemes(text).reduce((sum, one) => sum + (wide.test(one) ? 2 : 1), 0);
}
