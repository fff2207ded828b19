import type { Driver } from 'neo4j-driver';

/** Rows of the database that no generation has: what an ingest wrote that did not end, by label. Nothing after the next one began. */
export async function leftovers(driver: Driver): Promise<Record<string, number>> {
  const { records } = await driver.executeQuery(`
    MATCH (store:Store)
    CALL (store) {
      MATCH (fact:Fact) WHERE fact.since > store.head RETURN 'facts' AS what, count(fact) AS count
      UNION ALL MATCH (fact:Fact) WHERE fact.closed > store.head RETURN 'closed facts' AS what, count(fact) AS count
      UNION ALL MATCH (row:Indexed) WHERE NOT EXISTS { (part:Part) WHERE part.version = row.version }
        RETURN 'index rows' AS what, count(row) AS count
      UNION ALL MATCH (pending:Pending) RETURN 'announcements' AS what, count(pending) AS count
      UNION ALL MATCH (generation:Generation) WHERE generation.number > store.head
        RETURN 'generations' AS what, count(generation) AS count
      UNION ALL MATCH (part:Part) WHERE part.since > store.head RETURN 'parts' AS what, count(part) AS count
      UNION ALL MATCH (problem:Problem) WHERE problem.since > store.head RETURN 'problems' AS what, count(problem) AS count
    }
    WITH what, count WHERE count > 0 RETURN what, toInteger(count) AS count`);
  return Object.fromEntries(records.map((record) => [record.get('what'), Number(record.get('count'))]));
}

/** As if half a minute had gone by since the holder of the lease was last heard of. */
export async function letLeaseRunOut(driver: Driver): Promise<void> {
  await driver.executeQuery('MATCH (store:Store) WHERE store.lease IS NOT NULL SET store.leaseUntil = 0');
}
