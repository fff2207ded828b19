import { expect, it } from 'vitest';
import type { ClassGrant, IdentityClass, IndexRecord } from '../../src/graph/generation-index.js';
import { actionKeys } from '../../src/graph/generation-index.js';
import type { WorkingSet } from '../../src/store/contract.js';
import { account, arnOf, codeOf, estate, otherAccount, partOf, secondDay, store, user } from './sample.js';
import type { Bench } from './store.js';

const pattern = (local: number, actionKey: string, prefix: string): IndexRecord => ({
  ...{ record: 'pattern', local, actionKey, prefix },
});
const document = (local: number): IndexRecord => ({
  record: 'document',
  local,
  json: { Version: '2012-10-17', local },
});
const grantee = (key: string, name: string): IndexRecord => ({
  ...{ record: 'grantee', key, node: arnOf('role', name), kind: 'role', name },
});

function grant(local: number, more: Partial<ClassGrant> = {}): ClassGrant {
  const policy = `arn:aws:iam::${account}:policy/p${local}`;
  return { local, policy, name: `p${local}`, type: 'Customer Managed Policy', group: null, ...more };
}

function classOf(
  grants: readonly ClassGrant[],
  members: readonly string[],
  more: Partial<IdentityClass> = {},
): IndexRecord {
  return { record: 'class', body: { kind: 'user', account, grants, groups: [], ...more }, members };
}

const ana = arnOf('user', 'ana');
const bo = arnOf('user', 'bo');

/** Documents of the part `identities` by the number that the part gave them. */
function locals(set: WorkingSet, documents: Iterable<number>, scope = account): number[] {
  const first = set.documentKey(scope, 'identities', 0);
  return [...documents].map((key) => key - first).sort((a, b) => a - b);
}

