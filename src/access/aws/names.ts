import { GrantgraphError } from '../../base/errors.js';
import type { Caller } from '../../callers/caller.js';
import type { NodeRef } from '../../store/contract.js';
import { acts, ambiguousName, unknownPrincipal, unknownResource } from '../names.js';
import { visibleTo } from '../row-scope.js';
import { actorFor, isGone } from './actors.js';
import { isAccountId, parseArn } from './arn.js';
import type { AwsEstate } from './estate.js';
import { placeOf } from './place.js';

/**
 * Ids for what somebody typed: an id, a name, an e-mail. Several things of one name are an error that lists them; an e-mail means the person.
 * A name is one of the caller's scope; whoever knows more than his scope tells him gives ids, and does not learn whether they exist.
 */
export function resolvePrincipal(estate: AwsEstate, text: string, caller: Caller): string[] {
  const visible = visibleTo(caller, (id) => placeOf(estate, id));
  if (estate.set.node(text) && !isAccountId(text)) return [text];
  if (['public', '*', 'authenticated'].includes(text)) return [text];
  const found = estate.set.resolve(text).filter((ref) => (isGroup(ref) || acts(estate.set, ref)) && visible(ref.id));
  if (text.includes('@') && found.length > 0) return found.map((ref) => ref.id);
  if (found.length === 1) return [found[0]!.id];
  if (found.length > 1) throw ambiguousName(text, found);
  const actor = actorFor(estate, text);
  if (actor === null) throw unknownPrincipal(text);
  if (isGone(estate, actor) && visible(text)) {
    throw new GrantgraphError(
      'unknown-principal',
      `account \`${actor.account}\` is collected and holds no \`${text}\``,
      { exit: 2 },
    );
  }
  return [text];
}

/** Asked about, a group answers for a member that has nothing else. */
function isGroup({ kind }: NodeRef): boolean {
  return kind === 'group' || kind === 'sso-group';
}

/** The resource somebody typed: `*`, an ARN, or the name of something collected. */
export function resolveResource(estate: AwsEstate, text: string, caller: Caller): string {
  if (text === '*' || estate.set.node(text)) return text;
  if (text.startsWith('arn:')) {
    if (parseArn(text) === null)
      throw new GrantgraphError('invalid-arn', `\`${text}\` is not an ARN: it needs six parts divided by colons`, {
        exit: 2,
      });
    return text;
  }
  const visible = visibleTo(caller, (id) => placeOf(estate, id));
  const found = estate.set.resolve(text).filter(({ id }) => visible(id));
  if (found.length === 1) return found[0]!.id;
  const resources = found.filter((ref) => ref.kind === 'resource');
  if (resources.length === 1) return resources[0]!.id;
  if (found.length > 1) throw ambiguousName(text, found);
  throw unknownResource(text);
}
