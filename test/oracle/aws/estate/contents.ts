import { listOf, type PolicyDocument, statementsOf } from '../input.js';
import type { Actor } from './actors.js';
import { type Estate, parseDocument } from './dump.js';

/**
 * Names of objects that between them fall on both sides of every object pattern in sight: each pattern of the bucket with its runs filled by
 * nothing, by a letter and by every other pattern, and one name nobody mentions.
 */
export function objectNames(estate: Estate, actor: Actor, bucket: string): readonly string[] {
  const patterns = [...new Set(documentsNear(estate, actor, bucket).flatMap((one) => keyPatterns(one, actor, bucket)))];
  const plain = patterns.flatMap((pattern) => fillings(pattern, ['', 'x']));
  const crossed = patterns.flatMap((pattern) => fillings(pattern, plain.slice(0, 40)));
  return [...new Set(['zz-nobody/0', ...plain, ...crossed])].filter((name) => name !== '');
}

function documentsNear(estate: Estate, actor: Actor, bucket: string): readonly PolicyDocument[] {
  const record = estate.accounts.flatMap((account) => account.resources).find((one) => one.Arn === bucket);
  return [
    ...actor.carried.identity.map((one) => one.policy),
    ...actor.carried.boundaries.map((one) => one.policy),
    ...(estate.organization?.Policies ?? []).map((one) => parseDocument(one.Content)),
    ...(record?.Policy === undefined ? [] : [record.Policy]),
  ];
}

function keyPatterns(document: PolicyDocument, actor: Actor, bucket: string): readonly string[] {
  return statementsOf(document)
    .flatMap((statement) => [...listOf(statement.Resource), ...listOf(statement.NotResource)])
    .map((text) => withValues(text, actor))
    .filter((text) => text.startsWith(`${bucket}/`))
    .map((text) => text.slice(bucket.length + 1));
}

function withValues(text: string, actor: Actor): string {
  const name = /:user\/(?:.*\/)?([^/]+)$/.exec(actor.principal)?.[1] ?? 'x';
  const tag = actor.tags?.find((one) => text.toLowerCase().includes(`principaltag/${one.Key.toLowerCase()}`));
  return text.replaceAll('${aws:username}', name).replace(/\$\{[^}]*\}/g, tag?.Value ?? 'x');
}

function fillings(pattern: string, runs: readonly string[]): readonly string[] {
  return runs.map((run) => pattern.replaceAll('*', run).replaceAll('?', 'x'));
}
