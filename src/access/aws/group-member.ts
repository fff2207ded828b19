import type { Actor } from './actors.js';
import type { AwsEstate } from './estate.js';

/** Some member of an IAM group that has nothing else: a group is never a source. Null for whatever is no group. */
export function groupMember(estate: AwsEstate, id: string): Actor | null {
  const node = estate.set.node(id);
  if (node?.kind !== 'group') return null;
  const account = node.account ?? '';
  return {
    id,
    principal: { kind: 'user', arn: `arn:aws:iam::${account}:user/(a member of ${node.name})`, account },
    account,
    node: null,
    class: null,
    identity: groupPolicies(estate, id),
    boundaries: [],
    external: false,
  };
}

function groupPolicies(estate: AwsEstate, group: string): Actor['identity'] {
  for (const member of estate.set.into(group, 'member-of')) {
    const key = estate.set.classOf(member.id);
    if (key !== undefined) return estate.class(key).identity.filter((attached) => attached.entity === group);
  }
  return estate.unheldGroup(group);
}
