import type { AttributeValue } from './attributes.js';
import type { AzureRequest, Plane } from './contract.js';
import { withKnown } from './known-attributes.js';

/** One request, prepared for many assignments. */
export interface Prepared {
  readonly request: AzureRequest;
  /** Lower case. */
  readonly action: string;
  readonly plane: Plane;
  readonly lookup: (key: string) => AttributeValue;
}

export function prepare(request: AzureRequest): Prepared {
  const lookup = withKnown(request.scope.text, request.attributes);
  return { request, action: request.action.toLowerCase(), plane: request.plane, lookup };
}
