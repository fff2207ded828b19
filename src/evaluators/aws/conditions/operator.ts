import type { Comparison } from './dates.js';

/** How one request value meets one (expanded) policy value. */
export type ValueTest = (request: string, policy: string) => boolean;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export interface BaseOperator {
  readonly name: string;
  readonly test: ValueTest;
  /** True where no value of the policy is met. */
  readonly negated: boolean;
  /** Policy variables are filled in. */
  readonly variables: boolean;
  /** `*` and `?` of the policy value are wildcards. */
  readonly wildcards: boolean;
  readonly dates?: Comparison;
  /** Can some value of a request meet this policy value at all? Absent = every text can. */
  readonly sensible?: (policy: string) => boolean;
}

export interface Operator extends BaseOperator {
  /** As written in the policy. */
  readonly text: string;
  readonly ifExists: boolean;
  readonly set: 'all' | 'any' | null;
  readonly null: boolean;
}

/** An operator that takes its policy values as they stand. */
export function plain(name: string, test: ValueTest): BaseOperator {
  return { name, test, negated: false, variables: false, wildcards: false };
}

/** The same test under its negated name. */
export function negation(name: string, of: BaseOperator): BaseOperator {
  return { ...of, name, negated: true };
}
