/**
 * What is wrong with a policy variable of a text, null where nothing is. Policy checks of IAM Access Analyzer (missing brace, empty
 * variable, missing quotation marks): https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
export function variableFault(text: string): string | null {
  for (const [, inner, brace] of text.matchAll(/\$\{([^}]*)(\}?)/g)) {
    if (brace === '') return 'a variable lacks its closing brace';
    if (inner!.trim() === '') return 'a variable is empty';
    if (inner!.includes(',') && !/^[^,]+,\s*'.*'\s*$/s.test(inner!))
      return 'the default of a variable lacks its quotation marks';
  }
  return null;
}
