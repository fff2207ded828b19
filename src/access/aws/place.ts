import { nowhere, type Place } from '../../callers/scope.js';
import type { Node } from '../../store/contract.js';
import { isAccountId, parseArn } from './arn.js';
import type { AwsEstate } from './estate.js';
import { tagsOf } from './sources.js';

/** What parts of a thing are called behind its id: policies, contents. */
const mostParts = 8;

/** Where an id of an answer belongs: an identity, a resource, a granted text, a policy, an account, a scope. */
export function placeOf(estate: AwsEstate, id: string): Place {
  if (id === 'public' || id === 'authenticated' || id === '*') return id === 'authenticated' ? theirs : nowhere;
  const node = carrierOf(estate, id);
  const account = accountOf(estate, id, node);
  return {
    provider: 'aws',
    account,
    tags: tagsOf(node),
    accountTags: account === null ? {} : tagsOf(estate.set.node(account)),
  };
}

const theirs: Place = { ...nowhere, provider: 'aws' };

function accountOf(estate: AwsEstate, id: string, node: Node | null): string | null {
  if (isAccountId(id)) return id;
  const account = node?.account ?? estate.resources.view(id).owner ?? parseArn(id)?.account ?? '';
  // Policies that the provider ships belong to `aws`.
  return isAccountId(account) ? account : null;
}

/** The node itself, or what it is a part of: the bucket of an object, the role of its trust policy. */
function carrierOf(estate: AwsEstate, id: string): Node | null {
  const whole = estate.set.node(id) ?? estate.resources.governing(id);
  if (whole || !id.startsWith('arn:')) return whole ?? null;
  let text = id;
  for (let depth = 0; depth < mostParts; depth++) {
    const cut = text.lastIndexOf('/');
    if (cut <= 0) return null;
    text = text.slice(0, cut);
    const node = estate.set.node(text);
    if (node) return node;
  }
  return null;
}
