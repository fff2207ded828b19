import { acts, ambiguousName, unknownPrincipal, unknownResource } from '../access/names.js';
import { outsideScope } from '../access/path-contract.js';
import { type Visible, visibleTo } from '../access/row-scope.js';
import type { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import { assertSees } from '../callers/scope.js';
import type { JsonObject } from '../graph/fact.js';
import type { Node, NodeRef, WorkingSet } from '../store/contract.js';
import type { Environment } from './environment.js';

/** What the graph knows of one identity or resource itself; what it may do is for questions to answer. */
export interface NodeDescription {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly type: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly aliases: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Facts it points at: groups, policies, the role it runs as, the key it is encrypted with. */
  readonly links: readonly { readonly kind: string; readonly to: string; readonly name: string | null }[];
  readonly collectedAt: string;
}

export interface IdentityDescription extends NodeDescription {
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** Other identities whose sessions are its own. */
  readonly actsAs: readonly string[];
}

/** Errors: `unknown-principal`, `ambiguous-name`, `outside-your-scope`. */
export async function describeIdentity(
  environment: Environment,
  caller: Caller,
  text: string,
): Promise<IdentityDescription> {
  const { access, set } = await environment.access({ ask: 'what', principal: text });
  const visible = visibleTo(caller, access.place);
  const named = (ref: NodeRef) => ref.id === text || visible(ref.id);
  const fits = (ref: NodeRef) => named(ref) && (acts(set, ref) || ref.kind.endsWith('group'));
  const node = found(set, text, fits, unknownPrincipal);
  assertSees(caller, access.place(node.id), text);
  const source = access.source(node.id);
  const options = { caller, now: environment.now() };
  return {
    ...described(set, node, visible),
    groups: (source?.groups ?? []).filter(({ id }) => visible(id)),
    actsAs: [...access.actsAs(node.id, options)].filter((id) => id !== node.id && visible(id)),
  };
}

/** Errors: `unknown-resource`, `ambiguous-name`, `outside-your-scope`. */
export async function describeResource(
  environment: Environment,
  caller: Caller,
  text: string,
): Promise<NodeDescription> {
  const { access, set } = await environment.access({ ask: 'rows', principals: [], actions: [], resources: [text] });
  const visible = visibleTo(caller, access.place);
  const node = found(set, text, ({ id }) => id === text || visible(id), unknownResource);
  assertSees(caller, access.place(node.id), text);
  return described(set, node, visible);
}

function found(
  set: WorkingSet,
  text: string,
  fits: (ref: NodeRef) => boolean,
  unknown: (text: string) => GrantgraphError,
): Node {
  const refs = set.resolve(text).filter(fits);
  if (refs.length > 1) throw ambiguousName(text, refs);
  const node = refs[0] && set.node(refs[0].id);
  if (!node) throw unknown(text);
  return node;
}

function described(set: WorkingSet, node: Node, visible: Visible): NodeDescription {
  return {
    ...{ id: node.id, kind: node.kind, name: node.name },
    ...{ type: node.type ?? null, account: node.account ?? null, region: node.region ?? null },
    aliases: node.aliases,
    tags: tagsOf(node.props),
    links: node.edges.map(({ kind, to }) =>
      visible(to) ? { kind, to, name: set.node(to)?.name ?? null } : { kind, to: outsideScope, name: outsideScope },
    ),
    collectedAt: set.collectedAt,
  };
}

function tagsOf(props: JsonObject): Record<string, string> {
  const tags = props['tags'];
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) return {};
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}
