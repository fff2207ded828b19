import type { FewKind } from './cypher/read-facts.js';
import type { FactMemory } from './fact-memory.js';
import type { Fetch } from './fetch.js';

/** What stands above accounts, and what is attached there: every answer rests on it, and it is small beside any estate. */
const organizationKinds: readonly FewKind[] = [
  'organization',
  'organization-root',
  'organizational-unit',
  'account',
  'permission-set',
  'organization-policy',
];
const mostOfEach = 2000;

/** The organization of a generation, read with the first question. */
export function organization(facts: FactMemory): Fetch[] {
  const fetches = organizationKinds.map((kind) => facts.whole(kind, mostOfEach));
  const last = fetches.at(-1)!;
  const attach = (rows: Parameters<Fetch['take']>[0]) => {
    last.take(rows);
    const policies = facts.wholeKind('organization-policy');
    if (policies !== null) facts.completeEdges('applies-to', policies);
  };
  return [...fetches.slice(0, -1), { statement: last.statement, take: attach }];
}
