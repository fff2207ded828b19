import type { NodeKind } from '../../graph/kinds/index.js';
import type { Node, ResourceFilter, WorkingSet } from '../../store/contract.js';

/** Kinds of the identity side that actions of IAM and STS act upon: resources like any other. */
const identityKinds: readonly NodeKind[] = ['user', 'role', 'group', 'policy', 'identity-provider'];
const services: ReadonlySet<string> = new Set(['iam', 'sts']);

/** Everything that can be a destination: resources of the inventory, and what the identity side of an account holds. */
export function* actedUpon(set: WorkingSet, filter: ResourceFilter): Iterable<Node> {
  yield* set.resources(filter);
  // What the identity side holds has no region.
  if (filter.region !== undefined || filter.type !== undefined) return;
  if (filter.service !== undefined && !services.has(filter.service)) return;
  for (const kind of identityKinds) yield* nodesOf(set, kind, filter.account);
}

function* nodesOf(set: WorkingSet, kind: NodeKind, account: string | undefined): Iterable<Node> {
  if (account === undefined) {
    yield* set.nodesOfKind(kind);
    return;
  }
  for (const ref of set.named(account, kind, '')) {
    const node = set.node(ref.id);
    if (node) yield node;
  }
}
