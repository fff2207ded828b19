import neo4j, { type Driver } from 'neo4j-driver';
import type { ServerAddress } from './neo4j-wipe.js';

/** Asks a server in Cypher, as somebody else than the store would. */
export class Asker {
  private readonly driver: Driver;

  constructor({ url, user, password }: ServerAddress) {
    this.driver = neo4j.driver(url, neo4j.auth.basic(user, password), { disableLosslessIntegers: true });
  }

  async rows(text: string, parameters: Record<string, unknown> = {}): Promise<Record<string, unknown>[]> {
    const { records } = await this.driver.executeQuery(text, parameters);
    return records.map((record) => record.toObject());
  }

  /** The one value of the one row. */
  async value(text: string, parameters: Record<string, unknown> = {}): Promise<unknown> {
    const [row] = await this.rows(text, parameters);
    return row && Object.values(row)[0];
  }

  /** Operators of the plan, without carrying it out. */
  async plan(text: string, parameters: Record<string, unknown> = {}): Promise<string[]> {
    const { summary } = await this.driver.executeQuery(`EXPLAIN ${text}`, parameters);
    type Operator = { readonly operatorType: string; readonly children: readonly Operator[] };
    const names = ({ operatorType, children }: Operator): string[] => [operatorType, ...children.flatMap(names)];
    return names(summary.plan as unknown as Operator);
  }

  close(): Promise<void> {
    return this.driver.close();
  }
}
