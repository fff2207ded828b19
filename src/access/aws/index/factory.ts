import type { IndexerFactory } from '../../../graph/generation-index.js';
import { AwsIdentityIndexer } from './identities.js';
import { AwsIdentityCenterIndexer } from './identity-center.js';
import { AwsResourceIndexer } from './resources.js';

/** Which parts of AWS have an index, and what builds it. */
export const awsIndexers: IndexerFactory = (provider, _scope, part) => {
  if (provider !== 'aws') return null;
  if (part === 'identities') return new AwsIdentityIndexer();
  if (part === 'resources') return new AwsResourceIndexer();
  if (part === 'identity-center') return new AwsIdentityCenterIndexer();
  return null;
};
