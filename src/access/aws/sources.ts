import { wholeAccount } from '../../evaluators/aws/index.js';
import type { Node } from '../../store/contract.js';
import type { Source } from '../contract.js';
import { actorFor, collected } from './actors.js';
import { isAccountId, parseArn, shortName } from './arn.js';
import type { AwsEstate } from './estate.js';

const nobody = {
  account: null,
  region: null,
  public: false,
  external: false,
  user: false,
  tags: {},
  idp: null,
  groups: [],
  node: null,
} as const;

/** The row's view of whoever acts, by id; null for a text that names no identity. */
export function sourceFor(estate: AwsEstate, id: string): Source | null {
  if (id === 'public' || id === '*')
    return { ...nobody, id: 'public', name: '*', type: 'public', service: '*', public: true, user: true };
  if (id === 'authenticated')
    return { ...nobody, id, name: 'any AWS principal', type: 'authenticated', service: '*', public: true, user: true };
  const node = estate.set.node(id);
  if (node) return collectedSource(estate, node);
  return outsideSource(estate, id);
}

function collectedSource(estate: AwsEstate, node: Node): Source | null {
  const base = {
    ...nobody,
    id: node.id,
    name: node.name,
    account: node.account ?? null,
    region: node.region ?? null,
    tags: tagsOf(node),
    node,
  };
  switch (node.kind) {
    case 'user':
      return { ...base, type: 'user', service: 'iam', user: true, groups: groupsOf(estate, node) };
    case 'role':
      return { ...base, type: 'role', service: 'iam' };
    case 'sso-user':
      return {
        ...base,
        type: 'user',
        service: 'sso',
        user: true,
        groups: groupsOf(estate, node),
        idp: identityCenterSide(estate, node),
      };
    case 'identity-provider':
      return {
        ...base,
        type: node.props['protocol'] === 'saml' ? 'saml-provider' : 'oidc-provider',
        service: 'iam',
        user: true,
      };
    case 'resource':
      return { ...base, ...workloadType(estate, node) };
    default:
      return null;
  }
}

function workloadType(estate: AwsEstate, node: Node): { type: string; service: string } {
  const type = estate.catalogue.typeOf(node.id);
  return { type: type?.type ?? 'resource', service: type?.service ?? parseArn(node.id)?.service ?? '' };
}

function identityCenterSide(estate: AwsEstate, node: Node): Source['idp'] {
  const groups = groupsOf(estate, node).map((group) => group.name);
  const text = (key: string) => (typeof node.props[key] === 'string' ? (node.props[key] as string) : null);
  return { service: 'AWS Identity Center', email: text('email'), username: text('userName'), groups, domain: null };
}

function groupsOf(estate: AwsEstate, node: Node): { id: string; name: string }[] {
  return node.edges
    .filter((edge) => edge.kind === 'member-of')
    .map((edge) => ({ id: edge.to, name: estate.set.node(edge.to)?.name ?? shortName(edge.to) }));
}

/** Roots, services, providers and everybody that only a policy names. */
function outsideSource(estate: AwsEstate, id: string): Source | null {
  const base = { ...nobody, id, name: shortName(id) };
  if (isAccountId(id))
    return { ...base, name: `account ${id}`, type: 'account', service: 'iam', account: id, external: true, user: true };
  if (id.startsWith('canonical:') || id.startsWith('email:'))
    return { ...base, type: 'account', service: 's3', external: true, user: true };
  const actor = actorFor(estate, id);
  if (actor === null) return null;
  const account = actor.account ?? null;
  switch (actor.principal.kind) {
    case 'service':
      return { ...base, name: id, type: 'service', service: id.slice(0, id.indexOf('.')) };
    case 'root':
      return wholeRoot(estate, base, id);
    case 'federated':
      return {
        ...base,
        type: id.includes(':saml-provider/') ? 'saml-provider' : 'oidc-provider',
        service: 'iam',
        account,
        user: true,
      };
    case 'session':
      return { ...base, type: 'role', service: 'sts', account, external: actor.external, user: actor.external };
    case 'federated-user':
      return { ...base, type: 'user', service: 'sts', account, external: actor.external, user: true };
    default:
      return {
        ...base,
        type: actor.principal.kind === 'role' ? 'role' : 'user',
        service: 'iam',
        account,
        external: actor.external,
        user: actor.external || actor.principal.kind === 'user',
      };
  }
}

function wholeRoot(estate: AwsEstate, base: typeof nobody & { id: string; name: string }, id: string): Source {
  const account = wholeAccount(id)!;
  const external = !collected(estate, account);
  return {
    ...base,
    name: external ? `account ${account}` : 'root',
    type: external ? 'account' : 'user',
    service: 'iam',
    account,
    external,
    user: true,
  };
}

export function tagsOf(node: Node | null | undefined): Readonly<Record<string, string>> {
  return (node?.props['tags'] as Record<string, string> | undefined) ?? {};
}
