import type { Reason } from '../../../evaluators/verdict.js';
import type { PathHop } from '../../path-contract.js';
import { type Actor, actorFor } from '../actors.js';
import type { Ask } from '../decide-pair.js';
import type { AwsEstate } from '../estate.js';
import { groupMember } from '../group-member.js';
import { Reach } from '../reach.js';
import { type Session, sessionsOf } from '../sessions.js';
import type { Budget } from './budget.js';

/** One step to another identity: the hop that counts, and the membership before it. */
export interface Step {
  readonly to: string;
  readonly session: Session;
}

/** Who can act as whom, one counted hop at a time: own sessions of whoever is asked, then `assume`. */
export class HopGraph {
  private readonly known = new Map<string, readonly Step[]>();
  private readonly reach: Reach;

  constructor(
    private readonly estate: AwsEstate,
    private readonly ask: Ask,
    private readonly budget: Budget,
  ) {
    this.reach = new Reach(estate, ask);
  }

  /** Whose own policies decide when this identity acts by itself; null for people and workloads, who act as a role only. */
  actor(id: string): Actor | null {
    return groupMember(this.estate, id) ?? (this.actsItself(id) ? actorFor(this.estate, id) : null);
  }

  steps(id: string): readonly Step[] {
    let steps = this.known.get(id);
    if (!steps) {
      this.budget.check();
      steps = this.find(id);
      this.known.set(id, steps);
    }
    return steps;
  }

  /** Does it act at all? */
  acts(id: string): boolean {
    return this.actor(id) !== null || this.steps(id).length > 0;
  }

  private actsItself(id: string): boolean {
    const kind = this.estate.set.node(id)?.kind;
    return kind !== 'resource' && kind !== 'sso-user' && kind !== 'sso-group';
  }

  private find(id: string): readonly Step[] {
    const steps: Step[] = [];
    const add = (session: Session) => {
      if (session.path.length > 0) steps.push({ to: session.actor, session });
    };
    const actor = this.actor(id);
    if (actor?.id !== id || groupMember(this.estate, id) === null)
      for (const session of sessionsOf(this.estate, id, this.ask)) add(session);
    if (actor) {
      for (const session of this.reach.assumable(actor)) {
        this.budget.check();
        add(session);
      }
    }
    return steps.toSorted((left, right) => (left.to < right.to ? -1 : left.to > right.to ? 1 : 0));
  }
}

/** The hops of a step, each with its proof. */
export function hopsOf(estate: AwsEstate, { session }: Step): PathHop[] {
  const last = session.path.length - 1;
  return session.path.map(({ hop, from, to }, at): PathHop => {
    const decided = at === last ? session.step : null;
    if (decided === null || decided.verdict === 'deny')
      return { hop, from, to, because: [factOf(estate, hop, from, to)], residual: null, verdict: 'allow' };
    const { because, residual, verdict, until } = decided;
    return { hop, from, to, because, residual, verdict, ...(until === undefined ? {} : { until }) };
  });
}

/** A hop that needs no permission: the collected fact that is its proof. */
function factOf(estate: AwsEstate, hop: string, from: string, to: string): Reason {
  const name = (id: string) => estate.set.node(id)?.name ?? id;
  if (hop === 'member') return { key: 'member', layer: 'membership', entity: from, note: `is a member of ${name(to)}` };
  if (hop === 'runs-as') return { key: 'runs-as', layer: 'workload', entity: from, note: `runs as ${name(to)}` };
  const account = /^arn:[^:]*:iam::(\d{12}):/.exec(to)?.[1] ?? '';
  const set = estate.set
    .node(from)
    ?.edges.find(
      (edge) => edge.kind === 'assigned' && edge.props?.['account'] === account && isRoleOfSet(name(edge.to), to),
    );
  const label = set ? ` ${name(set.to)}` : '';
  return {
    key: 'assigned',
    layer: 'assignment',
    ...(set ? { policy: set.to } : {}),
    entity: from,
    note: `holds the permission set${label} in account ${name(account)}`,
  };
}

/** Roles of Identity Center carry the name of their permission set. */
function isRoleOfSet(set: string, role: string): boolean {
  return role.includes(`AWSReservedSSO_${set}_`);
}
