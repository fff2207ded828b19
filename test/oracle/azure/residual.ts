import type { Residual } from '../../../src/evaluators/verdict.js';
import { valuesOf } from './condition.js';
import type { AzureCase } from './input.js';
import { compared } from './operators.js';

/** Does what remains hold once everything is known? null = the residual uses a word that only people read. */
export function residualHolds(residual: Residual, whole: AzureCase): boolean | null {
  if ('all' in residual) return joined(residual.all, whole, (parts) => parts.every(Boolean));
  if ('any' in residual) return joined(residual.any, whole, (parts) => parts.some(Boolean));
  if ('not' in residual) {
    const inner = residualHolds(residual.not, whole);
    return inner === null ? null : !inner;
  }
  if (!('key' in residual)) return null;
  return leafHolds(residual, whole);
}

function joined(
  parts: readonly Residual[],
  whole: AzureCase,
  join: (parts: readonly boolean[]) => boolean,
): boolean | null {
  const each = parts.map((one) => residualHolds(one, whole));
  return each.includes(null) ? null : join(each as readonly boolean[]);
}

type Leaf = Extract<Residual, { readonly key: string }>;

function leafHolds({ key, operator, values }: Leaf, whole: AzureCase): boolean | null {
  if (operator === 'SubOperationMatches')
    return String(whole.context['SubOperation'] ?? '').toLowerCase() === values[0]!.toLowerCase();
  const known = valuesOf(whole, key) ?? null;
  if (operator === 'Exists') return known !== null;
  const others = values.length === 1 && values[0]!.startsWith('@') ? (valuesOf(whole, values[0]!) ?? null) : values;
  if (operator.endsWith(' from the right')) return null;
  return known !== null && others !== null && compared(operator, known, others);
}
