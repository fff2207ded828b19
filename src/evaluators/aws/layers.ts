import { type Formula, or, unread } from '../formula.js';
import type { Reason } from '../verdict.js';
import type { AttachedPolicy } from './contract.js';
import { allowEntry, deniesCaller, type Entry, entry } from './matching/principal.js';
import type { Statement } from './policy/compile.js';
import { coversAction, type PreparedRequest, restOfStatement } from './statement.js';

/** One statement that is not certainly false, with what it hangs on. */
export interface Hit {
  readonly formula: Formula;
  readonly reason: Reason;
  readonly entry: Entry;
  /** Epoch milliseconds at which a time condition that holds now ends; null = never. */
  readonly until: number | null;
}

export interface Layer {
  readonly name: string;
  readonly allows: readonly Hit[];
  readonly denies: readonly Hit[];
  /** Allows that match but do not count: their time has passed, or public access is blocked. */
  readonly withheld?: readonly Reason[];
}

export interface LayerOptions {
  readonly name: string;
  readonly allowKey: string;
  /** The layer's statements carry a principal. */
  readonly principal: boolean;
  readonly trust?: boolean;
  readonly bounded?: boolean;
}

export const noHits: readonly Hit[] = [];

/** Matches the statements of one layer: action first, because most end there. What does not match allocates nothing. */
export function layer(policies: readonly AttachedPolicy[], prepared: PreparedRequest, options: LayerOptions): Layer {
  let allows: Hit[] | null = null;
  let denies: Hit[] | null = null;
  let withheld: Reason[] | null = null;
  for (const attached of policies) {
    if (attached.policy === null || !attached.policy.valid) {
      const hits = unreadable(attached, options);
      allows = pushed(allows, hits.allow);
      denies = pushed(denies, hits.deny);
      continue;
    }
    for (const statement of attached.policy.statements) {
      if (!coversAction(statement, prepared.action)) continue;
      const kind = entryOf(statement, prepared, options);
      if (kind === null) continue;
      prepared.time.until = null;
      prepared.time.expired = false;
      const formula = restOfStatement(statement, prepared);
      if (formula === false) {
        if (prepared.time.expired)
          withheld = pushed(withheld, { ...reasonOf(attached, statement, options), key: 'expired' });
        continue;
      }
      const reason = reasonOf(attached, statement, options);
      const { until } = prepared.time;
      if (statement.effect === 'Allow') allows = pushed(allows, { formula, entry: kind, reason, until });
      else
        denies = pushed(denies, {
          formula,
          entry: kind,
          reason: withDoubt(reason, statement, prepared, options),
          until,
        });
    }
  }
  const found: Layer = { name: options.name, allows: allows ?? noHits, denies: denies ?? noHits };
  return withheld === null ? found : { ...found, withheld };
}

function pushed<T>(list: T[] | null, one: T): T[] {
  if (list === null) return [one];
  list.push(one);
  return list;
}

function entryOf(statement: Statement, prepared: PreparedRequest, options: LayerOptions): Entry {
  if (!options.principal) return 'direct';
  const { principal } = prepared.request;
  if (statement.effect === 'Allow') return allowEntry(statement, principal, options.trust ?? false);
  return deniesCaller(statement, principal, options.bounded ?? false) ? 'direct' : null;
}

function unreadable(attached: AttachedPolicy, options: LayerOptions): { readonly allow: Hit; readonly deny: Hit } {
  const what = attached.policy === null ? `policy ${attached.id}` : `valid text of policy ${attached.id}`;
  const reason: Reason = {
    key: 'missing',
    layer: options.name,
    policy: attached.id,
    ...entity(attached),
    note: attached.policy === null ? 'document not collected' : 'invalid policy',
  };
  return {
    allow: { formula: unread(what, 'allow'), entry: 'direct', reason, until: null },
    deny: { formula: unread(what, 'deny'), entry: 'direct', reason, until: null },
  };
}

function reasonOf(attached: AttachedPolicy, statement: Statement, options: LayerOptions): Reason {
  return {
    key: statement.effect === 'Allow' ? options.allowKey : 'explicit-deny',
    layer: options.name,
    policy: attached.id,
    statement: statement.sid ?? statement.index,
    ...entity(attached),
  };
}

/** Says of a Deny where it rests on a reading that the vendor's pages leave open. */
function withDoubt(reason: Reason, statement: Statement, prepared: PreparedRequest, options: LayerOptions): Reason {
  const note = doubt(statement, prepared, options);
  return note === null ? reason : { ...reason, note };
}

function doubt(statement: Statement, { request, pattern }: PreparedRequest, options: LayerOptions): string | null {
  if (statement.notPrincipals !== undefined) {
    if (options.bounded) return 'NotPrincipal spares nobody who has a permissions boundary';
    if (statement.notPrincipals.some((text) => entry(text, request.principal, false) !== null))
      return 'NotPrincipal lists a part of the caller only';
  }
  return statement.crossing && !pattern && request.resource !== '*'
    ? 'a `*` inside a part of the ARN runs over colons'
    : null;
}

function entity(attached: AttachedPolicy): { entity?: string } {
  return attached.entity === undefined ? {} : { entity: attached.entity };
}

/** A group of hits of which one is enough, and what must be named for it: the first certain one, else every open one. */
export interface Support {
  readonly formula: Formula;
  readonly reasons: readonly Reason[];
  /** Layer to blame when it grants nothing. */
  readonly layer: string;
  /** When a certain support ends, epoch milliseconds; null = never. */
  readonly until: number | null;
}

export function anyOf(hits: readonly Hit[], name: string): Support {
  const certain = lasting(hits);
  if (certain) return { formula: true, reasons: [certain.reason], layer: name, until: certain.until };
  if (hits.length === 0) return { formula: false, reasons: [], layer: name, until: null };
  return {
    formula: or(hits.map((hit) => hit.formula)),
    reasons: hits.map((hit) => hit.reason),
    layer: name,
    until: null,
  };
}

/** Of those that certainly hold, the first of the longest. */
export function lasting<T extends { readonly formula: Formula; readonly until: number | null }>(
  from: readonly T[],
): T | undefined {
  let best: T | undefined;
  for (const one of from) {
    if (one.formula !== true) continue;
    if (one.until === null) return one;
    if (best === undefined || one.until > best.until!) best = one;
  }
  return best;
}

/** The earlier of two ends. */
export function earlier(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right;
  return Math.min(left, right);
}
