import { accountOf } from './matching/principal.js';
import type { CompiledPolicy, Statement } from './policy/compile.js';

/** Where an index files the Allow statements of a policy: see graph/generation-index. */
export function allowPatterns(policy: CompiledPolicy): readonly { actionKey: string; prefix: string }[] {
  const found: { actionKey: string; prefix: string }[] = [];
  for (const statement of policy.statements) {
    if (statement.effect !== 'Allow') continue;
    for (const actionKey of actionKeysOf(statement))
      for (const prefix of prefixesOf(statement)) found.push({ actionKey, prefix });
  }
  return found;
}

const mostExact = 16;

function actionKeysOf(statement: Statement): ReadonlySet<string> {
  if (statement.negatedAction) return new Set(['*']);
  const keys = new Set<string>();
  const collapse = (statement.actions?.length ?? 0) > mostExact;
  for (const action of statement.actions ?? []) {
    const lower = action.toLowerCase();
    const service = lower.split(':')[0]!;
    if (/[*?]/.test(service)) keys.add('*');
    else keys.add(collapse || /[*?]/.test(lower) ? `${service}:*` : lower);
  }
  return keys;
}

function prefixesOf(statement: Statement): ReadonlySet<string> {
  if (statement.resources === undefined) return new Set(['']);
  return new Set(statement.resources.map((text) => text.slice(0, text.search(/[*?]|\$\{|$/))));
}

/** Principal keys that the Allow statements of a resource-side policy name. */
export function principalKeys(policy: CompiledPolicy): readonly string[] {
  const keys = new Set<string>();
  for (const statement of policy.statements) {
    if (statement.effect !== 'Allow') continue;
    if (statement.notPrincipals) keys.add('*');
    for (const text of statement.principals ?? []) keys.add(accountOf(text) ?? text);
  }
  return [...keys];
}

/** Principals named one by one, by Allow and Deny. */
export function namedPrincipals(policy: CompiledPolicy): readonly string[] {
  const keys = new Set<string>();
  for (const statement of policy.statements) {
    if (statement.notPrincipals && statement.effect === 'Allow') keys.add('*');
    for (const text of [...(statement.principals ?? []), ...(statement.notPrincipals ?? [])]) keys.add(text);
  }
  return [...keys];
}

/** Principal tag keys (lower case) that conditions and variables mention. */
export function mentionedPrincipalTags(policy: CompiledPolicy): readonly string[] {
  const tags = new Set<string>();
  const prefix = 'aws:principaltag/';
  const add = (key: string) => {
    if (key.toLowerCase().startsWith(prefix)) tags.add(key.slice(prefix.length).toLowerCase());
  };
  for (const statement of policy.statements) {
    for (const test of statement.tests) {
      add(test.key);
      for (const value of test.values) for (const part of value.parts) if (typeof part !== 'string') add(part.key);
    }
    for (const text of statement.resource ?? [])
      for (const part of text.parts) if (typeof part !== 'string') add(part.key);
  }
  return [...tags];
}
