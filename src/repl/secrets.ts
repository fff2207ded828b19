const shapes: readonly RegExp[] = [
  /-----BEGIN/,
  // JSON web tokens, keys of well-known services, AWS secret keys and session tokens.
  /\beyJ[\w-]{10,}\.[\w-]{10,}/,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abposr]-|sk-|AIza)[\w-]{16,}/,
  /(?<![\w/+=])(?=[\w/+=]*[A-Z])(?=[\w/+=]*[a-z])(?=[\w/+=]*\d)[A-Za-z0-9/+]{40}(?:[A-Za-z0-9/+=]{20,})?(?![\w/+=])/,
  /\b(?:password|passwd|secret|token|(?:api|access|secret)[_-]?key)\s*[=:]\s*\S{6,}/i,
  /:\/\/[^/\s:@']+:[^/\s@']+@/,
];

/** Does a text seem to hold something that must not be kept? Rather once too often: the price is one line of history. */
export function looksSecret(text: string): boolean {
  return shapes.some((shape) => shape.test(text));
}
