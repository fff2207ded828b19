import { actionsOf, sameJson, statementsOf } from '../documents.js';
import type { NoteTaker } from './note.js';

/** Service and resource control policies: their documents and where they are attached. */
export function controlPolicyNotes(taker: NoteTaker): void {
  const { id } = taker.change;
  const label = `control policy ${taker.name}`;
  const documents = taker.prop('document');
  if (taker.change.before && taker.change.after)
    taker.document('control-policy', label, 'control-policy', documents, id);
  const actions = actionsOf(documents.flatMap((document) => statementsOf(document)));
  taker.edges('applies-to', ({ to }, added) =>
    taker.add(added ? 'control-policy-attached' : 'control-policy-detached', 'level', {
      text: `${label} ${added ? 'attached to' : 'detached from'} ${taker.nameOf(to)}`,
      policy: id,
      entity: to,
      // Where a level loses its last Allow, everything is refused there.
      actions: allows(taker) ? null : actions,
    }),
  );
}

function allows(taker: NoteTaker): boolean {
  const statements = taker.prop('document').flatMap((document) => statementsOf(document));
  return statements.some((one) => JSON.stringify(one).includes('"Allow"'));
}

/** Organizations, their units and accounts: place in the tree, policy types, block of public access. */
export function levelNotes(taker: NoteTaker): void {
  taker.edges('parent', ({ to }, added) => {
    if (added || taker.change.after === null)
      taker.add('moved', 'level', {
        text: `${taker.name} ${added ? 'now stands' : 'no longer stands'} below ${taker.nameOf(to)}`,
      });
  });
  for (const prop of ['policyTypes', 'managementAccount']) {
    if (!sameJson(...taker.prop(prop)))
      taker.add('organization-changed', 'level', { text: `${prop} of organization ${taker.name} changed` });
  }
  if (!sameJson(...taker.prop('publicAccessBlock')))
    taker.add('setting-changed', 'bucket-settings', { text: `public access block of account ${taker.name} changed` });
}

export function managedPolicyNotes(taker: NoteTaker): void {
  taker.document('policy', `policy ${taker.name}`, 'policy', taker.prop('document'), taker.change.id);
}

export function providerNotes(taker: NoteTaker): void {
  const { before, after } = taker.change;
  if (before !== null && after !== null) return;
  const what = before === null ? 'created' : 'deleted';
  taker.add(what, 'identity', { text: `identity provider ${taker.name} was ${what}` });
}
