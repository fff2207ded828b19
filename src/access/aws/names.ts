import { GrantgraphError } from '../../base/errors.js';
import { identityKinds } from '../../graph/kinds/index.js';
import type { NodeRef } from '../../store/contract.js';
import { actorFor, isGone } from './actors.js';
import { isAccountId, parseArn } from './arn.js';
import type { AwsEstate } from './estate.js';

/** Ids for what somebody typed: an id, a name, an e-mail. Several things of one name are an error that lists them; an e-mail means the person. */
export function resolvePrincipal(estate: AwsEstate, text: string): string[] {
  if (estate.set.node(text) && !isAccountId(text)) return [text];
  if (['public', '*', 'authenticated'].includes(text)) return [text];
  const found = estate.set.resolve(text).filter((ref) => acts(estate, ref));
  if (text.includes('@') && found.length > 0) return found.map((ref) => ref.id);
  if (found.length === 1) return [found[0]!.id];
  if (found.length > 1) throw ambiguous(text, found);
  const actor = actorFor(estate, text);
  if (actor === null)
    throw new GrantgraphError('unknown-principal', `no identity called \`${text}\``, {
      exit: 2,
      hint: 'give an ARN, a user or role name, or an e-mail address',
    });
  if (isGone(estate, actor)) {
    throw new GrantgraphError(
      'unknown-principal',
      `account \`${actor.account}\` is collected and holds no \`${text}\``,
      { exit: 2 },
    );
  }
  return [text];
}

function acts(estate: AwsEstate, ref: NodeRef): boolean {
  if (
    ref.kind === 'group' ||
    ref.kind === 'sso-group' ||
    identityKinds.has(ref.kind) ||
    ref.kind === 'identity-provider'
  )
    return true;
  return ref.kind === 'resource' && (estate.set.node(ref.id)?.edges.some((edge) => edge.kind === 'runs-as') ?? false);
}

/** The resource somebody typed: `*`, an ARN, or the name of something collected. */
export function resolveResource(estate: AwsEstate, text: string): string {
  if (text === '*' || estate.set.node(text)) return text;
  if (text.startsWith('arn:')) {
    if (parseArn(text) === null)
      throw new GrantgraphError('invalid-arn', `\`${text}\` is not an ARN: it needs six parts divided by colons`, {
        exit: 2,
      });
    return text;
  }
  const found = estate.set.resolve(text);
  if (found.length === 1) return found[0]!.id;
  const resources = found.filter((ref) => ref.kind === 'resource');
  if (resources.length === 1) return resources[0]!.id;
  if (found.length > 1) throw ambiguous(text, found);
  throw new GrantgraphError('unknown-resource', `no resource called \`${text}\``, {
    exit: 2,
    hint: 'give the ARN to ask about a resource that no inventory holds',
  });
}

function ambiguous(text: string, found: readonly NodeRef[]): GrantgraphError {
  const list = found.slice(0, 10).map((ref) => `${ref.kind} ${ref.id}`);
  return new GrantgraphError('ambiguous-name', `\`${text}\` fits ${found.length} things: ${list.join(', ')}`, {
    exit: 2,
    hint: 'give the id of one',
    data: { ids: found.map((ref) => ref.id) },
  });
}
