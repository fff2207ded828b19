import { type AttributeLookup, type AttributeValue, attributeKey } from './attributes.js';

const account = 'Microsoft.Storage/storageAccounts';
/** Attributes that the id of a resource spells out, and where in the id. */
const spelt: readonly { readonly key: string; readonly at: RegExp }[] = [
  { key: `@Resource[${account}:name]`, at: /\/providers\/microsoft\.storage\/storageaccounts\/([^/]+)/i },
  {
    key: `@Resource[${account}/blobServices/containers:name]`,
    at: /\/providers\/microsoft\.storage\/storageaccounts\/[^/]+\/blobservices\/[^/]+\/containers\/([^/]+)/i,
  },
  {
    key: `@Resource[${account}/blobServices/containers/blobs:path]`,
    at: /\/providers\/microsoft\.storage\/storageaccounts\/[^/]+\/blobservices\/[^/]+\/containers\/[^/]+\/blobs\/(.+)$/i,
  },
  {
    key: `@Resource[${account}/queueServices/queues:name]`,
    at: /\/providers\/microsoft\.storage\/storageaccounts\/[^/]+\/queueservices\/[^/]+\/queues\/([^/]+)/i,
  },
].map(({ key, at }) => ({ key: attributeKey(key), at }));

/**
 * What the id of the resource determines is known without being given, and nobody can set it otherwise.
 * https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes
 */
export function withKnown(scope: string, given: AttributeLookup): (key: string) => AttributeValue {
  return (key) => {
    const entry = spelt.find((one) => one.key === key);
    const name = entry?.at.exec(scope)?.[1];
    if (name !== undefined) return { state: 'present', values: [name] };
    return given(key) ?? { state: 'unknown' };
  };
}
