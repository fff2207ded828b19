import { GrantgraphError } from '../base/errors.js';
import { identityKinds } from '../graph/kinds/index.js';
import type { NodeRef, WorkingSet } from '../store/contract.js';

/** Can the node be the source of access? Workloads can that run as somebody; groups cannot, they grant. */
export function acts(set: WorkingSet, { kind, id }: NodeRef): boolean {
  if (identityKinds.has(kind) || kind === 'identity-provider') return true;
  return kind === 'resource' && (set.node(id)?.edges.some((edge) => edge.kind === 'runs-as') ?? false);
}

export function ambiguousName(text: string, found: readonly NodeRef[]): GrantgraphError {
  const list = found.slice(0, 10).map((ref) => `${ref.kind} ${ref.id}`);
  const more = found.length > list.length ? ', …' : '';
  return new GrantgraphError('ambiguous-name', `\`${text}\` fits ${found.length} things: ${list.join(', ')}${more}`, {
    exit: 2,
    hint: 'give the id of one',
    data: { ids: found.map((ref) => ref.id) },
  });
}

export function unknownPrincipal(text: string): GrantgraphError {
  return new GrantgraphError('unknown-principal', `no identity called \`${text}\``, {
    exit: 2,
    hint: 'give an ARN, a user or role name, or an e-mail address',
  });
}

export function unknownResource(text: string): GrantgraphError {
  return new GrantgraphError('unknown-resource', `no resource called \`${text}\``, {
    exit: 2,
    hint: 'give the ARN to ask about a resource that no inventory holds',
  });
}
