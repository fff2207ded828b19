/**
 * Kleene's three values, with the request keys that keep a value open. `false and unknown = false`, `true or unknown = true`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html decides two-valued; the third value is a
 * key the request was given no value for.
 */
export type Truth =
  | { readonly is: 'yes' }
  | { readonly is: 'no' }
  | { readonly is: 'open'; readonly keys: readonly string[] };

export const yes: Truth = { is: 'yes' };
export const no: Truth = { is: 'no' };

export function open(keys: readonly string[]): Truth {
  return { is: 'open', keys };
}

export function truthOf(value: boolean): Truth {
  return value ? yes : no;
}

export function not(value: Truth): Truth {
  if (value.is === 'open') return value;
  return value.is === 'yes' ? no : yes;
}

export function every(values: readonly Truth[]): Truth {
  if (values.some((value) => value.is === 'no')) return no;
  return openOr(values, yes);
}

export function some(values: readonly Truth[]): Truth {
  if (values.some((value) => value.is === 'yes')) return yes;
  return openOr(values, no);
}

function openOr(values: readonly Truth[], otherwise: Truth): Truth {
  const keys = values.flatMap((value) => (value.is === 'open' ? value.keys : []));
  return values.some((value) => value.is === 'open') ? open([...new Set(keys)].sort()) : otherwise;
}
