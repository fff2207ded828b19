import type { AccessRow, Destination, GrantingPolicy, KnownColumns } from '../access/contract.js';

/** A row, whole or as far as it is known. */
export type Known = KnownColumns & Partial<AccessRow>;

/** The destination of a row, or the resource it will be about. */
export function destinationOf(row: Known): Destination {
  return (row.destination ?? row.place ?? row.granted) as Destination;
}

/** The granter of a row, or what its statement tells of it. */
export function policyOf(row: Known): GrantingPolicy {
  return (row.granter ?? row.policy)!;
}
