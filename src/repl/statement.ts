/** What was meant of what was typed: without lines of remarks before it and the semicolon after it. */
export function statement(text: string): string {
  return text
    .replace(/^(?:\s*(?:--|#).*(?:\n|$))+/, '')
    .trim()
    .replace(/\s*;+$/, '');
}

/** Words that people try before they know about back slashes. */
export function bareCommand(text: string): string | null {
  if (/^(?:help|\?)(?:\s+[\w.]+)?$/i.test(text)) return text.replace(/^\?/, 'help').toLowerCase();
  return /^(?:quit|exit)$/i.test(text) ? 'quit' : null;
}
