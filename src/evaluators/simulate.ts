import { GrantgraphError } from '../base/errors.js';
import { duplicateName } from '../base/json-duplicates.js';
import { simulateAws } from './aws/simulate.js';
import { simulateAzure } from './azure/simulate.js';
import type { Decision } from './verdict.js';

const providers: Readonly<Record<string, (input: unknown) => Decision>> = {
  aws: simulateAws,
  azure: simulateAzure,
};

/** One line in, one line out; what is wrong with the input stands in the answer. */
export function simulateLine(line: string): string {
  try {
    let input: unknown;
    try {
      input = JSON.parse(line);
    } catch (cause) {
      throw new GrantgraphError('invalid-json', 'the line is not JSON', { place: { path: '' }, cause });
    }
    // What comes back as it went in has lost no name.
    const twice = JSON.stringify(input) === line ? null : duplicateName(line);
    if (twice !== null)
      throw new GrantgraphError('duplicate-key', 'a name stands twice in one object', { place: { path: twice } });
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      throw new GrantgraphError('invalid-input', 'an object is expected', { place: { path: '' } });
    const { provider } = input as { provider?: unknown };
    if (provider === undefined)
      throw new GrantgraphError('missing-field', '`provider` is missing', { place: { path: '/provider' } });
    const decide = typeof provider === 'string' && Object.hasOwn(providers, provider) ? providers[provider] : undefined;
    if (!decide)
      throw new GrantgraphError('unknown-provider', `no evaluator for provider \`${String(provider)}\``, {
        place: { path: '/provider' },
      });
    const { verdict, explicit, because, residual } = decide(input);
    return JSON.stringify({ verdict, explicit, because, ...(residual === null ? {} : { residual }) });
  } catch (error) {
    if (!(error instanceof GrantgraphError)) throw error;
    return JSON.stringify({ error: { code: error.code, message: error.message, path: error.place?.path ?? '' } });
  }
}
