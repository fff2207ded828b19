import type { AttachedPolicy } from '../../evaluators/aws/index.js';
import type { Hop } from '../../evaluators/verdict.js';
import { type Actor, actorFor } from './actors.js';
import { type Ask, both, decidePair } from './decide-pair.js';
import type { AwsEstate } from './estate.js';
import { allowsSomewhere, idsOf, outcomes } from './outcomes.js';
import { actedBy, type Session, sessionsOf } from './sessions.js';

/** Roles deep a chain is followed; credentials of a chain last an hour each, longer chains are not practical. */
const maxDepth = 8;

/**
 * Who can become whom: own sessions, then `assume` hops in chains (trust policy and caller's side both decided). Computed on
 * demand and kept for the generation, because cost follows the answer that way.
 */
export class Reach {
  private readonly direct = new Map<string, readonly Session[]>();

  constructor(
    private readonly estate: AwsEstate,
    private readonly ask: Ask,
  ) {}

  /** Everybody who can act as the actor, itself and its own sessions first, then by fewest hops. */
  *becomers(actor: Actor): Iterable<Session> {
    const seen = new Set<string>();
    const visited = new Set<string>([actor.id]);
    let frontier: { actor: Actor; session: Session }[] = [
      { actor, session: { source: actor.id, actor: actor.id, path: [], step: null } },
    ];
    for (let depth = 0; depth <= maxDepth && frontier.length > 0; depth++) {
      const next: typeof frontier = [];
      for (const { actor: current, session } of frontier) {
        for (const own of actedBy(this.estate, current, this.ask)) {
          const joined = join(own, session, actor.id);
          if (joined && !seen.has(joined.source)) {
            seen.add(joined.source);
            yield joined;
          }
        }
        for (const step of this.assumers(current)) {
          const caller = actorFor(this.estate, step.source);
          const joined = join(step, session, actor.id);
          if (!caller || !joined || visited.has(caller.id)) continue;
          visited.add(caller.id);
          next.push({ actor: caller, session: joined });
        }
      }
      frontier = next;
    }
  }

  /** Sessions of a source with every role it can reach, fewest hops first. */
  *sessions(source: string): Iterable<Session> {
    const seen = new Set<string>();
    let frontier: Session[] = [...sessionsOf(this.estate, source, this.ask)];
    for (let depth = 0; depth <= maxDepth && frontier.length > 0; depth++) {
      const next: Session[] = [];
      for (const session of frontier) {
        if (seen.has(session.actor)) continue;
        seen.add(session.actor);
        yield session;
        const actor = actorFor(this.estate, session.actor);
        if (!actor) continue;
        for (const step of this.assumable(actor)) {
          const joined = join(session, step, step.actor);
          if (joined) next.push(joined);
        }
      }
      frontier = next;
    }
  }

  /** One `assume` hop into a role. */
  private assumers(role: Actor): readonly Session[] {
    if (role.principal.kind !== 'role' || role.class === null) return [];
    const known = this.direct.get(role.id);
    if (known) return known;
    const resource = this.estate.resources.view(role.id);
    const question = {
      estate: this.estate,
      action: 'sts:AssumeRole',
      resource,
      target: { resource: role.id, pattern: false },
      ask: this.ask,
    };
    const found: Session[] = [];
    for (const outcome of outcomes(question)) {
      if (outcome.actor.principal.kind === 'service') continue;
      for (const id of idsOf(outcome)) if (id !== role.id) found.push(assumeSession(id, role.id, outcome.decision));
    }
    this.direct.set(role.id, found);
    return found;
  }

  /** Roles one actor can assume in one hop: trust policy and the actor's own side both decided. */
  *assumable(actor: Actor): Iterable<Session> {
    for (const id of this.candidateRoles(actor)) {
      if (id === actor.id) continue;
      const resource = this.estate.resources.view(id);
      const decision = decidePair({
        estate: this.estate,
        actor,
        action: 'sts:AssumeRole',
        resource,
        target: { resource: id, pattern: false },
        ask: this.ask,
      });
      if (decision.verdict !== 'deny') yield assumeSession(actor.id, id, decision);
    }
  }

  /** Roles whose trust policy names the actor; one that names its account leaves it to the actor's own policies. */
  private candidateRoles(actor: Actor): ReadonlySet<string> {
    const account = mayAssume(actor) ? actor.account : undefined;
    const keys = [actor.id, account, actor.principal.uniqueId, '*'].filter((key): key is string => key !== undefined);
    const roles = this.estate.set.grantees(keys).filter((ref) => ref.kind === 'role');
    return new Set(roles.map((ref) => ref.id));
  }
}

const assuming = new WeakMap<readonly AttachedPolicy[], boolean>();

/** Could its own side allow `sts:AssumeRole` of anything? Asked once for a class. */
function mayAssume({ identity, external, principal }: Actor): boolean {
  if (external || principal.kind === 'root') return true;
  let may = assuming.get(identity);
  if (may === undefined) {
    may = identity.some(({ policy }) => policy === null || allowsSomewhere(policy, 'sts:assumerole'));
    assuming.set(identity, may);
  }
  return may;
}

function assumeSession(from: string, to: string, step: Session['step'] & {}): Session {
  const hop: Hop = { hop: 'assume', from, to, ...(step.residual === null ? {} : { residual: step.residual }) };
  return { source: from, actor: to, path: [hop], step };
}

/** First then second; null when together they are denied. */
function join(first: Session, second: Session, actor: string): Session | null {
  const steps = [first.step, second.step].filter((step) => step !== null);
  const step = steps.length === 2 ? both(steps[0]!, steps[1]!) : (steps[0] ?? null);
  if (step?.verdict === 'deny') return null;
  return { source: first.source, actor, path: [...first.path, ...second.path], step };
}
