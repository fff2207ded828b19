import type { Coverage, NotCollected } from '../access/contract.js';
import type { Beyond } from '../planner/index.js';

/** Adds what the question asks about and nothing collected can tell: an empty answer then says why it is empty. */
export function withBeyond(coverage: Coverage, { providers, attributes }: Beyond, unknown: Iterable<string>): Coverage {
  const missing = (layer: string, scope: string, direction: NotCollected['direction'] = 'gain'): NotCollected => ({
    layer,
    scope,
    couldFlip: true,
    direction,
  });
  return {
    scopes: coverage.scopes,
    notCollected: [
      ...coverage.notCollected,
      ...providers.map((provider) => missing('provider', provider)),
      ...attributes.map(({ name, direction }) => missing('attribute', name, direction)),
      ...[...unknown].map((text) => missing('identities', text)),
    ],
  };
}

/** Nothing was collected by that day. */
export function nothingBy(day: string): Coverage {
  return { scopes: [], notCollected: [{ layer: 'snapshot', scope: day, couldFlip: true, direction: 'gain' }] };
}
