import type { Value } from '../../grammar/ast.js';
import type { ValueType } from './attributes.js';

export type Parameters = Readonly<Record<string, string | number | boolean>>;

/**
 * A parameter as the value that was given, so that every rule sees it; not given ones stay parameters. Shells cannot tell text
 * from numbers and truth values: where text is wanted, the given value is read as text.
 */
export function given(value: Value, parameters: Parameters | undefined, type: ValueType): Value {
  if (value.kind !== 'parameter' || parameters === undefined || !Object.hasOwn(parameters, value.name)) return value;
  const found = parameters[value.name]!;
  const { span } = value;
  if (type === 'string') return { kind: 'string', value: String(found), span };
  if (typeof found === 'string') return { kind: 'string', value: found, span };
  return typeof found === 'number' ? { kind: 'number', value: found, span } : { kind: 'boolean', value: found, span };
}
