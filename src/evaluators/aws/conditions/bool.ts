import { isBoolean } from './booleans.js';
import { type BaseOperator, plain } from './operator.js';

/** `true` and `false` alone. The operators page lets variables stand here, though the variables page does not list it. */
export const bool: BaseOperator = {
  ...plain('Bool', (request, policy) => isBoolean(request) && request.toLowerCase() === policy.toLowerCase()),
  variables: true,
  sensible: isBoolean,
};
