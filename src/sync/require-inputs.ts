import { GrantgraphError } from '../base/errors.js';
import type { PartInput } from '../graph/fact.js';

/** Refuses inputs that could not be replaced or found again, before the store is touched. Errors: `invalid-input`. */
export function requireInputs(inputs: readonly PartInput[], collectedAt: string): void {
  if (Number.isNaN(Date.parse(collectedAt))) throw invalid(`\`${collectedAt}\` is not an instant`, undefined);
  for (const input of inputs) {
    for (const field of ['provider', 'scope', 'part', 'digest'] as const) {
      if (typeof input[field] !== 'string' || input[field] === '')
        throw invalid(`a part of \`${input.source}\` names no ${field}`, input.source);
    }
  }
}

function invalid(message: string, file: string | undefined): GrantgraphError {
  return new GrantgraphError('invalid-input', message, { exit: 4, ...(file ? { place: { file } } : {}) });
}
