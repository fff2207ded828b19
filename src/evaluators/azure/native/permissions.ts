import { type Condition, compileCondition } from '../conditions/index.js';
import type { ActionSet, PermissionBlock } from '../contract.js';
import { actionPattern } from '../wildcard.js';
import { bad, type Field, field, type Json, records, text, texts } from './fields.js';

/** `permissions[]`; PowerShell prints the one block of a role beside its name. */
export function readPermissions(json: Json, path: string): readonly PermissionBlock[] {
  const list = field(json, path, 'permissions');
  if (list !== null) return blocks(list);
  if (field(json, path, 'actions') === null && field(json, path, 'dataActions') === null)
    throw bad('missing-field', '`permissions` is missing', `${path}/permissions`);
  return [block(json, path)];
}

function blocks({ value, path }: Field): readonly PermissionBlock[] {
  return records(value, path).map((one) => block(one.json, one.path));
}

function block(json: Json, path: string): PermissionBlock {
  return {
    control: actions(texts(json, path, 'actions'), texts(json, path, 'notActions')),
    data: actions(texts(json, path, 'dataActions'), texts(json, path, 'notDataActions')),
    condition: readCondition(json, path),
  };
}

function actions(written: readonly string[], unless: readonly string[]): ActionSet {
  return { include: written.map(actionPattern), exclude: unless.map(actionPattern), written, unless };
}

/** `condition` with its `conditionVersion`. A text that cannot be read is kept: what it may do is unknown. */
export function readCondition(json: Json, path: string): Condition | null {
  const written = text(json, path, 'condition');
  return written === null ? null : compileCondition(written, text(json, path, 'conditionVersion'));
}
