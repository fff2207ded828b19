import { sameJson } from '../documents.js';
import { tagNotes } from './identities.js';
import type { NoteTaker } from './note.js';

const settings: readonly (readonly [prop: string, label: string])[] = [
  ['acl', 'access control list'],
  ['objectOwnership', 'object ownership'],
  ['publicAccessBlock', 'public access block'],
  ['grants', 'key grants'],
  ['accessPoints', 'access points'],
  ['sharedWith', 'resource shares'],
  ['notCollected', 'list of what could not be read'],
];

/** Anything that is acted upon: its own policy, its settings, its key, its tags, and the role it runs as. */
export function resourceNotes(taker: NoteTaker): void {
  const { before, after, id } = taker.change;
  if (before === null || after === null) {
    const what = before === null ? 'created' : 'deleted';
    taker.add(what, 'own-policy', { text: `${taker.name} was ${what}` });
    if (taker.fact.edges?.some((edge) => edge.kind === 'runs-as'))
      taker.add(what, 'identity', { text: `${taker.name} was ${what}` });
    return;
  }
  taker.document('resource-policy', `policy of ${taker.name}`, 'resource', taker.prop('policy'), `${id}/policy`);
  for (const [prop, label] of settings) {
    if (!sameJson(...taker.prop(prop)))
      taker.add('setting-changed', 'resource', { text: `${label} of ${taker.name} changed` });
  }
  taker.edges('encrypted-with', ({ to }, added) =>
    taker.add('key-changed', 'resource', {
      text: `${taker.name} is ${added ? 'now' : 'no longer'} encrypted under ${taker.nameOf(to)}`,
    }),
  );
  taker.edges('runs-as', ({ to }, added) =>
    taker.add('runs-as-changed', 'identity', {
      text: `${taker.name} ${added ? 'now runs' : 'no longer runs'} as ${taker.nameOf(to)}`,
      entity: to,
    }),
  );
  tagNotes(taker, ['resource']);
}
