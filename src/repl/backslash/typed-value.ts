/** Numbers and truth values have their type. Account ids are text: the zeros at their beginning count. */
export function typed(text: string): string | number | boolean {
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) && !/^\d{12}$/.test(text)) return Number(text);
  return text === 'true' ? true : text === 'false' ? false : text;
}
