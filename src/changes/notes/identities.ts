import type { Json, JsonObject } from '../../graph/fact.js';
import type { WorkingSet } from '../../store/contract.js';
import { actionsOf, isObject, sameJson, statementsOf } from '../documents.js';
import type { NoteTaker, Touches } from './note.js';

/** Users and roles: policies, groups, boundary, tags, trust. */
export function identityNotes(taker: NoteTaker): void {
  const { before, after, id } = taker.change;
  if (before === null || after === null) {
    const what = before === null ? 'created' : 'deleted';
    taker.add(what, 'identity', { text: `${taker.fact.kind} ${taker.name} was ${what}` });
    if (taker.fact.kind === 'role') taker.add(what, 'own-policy', { text: `role ${taker.name} was ${what}` });
    return;
  }
  if (!sameJson(...taker.prop('uniqueId')))
    taker.add('made-anew', 'identity', { text: `${taker.fact.kind} ${taker.name} was deleted and made anew` });
  policyNotes(taker, 'identity');
  membershipNotes(taker);
  taker.edges('bounded-by', ({ to }, added) =>
    taker.add(added ? 'boundary-set' : 'boundary-removed', 'identity', {
      text: `permissions boundary ${taker.nameOf(to)} ${added ? 'set on' : 'taken off'} ${taker.name}`,
    }),
  );
  tagNotes(taker, ['identity', 'resource']);
  if (taker.fact.kind !== 'role') return;
  taker.document('trust-policy', `trust policy of ${taker.name}`, 'trust', taker.prop('trust'), `${id}/trust`);
  const [could, can] = taker.prop('trust').map(letsTagSessions);
  if (could !== can)
    taker.add('session-tags-changed', 'identity', {
      text: `sessions of ${taker.name} ${can ? 'may now' : 'may no longer'} bring tags of their own`,
      policy: `${id}/trust`,
    });
}

/** Whoever may bring tags into a session has other tags than the role, as far as anybody knows. */
function letsTagSessions(trust: Json | undefined): boolean {
  return statementsOf(trust).some((statement) => {
    if (!isObject(statement) || statement['Effect'] !== 'Allow') return false;
    const actions = statement['Action'] ?? '*';
    const list = Array.isArray(actions) ? (actions as readonly Json[]) : [actions];
    return list.some((action) => /^([^:]*[*?]|sts:[*?t])/i.test(String(action)));
  });
}

/** Attached and inline policies of a user, role or group. */
export function policyNotes(taker: NoteTaker, touches: Touches): void {
  const { id } = taker.change;
  const on = `${taker.fact.kind} ${taker.name}`;
  taker.edges('attached', ({ to }, added) => {
    const set = added ? taker.states.after : taker.states.before;
    taker.add(added ? 'policy-attached' : 'policy-detached', touches, {
      text: `policy ${taker.nameOf(to)} ${added ? 'attached to' : 'detached from'} ${on}`,
      policy: to,
      actions: policyActions(set, to, taker.fact.account),
    });
  });
  const [old, now] = taker.prop('inline').map(inlineOf) as [Map<string, Json>, Map<string, Json>];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const label = `inline policy ${name} of ${on}`;
    taker.document('inline-policy', label, touches, [old.get(name), now.get(name)], `${id}/inline/${name}`);
  }
}

export function membershipNotes(taker: NoteTaker): void {
  taker.edges('member-of', ({ to }, added) => {
    const set = added ? taker.states.after : taker.states.before;
    taker.add(added ? 'joined-group' : 'left-group', 'identity', {
      text: `${taker.name} ${added ? 'joined' : 'left'} group ${taker.nameOf(to)}`,
      entity: to,
      actions: groupActions(set, to),
    });
  });
}

/** Tags count where conditions compare them: on whoever acts, and on what is acted upon. */
export function tagNotes(taker: NoteTaker, touches: readonly Touches[]): void {
  const [old, now] = taker.prop('tags').map((tags) => (isObject(tags) ? tags : {})) as [JsonObject, JsonObject];
  if (sameJson(old, now)) return;
  const said = [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => old[key] !== now[key])
    .map((key) => `${key}: ${word(old[key])} -> ${word(now[key])}`);
  for (const one of touches)
    taker.add('tags-changed', one, { text: `tags of ${taker.name} changed (${said.join(', ')})` });
}

const word = (value: Json | undefined): string => (value === undefined ? 'none' : String(value));

function inlineOf(value: Json | undefined): Map<string, Json> {
  const list = Array.isArray(value) ? (value as readonly Json[]) : [];
  return new Map(list.filter(isObject).map((one) => [String(one['name']), one['document'] ?? null]));
}

function policyActions(set: WorkingSet, policy: string, account: string | undefined): readonly string[] | null {
  const node = (account === undefined ? undefined : set.node(policy, account)) ?? set.node(policy);
  const document = node?.props['document'];
  return document === undefined || document === null ? null : actionsOf(statementsOf(document));
}

/** What membership can give or take; null for groups whose rights are held elsewhere (permission sets). */
function groupActions(set: WorkingSet, group: string): readonly string[] | null {
  const node = set.node(group);
  if (node?.kind !== 'group') return null;
  const attached = node.edges
    .filter((edge) => edge.kind === 'attached')
    .map((edge) => policyActions(set, edge.to, node.account));
  const inline = [...inlineOf(node.props['inline']).values()].map((document) => actionsOf(statementsOf(document)));
  const lists = [...attached, ...inline];
  return lists.every((list) => list !== null) ? lists.flat() : null;
}
