import { type Formula, or, unread } from '../formula.js';
import type { Reason } from '../verdict.js';
import type { AttachedPolicy } from './contract.js';
import { allowEntry, deniesCaller, type Entry } from './matching/principal.js';
import type { Statement } from './policy/compile.js';
import { coversAction, type PreparedRequest, restOfStatement } from './statement.js';

/** One statement that is not certainly false, with what it hangs on. */
export interface Hit {
  readonly formula: Formula;
  readonly reason: Reason;
  readonly entry: Entry;
}

export interface Layer {
  readonly name: string;
  readonly allows: readonly Hit[];
  readonly denies: readonly Hit[];
}

export interface LayerOptions {
  readonly name: string;
  readonly allowKey: string;
  /** The layer's statements carry a principal. */
  readonly principal: boolean;
  readonly trust?: boolean;
  readonly bounded?: boolean;
}

/** Matches the statements of one layer: action first, because most end there. */
export function layer(policies: readonly AttachedPolicy[], prepared: PreparedRequest, options: LayerOptions): Layer {
  const allows: Hit[] = [];
  const denies: Hit[] = [];
  for (const attached of policies) {
    if (attached.policy === null || !attached.policy.valid) {
      unreadable(attached, options, allows, denies);
      continue;
    }
    for (const statement of attached.policy.statements) {
      if (!coversAction(statement, prepared.action)) continue;
      const entry = entryOf(statement, prepared, options);
      if (entry === null) continue;
      const formula = restOfStatement(statement, prepared);
      if (formula === false) continue;
      const hit: Hit = { formula, entry, reason: reasonOf(attached, statement, options) };
      (statement.effect === 'Allow' ? allows : denies).push(hit);
    }
  }
  return { name: options.name, allows, denies };
}

function entryOf(statement: Statement, prepared: PreparedRequest, options: LayerOptions): Entry {
  if (!options.principal) return 'direct';
  const { principal } = prepared.request;
  if (statement.effect === 'Allow') return allowEntry(statement, principal, options.trust ?? false);
  return deniesCaller(statement, principal, options.bounded ?? false) ? 'direct' : null;
}

function unreadable(attached: AttachedPolicy, options: LayerOptions, allows: Hit[], denies: Hit[]): void {
  const what = attached.policy === null ? `policy ${attached.id}` : `valid text of policy ${attached.id}`;
  const reason: Reason = {
    key: 'missing',
    layer: options.name,
    policy: attached.id,
    ...entity(attached),
    note: attached.policy === null ? 'document not collected' : 'invalid policy',
  };
  allows.push({ formula: unread(what, 'allow'), entry: 'direct', reason });
  denies.push({ formula: unread(what, 'deny'), entry: 'direct', reason });
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

function entity(attached: AttachedPolicy): { entity?: string } {
  return attached.entity === undefined ? {} : { entity: attached.entity };
}

/** A group of hits of which one is enough, and what must be named for it: the first certain one, else every open one. */
export interface Support {
  readonly formula: Formula;
  readonly reasons: readonly Reason[];
  /** Layer to blame when it grants nothing. */
  readonly layer: string;
}

export function anyOf(hits: readonly Hit[], name: string): Support {
  const certain = hits.find((hit) => hit.formula === true);
  if (certain) return { formula: true, reasons: [certain.reason], layer: name };
  return { formula: or(hits.map((hit) => hit.formula)), reasons: hits.map((hit) => hit.reason), layer: name };
}
