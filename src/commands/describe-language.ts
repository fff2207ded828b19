import type { OperatorName } from '../../grammar/index.js';
import { attributes, operatorsOf } from '../planner/index.js';

export interface DescribedAttribute {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly description: string;
  /** Arguments in parentheses, at least and at most. */
  readonly keys: readonly [least: number, most: number];
  readonly values?: readonly string[];
  readonly operators: readonly OperatorName[];
  /** May hold several values at once. */
  readonly multi: boolean;
  /** False where nothing that is collected fills it. */
  readonly answered: boolean;
  /** A comparison that is well-formed. */
  readonly example: string;
}

/** Every attribute of the language, for whoever learns it. */
export function describeAttributes(): readonly DescribedAttribute[] {
  return attributes.map(({ name, type, description, keys, values, multi, unfilled, ...attribute }) => ({
    name,
    type,
    description,
    keys,
    ...(values ? { values } : {}),
    operators: operatorsOf({ name, type, description, keys, multi, ...attribute }),
    multi,
    answered: unfilled !== true,
    example: exampleOf(name, type, values),
  }));
}

function exampleOf(name: string, type: string, values: readonly string[] | undefined): string {
  if (name === 'source.in.group') return "source.in.group ('uk-operations') = true";
  if (name === 'grantedby.cloud.policy.condition') return "grantedby.cloud.policy.condition ('aws:SourceIp') exists";
  if (name.endsWith('.tag')) return `${name} ('team') = 'payments'`;
  if (type === 'boolean') return `${name} = true`;
  if (name === 'path.hops') return 'path.hops > 1';
  if (type === 'number') return `${name} > 90`;
  if (values) return `${name} = '${values[0]}'`;
  const sample = samples.find(([end]) => name.endsWith(end))?.[1] ?? "= 'payroll'";
  return `${name} ${sample}`;
}

const samples: readonly (readonly [end: string, comparison: string])[] = [
  ['.account', "= 'ledger-live'"],
  ['.accountgroup', "= 'Production'"],
  ['.region', "= 'AWS London'"],
  ['.service.name', "IN ('s3', 'kms')"],
  ['dest.cloud.resource.id', "= 'arn:aws:s3:::payroll'"],
  ['dest.cloud.resource.type', "= 'bucket'"],
  ['source.cloud.resource.type', "= 'user'"],
  ['entity.type', "= 'group'"],
  ['policy.type', "= 'Inline Policy'"],
  ['policy.name', "= 'AdministratorAccess'"],
  ['entity.name', "STARTS WITH 'deploy'"],
  ['action.name', "IN ('s3:GetObject', 'kms:Decrypt')"],
  ['email', "= 'mira@harbour.example'"],
  ['username', "= 'mira'"],
  ['idp.group', "= 'finance'"],
  ['idp.service', "= 'AWS Identity Center'"],
  ['.id', "ENDS WITH '/deploy'"],
];
