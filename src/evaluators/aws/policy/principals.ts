import { pointerToken } from '../../../base/json-pointer.js';
import { isObject } from './document.js';
import type { Say } from './say.js';

/**
 * The entries of `Principal` or `NotPrincipal`, one text each; undefined where the element is missing. Accounts stay as written,
 * canonical users are `canonical:<id>`, and `*` under a type of its own is `service:*` or `federated:*`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function principalList(value: unknown, path: string, say: Say): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return [bare(value, path, say)];
  if (!isObject(value)) {
    say('malformed-principal', 'a principal must be `*` or an object', path);
    return [];
  }
  const found: string[] = [];
  for (const [type, raw] of Object.entries(value)) {
    const place = `${path}/${pointerToken(type)}`;
    const read = types[type];
    if (read === undefined) say('malformed-principal', `\`${type}\` is not a type of principal`, place);
    else
      for (const one of Array.isArray(raw) ? raw : [raw]) {
        if (typeof one === 'string') found.push(read(one, place, say));
        else say('malformed-principal', 'a principal must be a string', place);
      }
  }
  return found;
}

/** The platform asks for an object; exports of other tools write the ARN alone. */
function bare(text: string, path: string, say: Say): string {
  if (text === '*') return text;
  const severity = /^(arn:|\d{12}$)/.test(text) ? 'lint' : 'invalid';
  say('suspicious-principal', `principal \`${text}\` should stand in an object`, path, severity);
  return text;
}

const types: Readonly<Record<string, (text: string, path: string, say: Say) => string>> = {
  AWS: ofAws,
  Service: (text) => (text === '*' ? 'service:*' : text),
  Federated: (text) => (text === '*' ? 'federated:*' : text),
  CanonicalUser: (text) => `canonical:${text}`,
};

function ofAws(text: string, path: string, say: Say): string {
  if (text === '*' || /^\d{12}$/.test(text) || /^A[A-Z]{3}[A-Z0-9]+$/.test(text)) return text;
  if (/[*?]/.test(text)) say('malformed-principal', `\`${text}\`: wildcards cannot stand in a principal`, path);
  else if (/:group\//.test(text)) say('malformed-principal', `\`${text}\`: a group cannot be a principal`, path);
  else if (!principalArn.test(text)) say('malformed-principal', `\`${text}\` is not an AWS principal`, path);
  return text;
}

/** Content deliveries (origin access identities) are users of an account that goes by a name. */
const principalArn = /^arn:[^:]*:(iam|sts)::(\d{12}|cloudfront):(root$|[a-z-]+\/.)/;
