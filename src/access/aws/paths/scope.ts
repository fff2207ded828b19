import type { Caller } from '../../../callers/caller.js';
import { restricted } from '../../../callers/scope.js';
import {
  type AccessPath,
  type NearMiss,
  outsideScope,
  type PathGrant,
  type PathHop,
  type PathsAnswer,
} from '../../path-contract.js';
import { coverageWithin, hopWithin as hopShown, reasonsWithin, type Visible, visibleTo } from '../../row-scope.js';
import type { AwsEstate } from '../estate.js';
import { placeOf } from '../place.js';

/** Takes out of an answer what the caller may not see: that there is a hop shows, by whom and by what does not. */
export function withinScope(answer: PathsAnswer, caller: Caller, estate: AwsEstate): PathsAnswer {
  if (!restricted(caller)) return answer;
  const place = (id: string) => placeOf(estate, id);
  const visible = visibleTo(caller, place);
  return {
    ...answer,
    paths: answer.paths.map((path) => pathWithin(path, visible)),
    nearest: answer.nearest && nearestWithin(answer.nearest, visible),
    coverage: coverageWithin(answer.coverage, caller, place),
    names: Object.fromEntries(Object.entries(answer.names).filter(([id]) => visible(id))),
  };
}

function pathWithin(path: AccessPath, visible: Visible): AccessPath {
  return {
    ...path,
    hops: path.hops.map((hop) => hopWithin(hop, visible)),
    grants: path.grants.map((grant) => grantWithin(grant, visible)),
  };
}

function hopWithin(hop: PathHop, visible: Visible): PathHop {
  if (visible(hop.from) && visible(hop.to)) return { ...hop, because: reasonsWithin(hop.because, visible) };
  return {
    ...hopShown({ hop: hop.hop, from: hop.from, to: hop.to }, visible),
    because: [],
    residual: null,
    verdict: hop.verdict,
  };
}

function grantWithin(grant: PathGrant, visible: Visible): PathGrant {
  if (visible(grant.entity)) return { ...grant, because: reasonsWithin(grant.because, visible) };
  return {
    ...grant,
    entity: outsideScope,
    policy: null,
    policyName: null,
    statement: null,
    residual: null,
    because: [],
  };
}

function nearestWithin(nearest: NearMiss, visible: Visible): NearMiss {
  const others = nearest.others.filter(({ id }) => visible(id));
  const { missing } = nearest;
  return {
    ...nearest,
    others,
    more: nearest.more || others.length < nearest.others.length,
    missing:
      missing && visible(missing.from) && visible(missing.to)
        ? { ...missing, because: reasonsWithin(missing.because, visible) }
        : null,
  };
}
