import { sameJson } from '../documents.js';
import { membershipNotes } from './identities.js';
import type { NoteTaker } from './note.js';

/** People of Identity Center and their groups: memberships and assignments. */
export function personNotes(taker: NoteTaker): void {
  const { before, after } = taker.change;
  const touches = taker.fact.kind === 'sso-group' ? 'group' : 'identity';
  if (before === null || after === null) {
    const what = before === null ? 'created' : 'deleted';
    taker.add(what, touches, {
      text: `${taker.fact.kind === 'sso-group' ? 'group' : 'user'} ${taker.name} was ${what}`,
    });
    return;
  }
  membershipNotes(taker);
  taker.edges('assigned', ({ to, props }, added) =>
    taker.add(added ? 'assigned' : 'unassigned', touches, {
      text: `permission set ${taker.nameOf(to)} in account ${taker.nameOf(String(props?.['account'] ?? ''))} ${added ? 'given to' : 'taken from'} ${taker.name}`,
      entity: to,
    }),
  );
}

export function permissionSetNotes(taker: NoteTaker): void {
  const { before, after, id } = taker.change;
  if (before === null || after === null) {
    const what = before === null ? 'created' : 'deleted';
    taker.add(what, 'permission-set', { text: `permission set ${taker.name} was ${what}` });
    return;
  }
  taker.document(
    'inline-policy',
    `inline policy of permission set ${taker.name}`,
    'permission-set',
    taker.prop('inline'),
    `${id}/inline`,
  );
  for (const [prop, label] of [
    ['managedPolicies', 'managed policies'],
    ['customerManaged', 'customer managed policies'],
    ['boundary', 'permissions boundary'],
  ] as const) {
    if (!sameJson(...taker.prop(prop)))
      taker.add('permission-set-edited', 'permission-set', {
        text: `${label} of permission set ${taker.name} changed`,
      });
  }
}
