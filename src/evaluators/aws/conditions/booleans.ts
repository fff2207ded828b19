export function isBoolean(text: string): boolean {
  return /^(true|false)$/i.test(text);
}
