import { cut, type Edit, insert } from './edit.js';
import type { MenuEntry } from './menu.js';

export interface OfferedCandidate extends MenuEntry {
  /** A space follows it, where none does already. */
  readonly spaced: boolean;
}

export interface Offer {
  readonly span: readonly [start: number, end: number];
  readonly candidates: readonly OfferedCandidate[];
}

/** Candidates on the screen; the text as it was before any of them. */
export interface Choosing {
  readonly before: Edit;
  readonly span: Offer['span'];
  readonly candidates: readonly OfferedCandidate[];
  /** -1 = none yet. */
  readonly at: number;
}

/** One candidate is put in at once; of several what they have in common, and the list of them. */
export function offered(before: Edit, { span, candidates }: Offer): { edit: Edit; choosing: Choosing | null } {
  const [only] = candidates;
  if (only === undefined) return { edit: before, choosing: null };
  if (candidates.length === 1) return { edit: replaced(before, span, spaced(only, before, span)), choosing: null };
  const typed = before.text.slice(span[0], before.cursor);
  const common = commonStart(candidates.map(({ text }) => text));
  const longer = common.length > typed.length && common.toLowerCase().startsWith(typed.toLowerCase());
  const edit = longer && span[1] === before.cursor ? replaced(before, span, common) : before;
  const kept: Offer['span'] = [span[0], span[1] + edit.text.length - before.text.length];
  return { edit, choosing: { before: edit, span: kept, candidates, at: -1 } };
}

export function stepped(choosing: Choosing, direction: 1 | -1): Choosing {
  const { candidates, at } = choosing;
  const from = at < 0 && direction < 0 ? candidates.length : at;
  return { ...choosing, at: (from + direction + candidates.length) % candidates.length };
}

/** The text with the chosen candidate in its place. */
export function chosen({ before, span, candidates, at }: Choosing): Edit {
  const candidate = candidates[at];
  return candidate ? replaced(before, span, spaced(candidate, before, span)) : before;
}

function replaced(edit: Edit, [start, end]: Offer['span'], text: string): Edit {
  return insert(cut(edit, start, end), text);
}

function spaced({ text, spaced }: OfferedCandidate, { text: whole }: Edit, [, end]: Offer['span']): string {
  return spaced && !/^[\s)},;]/.test(whole.slice(end)) ? `${text} ` : text;
}

function commonStart(texts: readonly string[]): string {
  let common = texts[0] ?? '';
  for (const text of texts) {
    let length = 0;
    while (length < common.length && common[length]?.toLowerCase() === text[length]?.toLowerCase()) length++;
    common = common.slice(0, length);
  }
  return common;
}
