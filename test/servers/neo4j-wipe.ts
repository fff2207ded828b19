import neo4j from 'neo4j-driver';

export interface ServerAddress {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** Takes everything out of the database. */
export async function wipe({ url, user, password }: ServerAddress): Promise<void> {
  const driver = neo4j.driver(url, neo4j.auth.basic(user, password));
  const session = driver.session();
  try {
    await session.run('MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS');
  } finally {
    await session.close();
    await driver.close();
  }
}
