import type { Value } from '../../grammar/ast.js';
import type { Diagnostic } from '../../grammar/diagnostics.js';
import { unknownName } from '../../grammar/suggest.js';
import { awsRegions, regionCode } from '../catalogue/aws-regions.js';

/** A region that is none holds nothing, so that the answer would be "nobody"; null for a parameter that has no value yet. */
export function unknownRegion(text: string, { kind, span }: Pick<Value, 'kind' | 'span'>): Diagnostic | null {
  if ((kind === 'parameter' && text === '') || regionCode(text) !== undefined) return null;
  const names = awsRegions.flatMap(([code, name]) => [name, code]);
  return unknownName(
    'region',
    'unknown-region',
    text,
    span,
    names,
    'give a code or name, such as `eu-west-2` or `AWS London`',
  );
}
