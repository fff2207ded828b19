import type { NodeKind } from '../../graph/kinds/index.js';
import type { FactChange } from '../../store/contract.js';
import { identityNotes, policyNotes } from './identities.js';
import { permissionSetNotes, personNotes } from './identity-center.js';
import { type Note, NoteTaker, type States } from './note.js';
import { controlPolicyNotes, levelNotes, managedPolicyNotes, providerNotes } from './organization.js';
import { resourceNotes } from './resources.js';

/** What each kind of fact can change. */
const takers: Readonly<Record<NodeKind, (taker: NoteTaker) => void>> = {
  user: identityNotes,
  role: identityNotes,
  group: (taker) => policyNotes(taker, 'group'),
  policy: managedPolicyNotes,
  'identity-provider': providerNotes,
  'sso-user': personNotes,
  'sso-group': personNotes,
  'permission-set': permissionSetNotes,
  resource: resourceNotes,
  'organization-policy': controlPolicyNotes,
  organization: levelNotes,
  'organization-root': levelNotes,
  'organizational-unit': levelNotes,
  account: levelNotes,
};

/** Parts that tell of the use of rights, not of rights. */
const withoutRights: ReadonlySet<string> = new Set(['credential-report', 'last-accessed']);

/** What became different about a fact, as far as it can change anybody's access. */
export function notesOf(change: FactChange, states: States): readonly Note[] {
  if (withoutRights.has(change.part)) return [];
  const taker = new NoteTaker(change, states);
  takers[taker.fact.kind](taker);
  return taker.notes;
}
