import { GrantgraphError } from '../base/errors.js';
import type { IngestOptions, PartName } from './contract.js';

/** Errors: `generation-taken` where the copy of a generation would get another number. */
export function requireNumber({ copyOf }: IngestOptions, next: number, place: string): void {
  if (copyOf === undefined || copyOf.number === next) return;
  throw new GrantgraphError(
    'generation-taken',
    `generation ${copyOf.number} cannot be written to \`${place}\`: ${next} comes next`,
    { hint: 'something else was ingested there meanwhile; copy into an empty store' },
  );
}

export function unknownPart({ scope, part }: PartName, generation: number): GrantgraphError {
  return new GrantgraphError('unknown-part', `no part \`${part}\` of \`${scope}\` in generation ${generation}`, {
    exit: 4,
  });
}
