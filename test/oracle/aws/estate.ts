import { type Actor, actorsOf } from './estate/actors.js';
import { objectNames } from './estate/contents.js';
import type { Estate, ResourceRecord } from './estate/dump.js';
import { identitiesOf, resourcesFor } from './estate/inventory.js';
import { decidePair, type Located, locate } from './estate/pair.js';
import { type Answer, best, denied, ofContents, stricter } from './estate/verdicts.js';

export type { AccountDump, Estate } from './estate/dump.js';
export type { Answer } from './estate/verdicts.js';

export interface Found extends Answer {
  readonly id: string;
}

export interface OracleEstate {
  /** `principal`: ARN, account id, service host, `<identityStoreId>/user/<UserId>`, `public` or `authenticated`. */
  check(principal: string, action: string, resource: string): Answer;
  /** Every identity of the estate whose verdict is not deny, by its own sessions. */
  who(action: string, resource: string): readonly Found[];
  /** Every resource of the inventory to which the action applies and whose verdict is not deny. */
  what(principal: string, action: string): readonly Found[];
}

/** Brute force over everything the dump holds. `now`: ISO instant of the question. */
export function oracleEstate(estate: Estate, now = new Date().toISOString()): OracleEstate {
  const check = (principal: string, action: string, resource: string) =>
    best(actorsOf(estate, principal).map((actor) => decideActor(estate, actor, action, resource, now)));
  const notDenied = (found: readonly Found[]) => found.filter((one) => one.verdict !== 'deny');
  return {
    check,
    who: (action, resource) => notDenied(identitiesOf(estate).map((id) => ({ id, ...check(id, action, resource) }))),
    what: (principal, action) =>
      notDenied(resourcesFor(estate, action).map((id) => ({ id, ...check(principal, action, id) }))),
  };
}

/** Asked of a bucket, an action on objects means its contents. */
function decideActor(estate: Estate, actor: Actor, action: string, resource: string, now: string): Answer {
  if (!isObjectAction(action) || !/^arn:aws:s3:::[^/]+$/.test(resource)) {
    return decideNamed(estate, actor, action, resource, now);
  }
  const names = objectNames(estate, actor, resource);
  return ofContents(names.map((name) => decideNamed(estate, actor, action, `${resource}/${name}`, now)));
}

export function isObjectAction(action: string): boolean {
  return /^s3:(Get|Put|Delete)Object/i.test(action);
}

function decideNamed(estate: Estate, actor: Actor, action: string, resource: string, now: string): Answer {
  const located = locate(estate, resource);
  const own = decidePair(estate, actor, action, located, now);
  const key = /^s3:GetObject$/i.test(action) ? keyOf(estate, located.record) : undefined;
  if (key === undefined) return own;
  // An anonymous caller never has the key. S3/UsingKMSEncryption.
  return stricter(own, actor.principal === '*' ? denied : decidePair(estate, actor, 'kms:Decrypt', key, now));
}

/** The customer key of the bucket, where the dump holds it. */
function keyOf(estate: Estate, bucket: ResourceRecord | undefined): Located | undefined {
  if (bucket?.KmsKeyArn === undefined) return undefined;
  const located = locate(estate, bucket.KmsKeyArn);
  return located.record === undefined ? undefined : located;
}
