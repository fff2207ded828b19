import { GrantgraphError } from '../../base/errors.js';
import type { AsOf } from '../choose-generation.js';
import type { FactChange, WorkingSet, WorkingSetRequest } from '../contract.js';
import type { Connection } from './connection.js';

/** Working sets over one database: one for each generation that is asked about, the newest few kept. */
export class Reading {
  constructor(protected readonly connection: Connection) {}

  async workingSet(_request: WorkingSetRequest, _asOf: AsOf): Promise<WorkingSet> {
    throw new GrantgraphError('not-readable', `\`${this.connection.place}\` cannot be read yet`, { exit: 4 });
  }

  async changes(_from: number, _to: number): Promise<Iterable<FactChange>> {
    throw new GrantgraphError('not-readable', `\`${this.connection.place}\` cannot be read yet`, { exit: 4 });
  }

  async close(): Promise<void> {}
}
