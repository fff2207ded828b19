import type { ActionInfo } from '../../catalogue/contract.js';
import type { Decision } from '../../evaluators/verdict.js';
import type { AccessRow, Destination } from '../contract.js';
import type { Acceptor } from './acceptor.js';
import { type Actor, memberActor } from './actors.js';
import { parseArn } from './arn.js';
import type { Ask, Pair } from './decide-pair.js';
import { grantedName, inventoryDestination } from './destinations.js';
import type { AwsEstate } from './estate.js';
import { type Part, partsOf } from './granters.js';
import { idsOf, type Outcome, outcomes, outcomesAmong } from './outcomes.js';
import type { Reach } from './reach.js';
import type { ResourceView } from './resource-view.js';
import { type RowDecision, rowDecision } from './row-decision.js';
import { actedBy, type Session, through } from './sessions.js';
import { sourceFor, tagsOf } from './sources.js';

/** `resource` = only what the resource side grants. */
export type Sides = 'both' | 'resource';

export interface PairRowsInput {
  readonly estate: AwsEstate;
  readonly ask: Ask;
  readonly action: ActionInfo;
  /** Inventory id, or an exact id the inventory lacks. */
  readonly resource: string;
  /** Sessions of the asked sources by actor; absent = everybody. */
  readonly sessions?: ReadonlyMap<string, readonly Session[]>;
  /** Present when rights gained by becoming somebody count too. */
  readonly reach?: Reach;
  /** Asked sources are not told of what everyone may: that is the row of `public`. */
  readonly everyoneApart?: boolean;
  readonly sides: Sides;
  readonly documents?: readonly number[];
  readonly accept?: Acceptor;
}

/** Rows of one action on one resource: everybody who may, once for each Allow statement that takes part. */
export function* pairRows(input: PairRowsInput): Iterable<AccessRow | null> {
  const { estate, ask, action } = input;
  const target = estate.catalogue.target(action.name, input.resource);
  if (!target.applies) return;
  const resource = estate.resources.view(input.resource);
  const question = {
    estate,
    action: action.name,
    resource,
    target,
    ask,
    ...(input.documents ? { documents: input.documents } : {}),
  };
  const only = input.sessions ? new Set(input.sessions.keys()) : undefined;
  let everyone: Decision | null = null;
  for (const outcome of only && input.everyoneApart ? outcomesAmong(question, only) : outcomes(question, only)) {
    if (outcome.actor.principal.kind === 'anonymous') everyone = outcome.decision;
    // Looked at for what everyone may, and not asked about.
    if (input.everyoneApart && only && !only.has(outcome.actor.id)) continue;
    const parts = partsOf(outcome.pair, input.sides);
    if (parts.length === 0) continue;
    if (outcome.actor.principal.kind !== 'anonymous' && standsForEveryone(outcome, parts, everyone)) continue;
    for (const id of idsOf(outcome)) {
      yield null;
      yield* memberRows(input, outcome, parts, id);
    }
  }
}

/** Whoever has a right only because everyone has it is covered by the public row. */
function standsForEveryone(outcome: Outcome, parts: readonly Part[], everyone: Decision | null): boolean {
  if (everyone === null || everyone.verdict !== outcome.decision.verdict) return false;
  return (
    parts.every((part) => part.everyone) &&
    JSON.stringify(everyone.residual) === JSON.stringify(outcome.decision.residual)
  );
}

function* memberRows(input: PairRowsInput, outcome: Outcome, parts: readonly Part[], id: string): Iterable<AccessRow> {
  const { estate } = input;
  const actor: Actor =
    id === outcome.actor.id || outcome.actor.class === null
      ? outcome.actor
      : memberActor(estate, id, outcome.actor.class);
  const sessions =
    input.sessions?.get(id) ?? (input.reach ? input.reach.becomers(actor) : actedBy(estate, actor, input.ask));
  for (const session of sessions) {
    const decided = rowDecision(through(session, outcome.decision));
    if (decided !== null) yield* sessionRows(input, outcome.pair, session, decided, parts);
  }
}

function* sessionRows(
  input: PairRowsInput,
  pair: Pair,
  session: Session,
  decided: RowDecision,
  parts: readonly Part[],
): Iterable<AccessRow> {
  const { estate, action } = input;
  const source = sourceFor(estate, session.source);
  if (source === null || input.accept?.with('source', { source, action }) === false) return;
  for (const part of parts) {
    const granted =
      part.destinations.length === 1 ? part.destinations[0]! : nearest(part.destinations, pair.target.resource);
    yield {
      source,
      path: [...session.path, ...part.hops(session.actor)],
      granter: part.granter(session.actor),
      action,
      destination: destinationOf(input, granted, pair),
      ...decided,
    };
  }
}

/** The resource that was asked about; where nothing was asked, what the resource's own policy grants, in its words. */
function destinationOf({ estate, resource, sides }: PairRowsInput, granted: string, pair: Pair): Destination {
  const found = inventoryDestination(
    estate.catalogue,
    granted,
    sides === 'resource' ? granted : resource,
    pair.resource.node,
  );
  return sides === 'resource' ? { ...found, ...carrierText(pair.resource, granted) } : found;
}

/** What can be said of a text in the policy of a resource, whatever the action. */
export function carrierText({ id, node, owner }: ResourceView, granted: string): Omit<Destination, 'type' | 'service'> {
  const arn = parseArn(granted);
  return {
    pattern: granted,
    id: null,
    name: granted === id ? (node?.name ?? grantedName(granted)) : grantedName(granted),
    account: owner ?? node?.account ?? (arn?.account || null),
    region: node?.region ?? (arn?.region || null),
    tags: node ? tagsOf(node) : null,
    wildcard: /[*?]/.test(granted),
  };
}

/** Of several granted texts, the one that reaches the resource: exact first, else the longest literal beginning. */
export function nearest(destinations: readonly string[], resource: string): string {
  const literal = (text: string) => text.slice(0, Math.max(0, text.search(/[*?]|\$\{|$/)));
  return (
    [...destinations]
      .filter(
        (text) =>
          text === resource ||
          resource.startsWith(literal(text)) ||
          literal(text).startsWith(resource.replace(/\*$/, '')),
      )
      .toSorted((left, right) => literal(right).length - literal(left).length)[0] ?? destinations[0]!
  );
}