/** The index of a generation: written with its part, answered with its generation. */
export function indexConformance(bench: Bench): void {
  it('gives classes, their members and their documents', async () => {
    const target = await bench.fresh();
    const more: Partial<IdentityClass> = {
      ...{
        boundary: { policy: 'arn:b', local: 1 },
        groups: ['g'],
        tags: { Team: null, Cost: '7' },
        serviceLinked: true,
      },
      props: { path: '/x/' },
    };
    const grants = [grant(0, { group: 'g' }), grant(1, { name: 'in "line"', type: 'Inline Policy' })];
    await store(target, [
      {
        facts: [user('ana'), user('bo'), user('cy')],
        index: [
          document(0),
          document(1),
          classOf(grants, [ana, bo], more),
          classOf([grants[0]!], [arnOf('user', 'cy')]),
        ],
      },
    ]);
    const set = await estate(target);
    const keys = [...set.classKeys()];
    expect(keys).toHaveLength(2);
    const key = set.classOf(ana)!;
    expect(set.classOf(bo)).toBe(key);
    expect(keys).toContain(key);
    expect(set.classOf(arnOf('user', 'cy'))).toBe(keys.find((one) => one !== key));
    expect(set.classOf('nobody')).toBeUndefined();
    expect(set.classView(key)).toEqual({
      ...{ key, scope: account, size: 2 },
      record: { kind: 'user', account, grants, ...more },
    });
    expect([...set.members(key)].sort()).toEqual([ana, bo]);
    expect([...set.holders(set.documentKey(account, 'identities', 0))].sort()).toEqual([...keys].sort());
    expect([...set.holders(set.documentKey(account, 'identities', 1))]).toEqual([key]);
    expect(set.document(set.documentKey(account, 'identities', 1))).toEqual({ Version: '2012-10-17', local: 1 });
  });

  it('gives each member of a large class once', async () => {
    const target = await bench.fresh();
    const members = Array.from({ length: 1234 }, (_, at) => arnOf('user', `u${at}`));
    await store(target, [
      { facts: [user('u0')], index: [document(0), classOf([grant(0)], [...members, members[7]!])] },
    ]);
    const set = await estate(target);
    const key = set.classOf(members[1233]!)!;
    expect([...set.members(key)].sort()).toEqual([...members].sort());
    expect(set.classView(key).size).toBe(1234);
  });

  it('keeps the indexes of parts apart, and classes by account', async () => {
    const target = await bench.fresh();
    const elsewhere = arnOf('user', 'ana', otherAccount);
    await store(target, [
      { facts: [user('ana')], index: [document(0), classOf([grant(0)], [ana])] },
      {
        part: { scope: otherAccount },
        facts: [user('ana', {}, { id: elsewhere, account: otherAccount })],
        index: [document(0), document(1), classOf([grant(1)], [elsewhere], { account: otherAccount })],
      },
    ]);
    const set = await estate(target);
    expect(set.documentKey(account, 'identities', 0)).not.toBe(set.documentKey(otherAccount, 'identities', 0));
    expect([...set.classKeys(account)]).toEqual([set.classOf(ana)]);
    expect([...set.classKeys(otherAccount)]).toEqual([set.classOf(elsewhere)]);
    expect([...set.classKeys()]).toHaveLength(2);
    expect(set.classView(set.classOf(elsewhere)!).scope).toBe(otherAccount);
    expect([...set.holders(set.documentKey(otherAccount, 'identities', 1))]).toEqual([set.classOf(elsewhere)]);
    expect([...set.holders(set.documentKey(otherAccount, 'identities', 0))]).toEqual([]);
    expect([...set.classKeys('000000000000')]).toEqual([]);
  });

  it('finds documents that may allow an action on a resource', async () => {
    const target = await bench.fresh();
    const patterns = [
      pattern(0, 's3:getobject', 'arn:aws:s3:::logs/'),
      pattern(1, 's3:*', ''),
      pattern(2, '*', 'arn:aws:s3:::logs/2026'),
      pattern(3, 's3:putobject', 'arn:aws:s3:::logs/'),
      pattern(4, 's3:getobject', 'arn:aws:s3:::other/'),
      pattern(5, 's3:getobject', 'arn:aws:s3:::logs/2026/x'),
      pattern(5, 's3:*', 'arn:aws:s3:::logs/2026/x'),
      pattern(6, 'sqs:*', ''),
      pattern(7, 's3:getobject', 'arn:aws:s3:::LOGS/'),
      pattern(8, 's3:getobject', 'arn:aws:s3:::logs/2026/xylophone'),
    ];
    const documents = Array.from({ length: 9 }, (_, local) => document(local));
    await store(target, [{ facts: [user('ana')], index: [...documents, ...patterns] }]);
    const set = await estate(target);
    const allowing = (action: string, resource: string, isPattern = false) =>
      locals(set, set.allowDocuments(actionKeys(action), resource, isPattern));
    expect(allowing('s3:GetObject', 'arn:aws:s3:::logs/2026/x')).toEqual([0, 1, 2, 5]);
    expect(allowing('s3:PutObject', 'arn:aws:s3:::logs/2026/x')).toEqual([1, 2, 3, 5]);
    expect(allowing('s3:GetObject', 'arn:aws:s3:::logs')).toEqual([1]);
    expect(allowing('s3:GetObject', '')).toEqual([1]);
    expect(allowing('ec2:RunInstances', 'arn:aws:s3:::logs/2026')).toEqual([2]);
    expect(allowing('s3:GetObject', 'arn:aws:s3:::logs/2026/x*')).toEqual([0, 1, 2, 5]);
    // A glob meets patterns on its way, and those that begin with its literal text.
    expect(allowing('s3:GetObject', 'arn:aws:s3:::logs/2026/x*', true)).toEqual([0, 1, 2, 5, 8]);
    expect(allowing('s3:GetObject', 'arn:aws:s3:::logs/2*', true)).toEqual([0, 1, 2, 5, 8]);
    expect(allowing('s3:GetObject', 'arn:aws:s3:::l?gs', true)).toEqual([0, 1, 2, 5, 8]);
    expect(allowing('s3:GetObject', '*', true)).toEqual([0, 1, 2, 4, 5, 7, 8]);
    expect(allowing('sqs:SendMessage', '*', true)).toEqual([2, 6]);
    expect(set.allowDocuments([], '*', true)).toEqual([]);
  });

  it('finds whom resource-side policies name, and by which keys', async () => {
    const target = await bench.fresh();
    const keys = [
      `arn:aws:iam::${otherAccount}:role/a`,
      `arn:aws:iam::${otherAccount}:role/b`,
      '*',
      'lambda.amazonaws.com',
    ];
    const index = [grantee(keys[0]!, 'one'), grantee(keys[1]!, 'one'), grantee(keys[1]!, 'two'), grantee('*', 'three')];
    await store(target, [{ facts: [user('ana')], index }]);
    const set = await estate(target);
    const named = (...wanted: string[]) =>
      set
        .grantees(wanted)
        .map(({ name }) => name)
        .sort();
    expect(set.grantees([keys[0]!])).toEqual([{ id: arnOf('role', 'one'), kind: 'role', name: 'one' }]);
    expect(named(keys[0]!, keys[1]!)).toEqual(['one', 'two']);
    expect(named('*')).toEqual(['three']);
    expect(named('lambda.amazonaws.com')).toEqual([]);
    expect(named()).toEqual([]);
    expect([...set.granteeKeys(`arn:aws:iam::${otherAccount}:`)].sort()).toEqual(keys.slice(0, 2));
    expect(set.granteeKeys('arn:aws:iam::000000000000:')).toEqual([]);
    expect([...set.granteeKeys('')]).toHaveLength(3);
  });

  it('replaces the index with its part, keeps that of a part found the same, and drops it with its part', async () => {
    const target = await bench.fresh();
    const indexOf = (name: string, prefix: string) => [
      ...[document(0), classOf([grant(0)], [ana], { props: { name } })],
      ...[pattern(0, 's3:*', prefix), grantee(name, name)],
    ];
    const nameOf = (set: WorkingSet) => set.classView(set.classOf(ana)!).record.props?.['name'];
    await store(target, [{ part: { digest: 'one' }, facts: [user('ana')], index: indexOf('one', 'a') }]);
    await store(target, [{ facts: [user('ana', { age: 2 })], index: indexOf('two', 'b') }]);
    let set = await estate(target);
    expect(nameOf(set)).toBe('two');
    expect([...set.classKeys()]).toHaveLength(1);
    expect([set.grantees(['one']), set.granteeKeys('')]).toEqual([[], ['two']]);
    expect(set.allowDocuments(['s3:*'], 'a', false)).toEqual([]);
    expect(locals(set, set.allowDocuments(['s3:*'], 'b', false))).toEqual([0]);

    await store(target, [{ facts: [user('ana', { age: 2 })] }]);
    set = await estate(target);
    expect(nameOf(set)).toBe('two');
    expect(locals(set, set.allowDocuments(['s3:*'], 'b', false))).toEqual([0]);

    const renewing = await target.ingest({ collectedAt: secondDay });
    const { digest } = (await target.parts())[0]!;
    expect(renewing.unchanged(partOf({ digest }))).toBe(true);
    await renewing.commit();
    expect(nameOf(await estate(target))).toBe('two');

    const dropping = await target.ingest({ collectedAt: secondDay });
    dropping.drop(account, 'identities');
    await dropping.commit();
    set = await estate(target);
    expect(set.classOf(ana)).toBeUndefined();
    expect([[...set.classKeys()], set.granteeKeys(''), set.allowDocuments(['s3:*'], 'b', false)]).toEqual([[], [], []]);
    expect(await codeOf(() => set.documentKey(account, 'identities', 0))).toBe('unknown-part');
  });

  it('says so where there is no such part, class or document', async () => {
    const target = await bench.fresh();
    await store(target, [{ facts: [user('ana')], index: [document(0)] }]);
    const set = await estate(target);
    expect(await codeOf(() => set.documentKey(account, 'settings', 0))).toBe('unknown-part');
    expect(await codeOf(() => set.classView(999))).toBe('unknown-class');
    expect(await codeOf(() => set.document(999))).toBe('unknown-document');
    const ingest = await target.ingest({ collectedAt: secondDay });
    expect(await codeOf(() => ingest.index(partOf({ part: 'settings' }), []))).toBe('unknown-part');
    await ingest.abort();
  });
}
