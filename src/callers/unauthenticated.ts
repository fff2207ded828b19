import { GrantgraphError } from '../base/errors.js';

/** One text for every reason: it tells nobody whether an id exists, a secret was nearly right or a token expired. */
export function unauthenticated(cause?: unknown): GrantgraphError {
  return new GrantgraphError('unauthenticated', 'no valid credential came with this request', {
    exit: 2,
    hint: 'send `Authorization: Bearer TOKEN`; grantgraph token create makes one',
    ...(cause === undefined ? {} : { cause }),
  });
}
