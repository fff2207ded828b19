import { createHash } from 'node:crypto';
import type { AccessRow, Destination, Source } from '../access/contract.js';
import type { Hop, Residual } from '../evaluators/verdict.js';
import { renderResidual } from '../reports/residual.js';
import type { PublishedCan, PublishedDestination, PublishedHolding, PublishedIdentity } from './contract.js';

/**
 * Rows of the whole estate as holdings. Rows of one actor, or of one resource that grants, come one after the other: each such run is
 * put together and let go, so that memory follows the largest run and not the estate. `null` = nothing just now, a place to pause.
 */
export function* holdingsOf(rows: Iterable<AccessRow | null>): Iterable<PublishedHolding | null> {
  let run = new Run('');
  let key = '';
  for (const row of rows) {
    if (row === null) {
      yield null;
      continue;
    }
    const next = runOf(row);
    if (next !== key) {
      yield* run.holdings();
      run = new Run(isOfResource(row) ? ` of ${row.granter.entityName}` : '');
      key = next;
    }
    run.add(row);
  }
  yield* run.holdings();
}

/** The actor whose policies grant, or the resource that grants of its own. */
function runOf(row: AccessRow): string {
  if (isOfResource(row)) return `resource ${row.granter.entityId}`;
  return `actor ${sessionHops(row.path).at(-1)?.to ?? row.source.id}`;
}

/** Roles are resources too, by their trust policies. */
function isOfResource({ granter }: AccessRow): boolean {
  return granter.policyType === 'Resource-based Policy';
}

/** Hops to the actor; membership of a group that carries the policy comes behind them. */
function sessionHops(path: readonly Hop[]): readonly Hop[] {
  const last = path.findLastIndex(({ hop }) => hop !== 'member');
  return path.slice(0, last + 1);
}

interface Held {
  readonly source: Source;
  readonly hops: readonly Hop[];
  readonly edges: Map<string, Edge>;
}

class Run {
  private readonly held = new Map<string, Held>();

  /** `whose` = the resource whose policies they are, for display. */
  constructor(private readonly whose: string) {}

  add(row: AccessRow): void {
    const hops = sessionHops(row.path);
    const key =
      hops.length === 0 ? row.source.id : JSON.stringify([row.source.id, hops.map(({ hop, to }) => [hop, to])]);
    let held = this.held.get(key);
    if (!held) {
      held = { source: row.source, hops, edges: new Map() };
      this.held.set(key, held);
    }
    for (const level of row.action.levels) addTo(held.edges, row, level);
  }

  *holdings(): Iterable<PublishedHolding> {
    for (const { source, hops, edges } of this.held.values()) {
      const can = [...edges].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge.finish());
      const policies = [...new Set(can.flatMap((one) => one.policies))];
      const digest = createHash('sha256').update(JSON.stringify(can)).digest('base64url').slice(0, 22);
      yield {
        identity: identityOf(source),
        groups: source.groups,
        rights: { digest, name: indexable(`${listed(policies)}${this.whose}`), can },
        hops: hops.map(({ hop }) => hop),
        through: hops.map(({ to }) => to),
      };
    }
  }
}

function addTo(edges: Map<string, Edge>, row: AccessRow, level: string): void {
  const { destination, verdict, residual, until, exceptions } = row;
  const { pattern, service, account, region } = destination;
  const open = residual === null ? '' : textOf(residual);
  const key = JSON.stringify([pattern, service, account, region, level, verdict, open, until, exceptions]);
  let edge = edges.get(key);
  if (!edge) {
    edge = new Edge(row, level);
    edges.set(key, edge);
  }
  edge.add(row);
}

class Edge {
  private readonly actions = new Set<string>();
  private readonly types = new Set<string>();
  private readonly administrative = new Set<string>();
  private readonly policies = new Set<string>();

  constructor(
    private readonly first: AccessRow,
    private readonly level: string,
  ) {}

  add({ action, destination, granter }: AccessRow): void {
    this.actions.add(action.name);
    this.types.add(destination.type);
    if (action.administrative) this.administrative.add(action.name);
    this.policies.add(granter.policyName);
  }

  finish(): PublishedCan {
    const { destination, verdict, residual, until, exceptions } = this.first;
    return {
      destination: destinationOf(destination),
      level: this.level,
      verdict,
      actions: [...this.actions].sort(),
      types: [...this.types].sort(),
      administrative: [...this.administrative].sort(),
      conditions: residual === null ? [] : conditionsOf(residual),
      until,
      exceptions,
      policies: [...this.policies].sort(),
    };
  }
}

/** Decisions are shared by many rows, and their residuals with them. */
const texts = new WeakMap<object, string>();

function textOf(residual: Residual): string {
  let text = texts.get(residual);
  if (text === undefined) {
    text = JSON.stringify(residual);
    texts.set(residual, text);
  }
  return text;
}

function conditionsOf(residual: Residual): string[] {
  const parts = 'all' in residual ? residual.all : [residual];
  return [...new Set(parts.map(renderResidual))];
}

function identityOf(source: Source): PublishedIdentity {
  const { id, name, type, service, account, region, idp, external, user } = source;
  const texts = { id: indexable(id), name: indexable(name), type, service, account, region };
  return { ...texts, email: idp?.email ?? null, public: source.public, external, user };
}

/** The type is the edge's affair: one text may name things of several. */
function destinationOf({ pattern, name, service, account, region, wildcard }: Destination): PublishedDestination {
  const texts = { pattern: indexable(pattern), name: indexable(name) };
  return { ...texts, service, account, region, wildcard, regex: regexOf(pattern) };
}

/** The database refuses index entries of more than some 8,000 bytes; no platform has names that long. */
function indexable(text: string): string {
  return text.length <= 2000 ? text : `${text.slice(0, 1999)}…`;
}

/** `*` and policy variables stand for any text, `?` for one character, `${*}` and everything else for itself. */
export function regexOf(pattern: string): string {
  return pattern.replace(/\$\{([^}]*)\}|[\s\S]/gu, (part, variable: string | undefined) => {
    if (variable !== undefined) return /^[*?$]$/.test(variable) ? `\\${variable}` : '.*';
    if (part === '*') return '.*';
    if (part === '?') return '.';
    return /^[\w:/@ -]$|\P{ASCII}/u.test(part) ? part : `\\${part}`;
  });
}

function listed(policies: readonly string[]): string {
  const [shown, more] = [policies.slice(0, 3).join(', '), policies.length - 3];
  return more > 0 ? `${shown} and ${more} more` : shown;
}
