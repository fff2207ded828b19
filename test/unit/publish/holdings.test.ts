import { describe, expect, it } from 'vitest';
import type { AccessRow, Source } from '../../../src/access/contract.js';
import type { Hop } from '../../../src/evaluators/verdict.js';
import { holdingsOf, regexOf } from '../../../src/publish/holdings.js';

const source = (name: string): Source => ({
  ...{ id: `arn:aws:iam::111122223333:user/${name}`, name, type: 'user', service: 'iam', account: '111122223333' },
  ...{ region: null, public: false, external: false, user: true, tags: {}, idp: null, groups: [], node: null },
});

interface Given {
  readonly by?: string;
  readonly action?: string;
  readonly levels?: AccessRow['action']['levels'];
  readonly pattern?: string;
  readonly policy?: string;
  readonly path?: readonly Hop[];
  readonly more?: Partial<AccessRow>;
}

function row(name: string, given: Given = {}): AccessRow {
  const { by = name, action = 's3:GetObject', levels = ['Data Read'], pattern = 'arn:aws:s3:::b/*' } = given;
  const ofResource = by.startsWith('bucket');
  const granter = { entityId: by, entityName: by, entityType: ofResource ? 'resource' : 'user' };
  return {
    source: source(name),
    path: given.path ?? [],
    granter: {
      ...{ ...granter, entityAccount: null, entityTags: {}, entityLastUsed: null },
      ...{
        policyId: given.policy ?? 'own',
        policyName: given.policy ?? 'own',
        policyType: ofResource ? 'Resource-based Policy' : 'Inline Policy',
      },
      ...{ policyAccount: null, policyTags: {}, statement: 0, excessive: false, conditions: [] },
    },
    action: {
      id: 1,
      name: action,
      service: 's3',
      levels,
      administrative: action === 's3:PutBucketPolicy',
      resourceTypes: ['object'],
    },
    destination: {
      ...{ pattern, id: null, name: 'b/*', type: 'object', service: 's3', account: '111122223333' },
      ...{ region: '*', tags: null, wildcard: true },
    },
    ...{ verdict: 'allow', residual: null, until: null, because: [], exceptions: [] },
    ...given.more,
  };
}

const holdings = (rows: readonly (AccessRow | null)[]) => [...holdingsOf(rows)].filter((one) => one !== null);

describe('holdings', () => {
  it('are one for each identity and way, with one edge for each destination, level, verdict and condition', () => {
    const open = {
      residual: { all: [{ key: 'aws:SourceVpc', operator: 'StringEquals', values: ['v'] }, { resource: ['x*'] }] },
    };
    const found = holdings([
      row('ana', { action: 's3:PutObject', levels: ['Data Write'] }),
      row('ana', { policy: 'more' }),
      row('ana', { action: 's3:GetObjectTagging' }),
      row('ana', { action: 's3:CopyObject', levels: ['Data Read', 'Data Write'] }),
      row('ana', { action: 's3:PutBucketPolicy', levels: ['Metadata Write'] }),
      row('ana', {
        action: 's3:GetObjectAcl',
        more: { verdict: 'conditional', ...open, until: '2027-01-01T00:00:00Z' },
      }),
      row('ben', { action: 's3:PutObject', levels: ['Data Write'] }),
    ]);
    expect(found.map(({ identity, hops, through }) => [identity.name, hops, through])).toEqual([
      ['ana', [], []],
      ['ben', [], []],
    ]);
    const said = found[0]!.rights.can.map(
      ({ level, verdict, actions, administrative, conditions, until, policies }) => [
        level,
        verdict,
        actions,
        administrative,
        conditions,
        until,
        policies,
      ],
    );
    expect(said).toEqual([
      ['Data Read', 'allow', ['s3:CopyObject', 's3:GetObject', 's3:GetObjectTagging'], [], [], null, ['more', 'own']],
      [
        ...['Data Read', 'conditional', ['s3:GetObjectAcl'], []],
        ...[['aws:SourceVpc is v', 'the name matches x*'], '2027-01-01T00:00:00Z', ['own']],
      ],
      ['Data Write', 'allow', ['s3:CopyObject', 's3:PutObject'], [], [], null, ['own']],
      ['Metadata Write', 'allow', ['s3:PutBucketPolicy'], ['s3:PutBucketPolicy'], [], null, ['own']],
    ]);
    expect(found[0]!.rights.name).toBe('more, own');
    expect(found[0]!.rights.can[0]!.destination).toEqual({
      ...{ pattern: 'arn:aws:s3:::b/*', name: 'b/*', service: 's3', account: '111122223333', region: '*' },
      ...{ wildcard: true, regex: 'arn:aws:s3:::b/.*' },
    });
  });

  it('have equal digests for equal rights, in whatever order they were found', () => {
    const [a, b] = [{ action: 's3:GetObject' }, { action: 's3:GetObjectAcl', pattern: 'arn:aws:s3:::c' }];
    const found = holdings([row('ana', a), row('ana', b), row('ben', b), row('ben', a), row('cy', a)]);
    const [ana, ben, cy] = found.map(({ rights }) => rights.digest);
    expect(ana).toBe(ben);
    expect(cy).not.toBe(ana);
  });

  it('tell by which way a right is held: the session, not the group that carries the policy', () => {
    const role = 'arn:aws:iam::111122223333:role/r';
    const person: Hop[] = [
      { hop: 'member', from: 'p', to: 'g' },
      { hop: 'sso', from: 'g', to: role },
    ];
    const found = holdings([
      row('ana', { path: person, by: role }),
      row('ben', { path: [{ hop: 'member', from: 'ben', to: 'devs' }], by: 'devs' }),
    ]);
    expect(found.map(({ hops, through }) => [hops, through])).toEqual([
      [
        ['member', 'sso'],
        ['g', role],
      ],
      [[], []],
    ]);
  });

  it('let each run of rows go: of an actor, and of a resource that grants', () => {
    const iterator = holdingsOf([row('ana'), null, row('ben', { by: 'bucket b' }), row('ana', { by: 'bucket b' })])[
      Symbol.iterator
    ]();
    const names: unknown[] = [];
    for (let next = iterator.next(); !next.done; next = iterator.next())
      names.push(next.value && [next.value.identity.name, next.value.rights.name]);
    expect(names).toEqual([null, ['ana', 'own'], ['ben', 'own of bucket b'], ['ana', 'own of bucket b']]);
  });

  it('are cut where the database could not keep a text', () => {
    const long = `arn:aws:s3:::b/${'x'.repeat(9000)}*`;
    const [{ rights }] = holdings([row('ana', { pattern: long })]) as [ReturnType<typeof holdings>[number]];
    const { pattern, regex } = rights.can[0]!.destination;
    expect([pattern.length, pattern.endsWith('…'), regex.length]).toEqual([2000, true, long.length + 1]);
  });
});

describe('the expression of a granted text', () => {
  it('matches what the text does', () => {
    const cases = [
      ['*', '.*'],
      ['arn:aws:s3:::a-b_c/d@e', 'arn:aws:s3:::a-b_c/d@e'],
      ['arn:aws:s3:::b.c/*', 'arn:aws:s3:::b\\.c/.*'],
      ['home/${aws:username}/?x', 'home/.*/.x'],
      ['${*}a${?}${$}', '\\*a\\?\\$'],
      ['äö😀.', 'äö😀\\.'],
      ['a$b{c}(d)[e]^f|g+h\\i', 'a\\$b\\{c\\}\\(d\\)\\[e\\]\\^f\\|g\\+h\\\\i'],
    ];
    for (const [text, expression] of cases) expect(regexOf(text!)).toBe(expression);
  });
});
