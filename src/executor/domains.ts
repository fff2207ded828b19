import { attributes } from '../planner/index.js';
import type { Plain } from './getters.js';

/**
 * All values that an attribute can have over what is collected, where they are few: a comparison that none of them meets needs
 * no row to be looked at. Null stands for rows of everyone, and for what nothing fills.
 */
export const domains: Readonly<Record<string, readonly Plain[]>> = {
  ...Object.fromEntries(attributes.filter((one) => one.unfilled).map((one) => [one.name, [null]])),
  'source.cloud.type': ['AWS', null],
  'grantedby.cloud.type': ['AWS'],
  'dest.cloud.type': ['AWS', null],
  'grantedby.level.id': [null],
  'grantedby.level.name': [null],
  'grantedby.level.type': [null],
  'grantedby.cloud.policy.type': [
    'AWS Managed Policy',
    'Customer Managed Policy',
    'Inline Policy',
    'Resource-based Policy',
  ],
  'source.idp.service': ['AWS Identity Center', null],
  'source.idp.domain': [null],
  verdict: ['allow', 'conditional', 'unknown'],
};
