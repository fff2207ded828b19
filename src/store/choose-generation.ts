import { GrantgraphError } from '../base/errors.js';
import type { Generation } from './contract.js';

export interface AsOf {
  readonly generation?: number;
  readonly date?: string;
}

/**
 * The latest generation, a numbered one, or the last whose data is not younger than the date (a day without a time means its end).
 * A generation stands for everything known then: data that was ingested late counts from its ingest on. Errors: `empty-store`
 * (`place` says of what), `no-generation`, `invalid-date`.
 */
export function chooseGeneration(generations: readonly Generation[], asOf: AsOf, place: string): Generation {
  const found = find(generations, asOf);
  if (found) return found;
  if (generations.length === 0)
    throw new GrantgraphError('empty-store', `nothing was ingested into \`${place}\` yet`, {
      hint: 'grantgraph ingest aws --from DUMP',
    });
  throw new GrantgraphError('no-generation', `no data from ${asOf.date ?? `generation ${asOf.generation}`}`, {
    exit: 2,
    hint: 'see grantgraph snapshots',
  });
}

function find(generations: readonly Generation[], { generation, date }: AsOf): Generation | undefined {
  if (generation !== undefined) return generations.find((one) => one.number === generation);
  if (date === undefined) return generations.at(-1);
  const limit = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T23:59:59.999Z`) : Date.parse(date);
  if (Number.isNaN(limit))
    throw new GrantgraphError('invalid-date', `\`${date}\` is not a date`, {
      exit: 2,
      hint: 'write it as 2026-11-24 or 2026-11-24T10:00:00Z',
    });
  return generations.findLast((one) => Date.parse(one.collectedAt) <= limit);
}
