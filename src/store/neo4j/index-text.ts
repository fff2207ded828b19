import { createHash } from 'node:crypto';

/** Longest text of an index entry, in characters: the database refuses entries of more than some 8,000 bytes. */
const longest = 400;

/** The beginning of a text, by which an index finds it. */
export function indexText(text: string): string {
  return text.length <= longest ? text : cut(text, longest);
}

/** Without the case of ASCII letters, as ids are looked up. */
export function foldedId(id: string): string {
  return indexText(id.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
}

/** In lower case, as names and aliases are looked up. */
export function foldedName(name: string): string {
  return indexText(name.toLowerCase());
}

/** Stands for an id of any length and for no other. */
export function entityId(id: string): string {
  if (id.length <= longest) return id;
  return `${cut(id, 300)}#${createHash('sha256').update(id).digest('hex')}`;
}

/** No half of a surrogate pair at the end: the database has none. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
