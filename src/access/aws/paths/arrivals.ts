import type { ActionInfo } from '../../../catalogue/contract.js';
import { isTrustAction } from '../../../evaluators/aws/index.js';
import type { Decision } from '../../../evaluators/verdict.js';
import type { PathGrant } from '../../path-contract.js';
import type { Actor } from '../actors.js';
import { allowingDocuments } from '../allowing-documents.js';
import { withoutPath } from '../arn.js';
import { type Ask, decidePair, type Pair } from '../decide-pair.js';
import type { AwsEstate } from '../estate.js';
import { partsOf } from '../granters.js';
import { nearest } from '../pair-rows.js';
import type { ResourceView } from '../resource-view.js';
import type { Budget } from './budget.js';

/** What an identity may do to one resource: any action that applies to its type. */
export class Arrivals {
  private readonly actions: readonly ActionInfo[];
  private readonly view: ResourceView;
  private readonly may = new Map<string, boolean>();
  private holders: ReadonlySet<number> | null = null;

  constructor(
    private readonly estate: AwsEstate,
    private readonly resource: string,
    private readonly ask: Ask,
    private readonly budget: Budget,
  ) {
    this.view = estate.resources.view(resource);
    // To become a collected role is a hop of its own.
    const role = this.view.trust && this.view.node?.id === resource;
    this.actions = estate.catalogue.actionsOn(resource).filter((action) => !(role && isTrustAction(action.name)));
  }

  /** No action applies: nothing can be done to such a thing, or nothing is known of its type. */
  get nothingApplies(): boolean {
    return this.actions.length === 0;
  }

  /** Whether anything at all is not denied. */
  reaches(actor: Actor): boolean {
    let may = this.may.get(actor.id);
    if (may === undefined) {
      may = this.couldReach(actor) && this.actions.some((action) => this.decide(actor, action) !== null);
      this.may.set(actor.id, may);
    }
    return may;
  }

  /** One grant for each statement, verdict and residual. */
  grants(actor: Actor): PathGrant[] {
    const found = new Map<string, PathGrant & { readonly actions: string[] }>();
    for (const action of this.actions) {
      const decided = this.decide(actor, action);
      if (decided === null) continue;
      for (const grant of this.grantsOf(decided.pair, decided.decision)) {
        const { entity, policy, statement, destination, verdict, residual } = grant;
        const key = JSON.stringify([entity, policy, statement, destination, verdict, residual]);
        const known = found.get(key);
        if (known) known.actions.push(action.name);
        else found.set(key, { ...grant, actions: [action.name] });
      }
    }
    return [...found.values()];
  }

  private decide(actor: Actor, { name }: ActionInfo): { pair: Pair; decision: Decision } | null {
    this.budget.check();
    const { estate, resource, view, ask } = this;
    const target = estate.catalogue.target(name, resource);
    if (!target.applies) return null;
    const pair: Pair = { estate, actor, action: name, resource: view, target, ask };
    const decision = decidePair(pair);
    return decision.verdict === 'deny' ? null : { pair, decision };
  }

  private grantsOf(pair: Pair, { verdict, residual, until, because }: Decision): Omit<PathGrant, 'actions'>[] {
    if (verdict === 'deny') return [];
    const decided = { verdict, residual, until: until ?? null, because };
    const parts = partsOf(pair).map((part) => {
      const { entityId, entityType, policyId, policyName, statement } = part.granter(pair.actor.id);
      const destination =
        part.destinations.length === 1 ? part.destinations[0]! : nearest(part.destinations, pair.target.resource);
      return { entity: entityId, entityType, policy: policyId, policyName, statement, destination, ...decided };
    });
    if (parts.length > 0) return parts;
    // Nobody's statement: the root user, or a member of a group that the group's own policies speak for.
    const reason = because.find((one) => one.key === 'identity-allow') ?? because[0];
    const policy = reason?.policy ?? null;
    const bare = { policy, policyName: policy && withoutPath(policy), statement: reason?.statement ?? null };
    const kind = pair.actor.principal.kind;
    const entityType = kind === 'root' ? 'root' : (this.estate.set.node(pair.actor.id)?.kind ?? kind);
    return [{ entity: pair.actor.id, entityType, ...bare, destination: pair.target.resource, ...decided }];
  }

  /** A quick no for whoever holds no Allow that could meet the resource, where the resource side does not name it either. */
  private couldReach({ class: of, account, id, principal }: Actor): boolean {
    if (of === null) return true;
    this.holders ??= new Set(this.estate.holdersOf(allowingDocuments(this.estate, this.resource, this.actions)));
    if (this.holders.has(of.key)) return true;
    const { policy, named } = this.view;
    if (policy && !policy.policy?.valid) return true;
    const own = new Set([id, account, principal.uniqueId, principal.roleArn, '*', 'authenticated']);
    return [...named].some((text) => own.has(text) || text.endsWith(`:${account}:root`) || text.includes(':sts:'));
  }
}
