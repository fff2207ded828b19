import { allOf } from '../../evaluators/residual.js';
import type { Decision } from '../../evaluators/verdict.js';
import type { Coverage, NotCollected } from '../contract.js';
import { collected } from './actors.js';
import { isAccountId, parseArn } from './arn.js';
import type { AwsEstate } from './estate.js';

/** Scopes and their parts as they stand; layers are added by the questions. */
export function scopesOf(estate: AwsEstate, only?: ReadonlySet<string>): Coverage['scopes'] {
  const scopes = new Map<string, Record<string, { collectedAt: string; stale: boolean }>>();
  for (const part of estate.set.parts()) {
    if (only && isAccountId(part.scope) && !only.has(part.scope)) continue;
    const parts = scopes.get(part.scope) ?? {};
    parts[part.part] = { collectedAt: part.collectedAt, stale: part.stale !== null };
    scopes.set(part.scope, parts);
  }
  return [...scopes].map(([id, parts]) => ({ id, parts }));
}

/** What was never collected and could turn this verdict. */
export function coverageOf(
  estate: AwsEstate,
  principal: string,
  action: string,
  resource: string,
  decision: Decision,
): Coverage {
  const service = action.slice(0, action.indexOf(':'));
  const view = estate.resources.view(resource);
  const account = estate.set.node(principal)?.account ?? parseArn(principal)?.account ?? null;
  const notCollected: NotCollected[] = [];
  const open = decision.verdict === 'allow' || decision.verdict === 'conditional';
  if (account && isAccountId(account)) notCollected.push(...organizationLayer(estate, account, open));
  const owner = view.owner ?? account;
  if (owner && isAccountId(owner) && !estate.holds(owner, 'resources') && view.node === null && !decision.explicit) {
    notCollected.push({ layer: 'resource-policy', scope: owner, couldFlip: true, direction: open ? 'lose' : 'gain' });
  }
  if (account && isAccountId(account) && !collected(estate, account)) {
    notCollected.push({ layer: 'identities', scope: account, couldFlip: open, direction: 'lose' });
  }
  if (
    service === 's3' &&
    owner &&
    isAccountId(owner) &&
    !estate.holds(owner, 'settings') &&
    view.policy !== undefined &&
    open
  ) {
    notCollected.push({ layer: 'account-public-access-block', scope: owner, couldFlip: false, direction: 'lose' });
  }
  const touched = new Set([account, owner].filter((one): one is string => one !== null && one !== undefined));
  return { scopes: scopesOf(estate, touched), notCollected };
}

/** A control policy can only take away. */
function organizationLayer(estate: AwsEstate, account: string, open: boolean): NotCollected[] {
  if (estate.accounts.organizations.length > 0) return [];
  return [{ layer: 'organization', scope: account, couldFlip: open, direction: 'lose' }];
}

/** Of an answer that touched these accounts. */
export function estateCoverage(estate: AwsEstate, accounts: ReadonlySet<string>): Coverage {
  const notCollected = [...accounts]
    .filter(isAccountId)
    .flatMap((account) => [...organizationLayer(estate, account, true), ...absentParts(estate, account)]);
  return { scopes: scopesOf(estate, accounts.size > 0 ? accounts : undefined), notCollected };
}

/** Of an answer that found nothing: whatever is missing of a known account could hold what was asked for. */
export function wholeCoverage(estate: AwsEstate): Coverage {
  const known = new Set(estate.set.parts().map(({ scope }) => scope));
  for (const { id } of estate.set.nodesOfKind('account')) known.add(id);
  const notCollected = [...known]
    .filter(isAccountId)
    .toSorted()
    .flatMap((account) => absentParts(estate, account));
  return { scopes: scopesOf(estate), notCollected };
}

function absentParts(estate: AwsEstate, account: string): NotCollected[] {
  const absent = (layer: string): NotCollected => ({ layer, scope: account, couldFlip: true, direction: 'gain' });
  return [
    ...(estate.holds(account, 'resources') ? [] : [absent('resource-policy')]),
    ...(collected(estate, account) ? [] : [absent('identities')]),
  ];
}

/** `--strict`: a verdict that an uncollected layer could turn is not known. */
export function strictly(decision: Decision, coverage: Coverage): Decision {
  const open = coverage.notCollected.filter((entry) => entry.couldFlip);
  if (open.length === 0) return decision;
  const missing = open.map((entry) => ({ missing: `${entry.layer} of ${entry.scope}` }));
  return {
    ...decision,
    verdict: 'unknown',
    residual: allOf([...(decision.residual ? [decision.residual] : []), ...missing]),
  };
}
