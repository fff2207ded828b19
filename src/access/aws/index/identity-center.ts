import type { Fact, Json, JsonObject } from '../../../graph/fact.js';
import type { ClassGrant, IndexRecord, PartIndexer } from '../../../graph/generation-index.js';
import { withoutPath } from '../arn.js';
import { virtualRoleArn } from '../identity-center.js';
import { DocumentTable } from './document-table.js';

/**
 * Permission sets become one class for every account they are assigned in, with the reserved role as its only member. Where
 * that account's own dump holds the real role, readers take the real one and leave this class out.
 */
export class AwsIdentityCenterIndexer implements PartIndexer {
  private readonly sets: Fact[] = [];
  private readonly assigned = new Map<string, Set<string>>();

  add(fact: Fact): void {
    if (fact.kind === 'permission-set') this.sets.push(fact);
    for (const edge of fact.edges ?? []) {
      if (edge.kind !== 'assigned') continue;
      const accounts = this.assigned.get(edge.to) ?? new Set<string>();
      accounts.add(String(edge.props?.['account'] ?? ''));
      this.assigned.set(edge.to, accounts);
    }
  }

  *finish(): Iterable<IndexRecord> {
    const documents = new DocumentTable();
    const classes: IndexRecord[] = [];
    for (const set of this.sets) {
      for (const account of [...(this.assigned.get(set.id) ?? [])].toSorted()) {
        classes.push({
          record: 'class',
          body: {
            kind: 'permission-set',
            account,
            grants: grantsOf(set, account, documents),
            groups: [],
            ...boundaryOf(set.props, account),
            props: { permissionSet: set.id, name: set.name ?? set.id },
          },
          members: [virtualRoleArn(account, set.name ?? set.id)],
        });
      }
    }
    yield* documents.records();
    yield* classes;
  }
}

function grantsOf(set: Fact, account: string, documents: DocumentTable): ClassGrant[] {
  const grants: ClassGrant[] = [];
  for (const policy of (set.props['managedPolicies'] as string[] | undefined) ?? []) {
    grants.push({
      local: documents.missing(),
      policy,
      name: withoutPath(policy),
      type: 'AWS Managed Policy',
      group: null,
    });
  }
  for (const reference of (set.props['customerManaged'] as JsonObject[] | undefined) ?? []) {
    grants.push({
      local: documents.missing(),
      policy: customerPolicyArn(reference, account),
      name: String(reference['Name']),
      type: 'Customer Managed Policy',
      group: null,
    });
  }
  const inline = set.props['inline'] as Json | undefined;
  if (inline !== undefined && inline !== null && inline !== '') {
    grants.push({
      local: documents.intern(inline),
      policy: `${set.id}/inline`,
      name: 'inline',
      type: 'Inline Policy',
      group: null,
    });
  }
  return grants;
}

function customerPolicyArn(reference: JsonObject, account: string): string {
  return `arn:aws:iam::${account}:policy${String(reference['Path'] ?? '/')}${String(reference['Name'])}`;
}

function boundaryOf(props: JsonObject, account: string): { boundary?: { policy: string; local: null } } {
  const boundary = props['boundary'];
  if (!boundary) return {};
  const policy = typeof boundary === 'string' ? boundary : customerPolicyArn(boundary as JsonObject, account);
  return { boundary: { policy, local: null } };
}
