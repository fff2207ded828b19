import { type BaseOperator, plain } from './operator.js';

/** The operators page lets variables stand here, though the variables page does not list it. */
export const bool: BaseOperator = {
  ...plain('Bool', (request, policy) => request.toLowerCase() === policy.toLowerCase()),
  variables: true,
};
