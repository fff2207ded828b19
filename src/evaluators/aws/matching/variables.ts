import type { KeyValue } from '../key-value.js';
import { ANY, literalPrefix, normalize, withWildcards } from './glob.js';

/** A policy text with variables: literal globs between keys. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
export interface Template {
  readonly raw: string;
  readonly parts: readonly (string | { readonly key: string; readonly fallback: string | null })[];
  /** No variable: the finished glob. */
  readonly fixed: string | null;
  /** Whatever the variables are, a text that matches begins with this. */
  readonly prefix: string;
}

export type Expansion =
  | { readonly state: 'glob'; readonly glob: string }
  /** A variable has no value and no default: the text matches nothing. */
  | { readonly state: 'nothing' }
  /** `loose` has wildcards where the unknown stands. */
  | { readonly state: 'open'; readonly key: string; readonly loose: string; readonly missing?: string };

export function template(raw: string, variables: boolean, wildcards: boolean): Template {
  const glob = (text: string) => (wildcards ? withWildcards(text) : text);
  if (!variables || !raw.includes('${')) {
    const whole = normalize(glob(raw));
    return { raw, parts: [whole], fixed: whole, prefix: literalPrefix(whole) };
  }
  const parts: Template['parts'][number][] = [];
  let rest = 0;
  for (const match of raw.matchAll(/\$\{([^}]*)\}/g)) {
    parts.push(glob(raw.slice(rest, match.index)));
    rest = match.index + match[0].length;
    const inner = match[1]!.trim();
    if (inner === '*' || inner === '?' || inner === '$') parts.push(inner);
    else {
      const comma = /^([^,]*),\s*'(.*)'$/s.exec(inner);
      parts.push({ key: (comma ? comma[1]! : inner).trim(), fallback: comma ? comma[2]! : null });
    }
  }
  parts.push(glob(raw.slice(rest)));
  const fixed = parts.every((part) => typeof part === 'string') ? normalize(parts.join('')) : null;
  const [first] = parts;
  return { raw, parts, fixed, prefix: typeof first === 'string' ? literalPrefix(first) : '' };
}

/**
 * A text of Resource or NotResource: a variable is one only after the fifth colon, before it the text is literal. Colons inside
 * `${…}` do not count.
 */
export function resourceTemplate(raw: string, variables: boolean): Template {
  const first = variables ? raw.indexOf('${') : -1;
  if (first < 0) return template(raw, false, true);
  const cut = afterFifthColon(raw);
  if (cut <= first) return template(raw, true, true);
  const head = template(raw.slice(0, cut), false, true);
  const tail = template(raw.slice(cut), true, true);
  const parts = [...head.parts, ...tail.parts];
  const fixed = tail.fixed === null ? null : normalize(`${head.fixed}${tail.fixed}`);
  const literal = head.prefix === head.fixed;
  return { raw, parts, fixed, prefix: literal ? head.prefix + tail.prefix : head.prefix };
}

/** Position after the fifth colon; the whole length where there are fewer. */
function afterFifthColon(raw: string): number {
  let colons = 0;
  for (let at = 0; at < raw.length; at++) {
    if (raw.startsWith('${', at)) {
      const end = raw.indexOf('}', at);
      if (end > 0) at = end;
    } else if (raw[at] === ':' && ++colons === 5) return at + 1;
  }
  return raw.length;
}

export function expand(text: Template, lookup: (key: string) => KeyValue): Expansion {
  if (text.fixed !== null) return { state: 'glob', glob: text.fixed };
  let glob = '';
  let open: string | null = null;
  let missing: string | undefined;
  for (const part of text.parts) {
    if (typeof part === 'string') {
      glob += part;
      continue;
    }
    const value = lookup(part.key.toLowerCase());
    if (value.state === 'absent') {
      if (part.fallback === null) return { state: 'nothing' };
      glob += part.fallback;
    } else if (value.state === 'present') {
      // Only single-valued keys may stand in a variable.
      if (value.values.length !== 1) return { state: 'nothing' };
      glob += value.values[0];
    } else {
      open ??= part.key;
      if (value.state === 'missing') missing = value.what;
      glob += value.state === 'pattern' ? withWildcards(value.glob) : ANY;
    }
  }
  const whole = normalize(glob);
  return open === null
    ? { state: 'glob', glob: whole }
    : { state: 'open', key: open, loose: whole, ...(missing ? { missing } : {}) };
}
