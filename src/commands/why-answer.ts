import type { AskOptions, CheckAnswer } from '../access/contract.js';
import { GrantgraphError } from '../base/errors.js';
import { type CheckPlan, providerOfId } from '../planner/index.js';
import { withBeyond } from './beyond-coverage.js';
import type { Environment } from './environment.js';

/**
 * Why somebody may or may not. Whoever a collected account does not hold may nothing, and that is the reason; people and things
 * of a directory or provider that is not collected are not known. Errors: those of `check` for names that fit nothing.
 */
export async function whyAnswer(
  environment: Environment,
  { principal, action, resource, asOf }: CheckPlan,
  options: AskOptions,
): Promise<CheckAnswer> {
  const request = { ask: 'check', principal, action, resource } as const;
  const { access } = await environment.access(request, asOf === undefined ? undefined : { date: asOf });
  try {
    return access.check(principal, action, resource, options);
  } catch (error) {
    if (!(error instanceof GrantgraphError)) throw error;
    const providers = [principal, resource].map(providerOfId).filter((one) => one !== undefined);
    const person = error.code === 'unknown-principal' && principal.includes('@') && providers.length === 0;
    const gone = error.code === 'unknown-principal' && principal.startsWith('arn:');
    if (!person && !gone && (providers.length === 0 || !/^(unknown|invalid)-/.test(error.code))) throw error;
    const missing = person ? `identities of ${principal}` : `anything of ${[...new Set(providers)].join(', ')}`;
    return {
      verdict: gone ? 'deny' : 'unknown',
      explicit: false,
      because: [
        gone
          ? { key: 'no-such-identity', layer: 'identity', entity: principal, note: error.message }
          : { key: 'not-collected', layer: 'identity', entity: principal, note: `${missing} was not collected` },
      ],
      residual: gone ? null : { missing },
      coverage: withBeyond(
        access.coverage({ accounts: [] }, options.caller),
        { providers: [...new Set(providers)], attributes: [] },
        person ? [principal] : [],
      ),
      identities: [],
      principal,
      resource,
      action,
    };
  }
}
