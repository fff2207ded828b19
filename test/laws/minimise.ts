/** Parts of a policy input or an estate that can be taken away and leave something valid. */
const optional: ReadonlySet<string> = new Set([
  'Condition',
  'permissionBoundaries',
  'sessionPolicies',
  'serviceControlPolicies',
  'resourceControlPolicies',
  'resourcePolicy',
  'vpcEndpointPolicies',
  'managementAccount',
  'organization',
  'identityCenter',
  'Tags',
  'NotCollected',
  'PermissionsBoundary',
  'Policy',
  'Grants',
  'Acl',
  'PublicAccessBlock',
  'KmsKeyArn',
  'RunsAs',
  'Constraints',
  'Sid',
  'InlinePolicy',
]);

/** Maps whose entries can each be taken away. */
const maps: ReadonlySet<string> = new Set(['context']);

/** Lists that must keep one element. */
const kept: ReadonlySet<string> = new Set([
  'Statement',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'AWS',
  'Service',
  'Federated',
  'PolicyVersionList',
  'Roots',
  'accounts',
]);

type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/**
 * Greedy: takes one thing away after the other as long as the fault stays; ends when nothing more can go. A candidate that makes
 * `stillFails` throw is not taken.
 */
export async function minimise<T>(value: T, stillFails: (candidate: T) => boolean | Promise<boolean>): Promise<T> {
  let current = value;
  for (let again = true; again; ) {
    again = false;
    for (const candidate of smaller(current as Json, '')) {
      if (!(await holds(candidate as T, stillFails))) continue;
      current = candidate as T;
      again = true;
      break;
    }
  }
  return current;
}

async function holds<T>(candidate: T, stillFails: (candidate: T) => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await stillFails(candidate);
  } catch {
    return false;
  }
}

/** Every value that lacks one thing; big things first. `name`: the key under which the value stands. */
function* smaller(value: Json, name: string): Generator<Json> {
  if (Array.isArray(value)) yield* smallerList(value, name);
  else if (typeof value === 'object' && value !== null) {
    yield* smallerObject(value as { readonly [key: string]: Json }, name);
  }
}

function* smallerList(list: readonly Json[], name: string): Generator<Json> {
  const least = kept.has(name) || name.startsWith('test:') ? 1 : 0;
  if (list.length > least) {
    for (let at = 0; at < list.length; at += 1) yield list.filter((_, other) => other !== at);
  }
  for (let at = 0; at < list.length; at += 1) {
    for (const part of smaller(list[at]!, '')) yield list.map((one, other) => (other === at ? part : one));
  }
}

function* smallerObject(object: { readonly [key: string]: Json }, name: string): Generator<Json> {
  const keys = Object.keys(object);
  for (const key of keys) {
    const removable = optional.has(key) || maps.has(name) || (isCondition(name) && keys.length > 1);
    if (removable) yield Object.fromEntries(Object.entries(object).filter(([other]) => other !== key));
  }
  for (const key of keys) {
    const inner = name === 'Condition' ? `operator:${key}` : name.startsWith('operator:') ? `test:${key}` : key;
    for (const part of smaller(object[key]!, inner)) yield { ...object, [key]: part };
  }
}

function isCondition(name: string): boolean {
  return name === 'Condition' || name.startsWith('operator:');
}
