import { describe, expect, it } from 'vitest';
import { awsIndexers } from '../../../../src/access/aws/index/factory.js';
import type { Fact } from '../../../../src/graph/fact.js';
import type { IndexRecord } from '../../../../src/graph/generation-index.js';

const account = '111122223333';
const arn = (rest: string) => `arn:aws:iam::${account}:${rest}`;
const document = (action: string) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: action, Resource: '*' },
});
const policy = (name: string): Fact => ({
  id: arn(`policy/${name}`),
  kind: 'policy',
  name,
  account,
  props: { policyType: 'Customer Managed Policy', document: document(`s3:${name}`) },
});
const group: Fact = {
  id: arn('group/team'),
  kind: 'group',
  name: 'team',
  account,
  props: {},
  edges: [{ kind: 'attached', to: arn('policy/Put') }],
};
const user = (name: string): Fact => ({
  id: arn(`user/${name}`),
  kind: 'user',
  name,
  account,
  props: {},
  edges: [
    { kind: 'attached', to: arn('policy/Get') },
    { kind: 'member-of', to: group.id },
  ],
});

/** Classes with their grants as policy, group and document: what a reader sees, whatever the numbers. */
function classesOf(facts: readonly Fact[]): unknown {
  const indexer = awsIndexers('aws', account, 'identities')!;
  for (const fact of facts) indexer.add(fact);
  const records = [...indexer.finish()];
  const documents = new Map(
    records.flatMap((record) => (record.record === 'document' ? [[record.local, record.json] as const] : [])),
  );
  const isClass = (record: IndexRecord) => record.record === 'class';
  return records.filter(isClass).map(({ body, members }) => ({
    members,
    grants: body.grants.map((grant) => ({
      policy: grant.policy,
      group: grant.group,
      json: documents.get(grant.local),
    })),
  }));
}

describe('the index of identities', () => {
  const described = [group, policy('Get'), policy('Put')];

  it('classes identities alike, whether their policies come before or after them', () => {
    const people = [user('ana'), user('bo')];
    const expected = [
      {
        members: people.map(({ id }) => id),
        grants: [
          { policy: arn('policy/Get'), group: null, json: document('s3:Get') },
          { policy: arn('policy/Put'), group: group.id, json: document('s3:Put') },
        ],
      },
    ];
    expect(classesOf([...described, ...people])).toEqual(expected);
    expect(classesOf([...people, ...described])).toEqual(expected);
    expect(classesOf([group, ...people, policy('Put'), policy('Get')])).toEqual(expected);
  });

  it('keeps a grant without a document for a policy or group that never comes', () => {
    expect(classesOf([user('ana'), policy('Put')])).toEqual([
      {
        members: [arn('user/ana')],
        grants: [
          { policy: arn('policy/Get'), group: null, json: null },
          { policy: `${group.id}/unread`, group: group.id, json: null },
        ],
      },
    ]);
  });
});
