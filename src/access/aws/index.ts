import type { AwsCatalogue } from '../../catalogue/contract.js';
import type { WorkingSet } from '../../store/contract.js';
import type { Access } from '../contract.js';
import { visibleTo, withRowScope } from '../row-scope.js';
import { actorFor } from './actors.js';
import { grantersNamed, sourcesNamed } from './carriers.js';
import { check } from './check.js';
import { estateCoverage, wholeCoverage } from './coverage.js';
import { AwsEstate } from './estate.js';
import { estimate } from './estimate.js';
import { paths } from './paths/index.js';
import { placeOf } from './place.js';
import { Reach } from './reach.js';
import { rows, stream } from './rows.js';
import { actedBy } from './sessions.js';
import { sourceFor } from './sources.js';

/** Identities looked at for `couldBecome` before it answers "at least". */
const becomeBudget = 200;

/** Effective access in AWS over one working set. */
export function awsAccess(set: WorkingSet, catalogue: AwsCatalogue): Access {
  const estate = new AwsEstate(set, catalogue);
  return withRowScope({
    check: (principal, action, resource, options) => check(estate, principal, action, resource, options),
    paths: (question, options) => paths(estate, question, options),
    rows: (seed, options) => rows(estate, seed, options),
    stream: (seed, options) => stream(estate, seed, options),
    estimate: (seed, most) => estimate(estate, seed, most),
    sourcesNamed: (name) => sourcesNamed(estate, name),
    grantersNamed: (name) => grantersNamed(estate, name),
    coverage: ({ accounts }) => (accounts ? estateCoverage(estate, new Set(accounts)) : wholeCoverage(estate)),
    source: (id) => sourceFor(estate, id),
    place: (id) => placeOf(estate, id),
    actsAs: function* (id, options) {
      const actor = actorFor(estate, id);
      if (actor === null) return;
      const ask = { now: options.now, context: options.context };
      const sessions = options.reach === 'all' ? new Reach(estate, ask).becomers(actor) : actedBy(estate, actor, ask);
      for (const session of sessions) yield session.source;
    },
    couldBecome: (ids, options) => {
      const reach = new Reach(estate, { now: options.now, context: options.context });
      const listed = new Set(ids);
      const visible = visibleTo(options.caller, (id) => placeOf(estate, id));
      const found = new Set<string>();
      for (const id of ids) {
        const actor = actorFor(estate, id);
        if (actor?.principal.kind !== 'role') continue;
        for (const session of reach.becomers(actor)) {
          if (!listed.has(session.source) && visible(session.source)) found.add(session.source);
          if (found.size >= becomeBudget) return { count: found.size, exact: false, examples: [...found].slice(0, 5) };
        }
      }
      return { count: found.size, exact: true, examples: [...found].slice(0, 5) };
    },
  });
}
