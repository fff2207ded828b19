import type { ActionInfo } from '../../catalogue/contract.js';
import { actionKeys } from '../../graph/generation-index.js';
import type { AwsEstate } from './estate.js';

/**
 * Documents with an Allow that may meet one of the actions on what each is decided on: the resource, or its contents. Names that only
 * begin like the resource's are not met. One look-up for the actions that are decided on the same; documents in their order.
 */
export function allowingDocuments(
  { catalogue, set }: AwsEstate,
  resource: string,
  actions: readonly ActionInfo[],
): readonly number[] {
  const targets = new Map<string, { readonly text: string; readonly pattern: boolean; readonly keys: Set<string> }>();
  for (const { name } of actions) {
    const target = catalogue.target(name, resource);
    if (!target.applies) continue;
    const { resource: text, pattern } = target;
    const known = targets.get(`${pattern}${text}`) ?? { text, pattern, keys: new Set<string>() };
    for (const key of actionKeys(name)) known.keys.add(key);
    targets.set(`${pattern}${text}`, known);
  }
  const found = new Set<number>();
  for (const { text, pattern, keys } of targets.values())
    for (const document of set.allowDocuments([...keys], text, pattern)) found.add(document);
  return [...found].sort((left, right) => left - right);
}
