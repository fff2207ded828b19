import type { Caller } from '../../../callers/caller.js';
import { sees } from '../../../callers/scope.js';
import type { Reason } from '../../../evaluators/verdict.js';
import {
  type AccessPath,
  type NearMiss,
  outsideScope,
  type PathGrant,
  type PathHop,
  type PathsAnswer,
} from '../../path-contract.js';
import { isAccountId, parseArn } from '../arn.js';
import type { AwsEstate } from '../estate.js';

/** Takes out of an answer what the caller may not see: that there is a hop shows, by whom and by what does not. */
export function withinScope(answer: PathsAnswer, caller: Caller, estate: AwsEstate): PathsAnswer {
  if (caller.accounts === null) return answer;
  const visible = (id: string) => sees(caller, accountOf(estate, id));
  return {
    ...answer,
    paths: answer.paths.map((path) => pathWithin(path, visible)),
    nearest: answer.nearest && nearestWithin(answer.nearest, visible),
    names: Object.fromEntries(Object.entries(answer.names).filter(([id]) => visible(id))),
  };
}

/** The account an id belongs to; null for people of the directory, everyone, services. */
export function accountOf(estate: AwsEstate, id: string): string | null {
  if (isAccountId(id)) return id;
  return estate.set.node(id)?.account ?? estate.resources.view(id).owner ?? (parseArn(id)?.account || null);
}

type Visible = (id: string) => boolean;

function pathWithin(path: AccessPath, visible: Visible): AccessPath {
  return {
    ...path,
    hops: path.hops.map((hop) => hopWithin(hop, visible)),
    grants: path.grants.map((grant) => grantWithin(grant, visible)),
  };
}

function hopWithin(hop: PathHop, visible: Visible): PathHop {
  const from = visible(hop.from);
  const to = visible(hop.to);
  if (from && to) return { ...hop, because: hop.because.filter((reason) => reasonVisible(reason, visible)) };
  const { hop: kind, verdict } = hop;
  return {
    hop: kind,
    from: from ? hop.from : outsideScope,
    to: to ? hop.to : outsideScope,
    because: [],
    residual: null,
    verdict,
  };
}

function grantWithin(grant: PathGrant, visible: Visible): PathGrant {
  if (visible(grant.entity) && (grant.policy === null || visible(grant.policy)))
    return { ...grant, because: grant.because.filter((reason) => reasonVisible(reason, visible)) };
  return { ...grant, entity: outsideScope, policy: null, policyName: null, statement: null, because: [] };
}

function reasonVisible(reason: Reason, visible: Visible): boolean {
  return [reason.entity, reason.policy].every((id) => id === undefined || visible(id));
}

function nearestWithin(nearest: NearMiss, visible: Visible): NearMiss {
  const others = nearest.others.filter(({ id }) => visible(id));
  const { missing } = nearest;
  return {
    ...nearest,
    others,
    more: nearest.more || others.length < nearest.others.length,
    missing: missing && visible(missing.from) && visible(missing.to) ? missing : null,
  };
}
