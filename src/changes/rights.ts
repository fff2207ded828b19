import type { AccessRow } from '../access/contract.js';
import type { Residual } from '../evaluators/verdict.js';
import type { State } from './affected.js';
import type { AccessChange, Standing } from './contract.js';

/** What one source holds by one policy on one destination: an action with its standing. */
export interface Holding {
  readonly source: AccessChange['source'];
  readonly grantedBy: AccessChange['grantedBy'];
  readonly destination: AccessChange['destination'];
  readonly actions: Map<string, Right>;
}

/** One action: the highest verdict of all statements and sessions that give it, and what each of them leaves open. */
export interface Right {
  verdict: Standing['verdict'];
  readonly residuals: Map<string, Residual>;
}

/** Rows at the granularity of changes. Statements of one policy count together: their numbers shift when one is put in between. */
export class Rights {
  readonly holdings = new Map<string, Holding>();

  add(row: AccessRow): void {
    const { source, granter, destination, action } = row;
    // What a resource's own policy says is told in its own words, whichever way it was found.
    const own = granter.policyType === 'Resource-based Policy';
    const where = own ? destination.pattern : (destination.id ?? destination.pattern);
    const key = [source.id, granter.entityId, granter.policyId, where].join('\n');
    let holding = this.holdings.get(key);
    if (!holding) {
      holding = {
        source: { id: source.id, name: source.idp?.email ?? source.name, type: source.type, account: source.account },
        grantedBy: {
          entity: granter.entityId,
          entityName: granter.entityName,
          entityType: granter.entityType,
          policy: granter.policyId,
          policyName: granter.policyName,
          policyType: granter.policyType,
        },
        destination: { id: where, name: destination.name, account: destination.account },
        actions: new Map(),
      };
      this.holdings.set(key, holding);
    }
    put(holding.actions, action.name, row);
  }
}

/**
 * Policies without a collected document might allow anything, and rows tell of nothing that cannot be read: where one comes or
 * goes, all actions on everything become unknown, or cease to be.
 */
export function addUnread(rights: Rights, { set, access }: State, id: string): void {
  const key = set.classOf(id);
  const source = key === undefined ? null : access.source(id);
  if (key === undefined || source === null) return;
  const { scope, record } = set.classView(key);
  const part = record.kind === 'permission-set' ? 'identity-center' : 'identities';
  for (const { policy, name, type, group, local } of record.grants) {
    if (set.document(set.documentKey(scope, part, local)) !== null || set.node(policy)?.props['document']) continue;
    const entity = group ?? id;
    const node = set.node(entity);
    rights.holdings.set(`${id}\n${entity}\n${policy}\nunread`, {
      source: { id, name: source.name, type: source.type, account: source.account },
      grantedBy: {
        entity,
        entityName: node?.name ?? entity,
        entityType: node?.kind ?? record.kind,
        policy,
        policyName: name,
        policyType: type,
      },
      destination: { id: '*', name: '*', account: '*' },
      actions: new Map([
        ['*', { verdict: 'unknown', residuals: new Map([[policy, { missing: `policy ${policy}` }]]) }],
      ]),
    });
  }
}

const rank: Readonly<Record<Standing['verdict'], number>> = { unknown: 0, conditional: 1, allow: 2 };

function put(actions: Map<string, Right>, name: string, { verdict, residual }: AccessRow): void {
  let right = actions.get(name);
  if (!right || rank[verdict] > rank[right.verdict]) {
    right = { verdict, residuals: new Map() };
    actions.set(name, right);
  }
  if (residual && verdict === right.verdict) right.residuals.set(JSON.stringify(residual), residual);
}

/** Equal standings have equal words. */
export function wordOf(right: Right | undefined): string {
  return right === undefined ? '' : `${right.verdict} ${[...right.residuals.keys()].toSorted().join(' ')}`;
}

export function standingOf(right: Right | undefined): Standing | null {
  if (right === undefined) return null;
  const residuals = [...right.residuals.values()];
  return { verdict: right.verdict, residual: residuals.length > 1 ? { any: residuals } : (residuals[0] ?? null) };
}

/** Does the one give all that the other gives? */
export function covers(one: Right, other: Right): boolean {
  return one.verdict === 'allow' || wordOf(one) === wordOf(other);
}
