import { describe, expect, it } from 'vitest';
import { GroupedItems, isGrouped } from '../../../../src/http/compatible/grouped-items.js';
import { columnsOf, toItem } from '../../../../src/http/compatible/permission-rows.js';

const names = {
  account: (id: string) => (id === '111122223333' ? 'ledger-live' : id),
  region: (code: string) => (code === 'eu-west-2' ? 'AWS London' : code),
};

const row = {
  id: 'r1',
  sourcePublic: false,
  sourceCloudType: 'AWS',
  sourceCloudAccount: '111122223333',
  sourceCloudRegion: '*',
  sourceCloudServiceName: 'iam',
  sourceResourceName: 'lena',
  sourceResourceType: 'user',
  sourceResourceId: 'arn:aws:iam::111122223333:user/lena',
  sourceIdpService: 'AWS Identity Center',
  sourceIdpDomain: null,
  sourceIdpEmail: 'lena@larkfield.example',
  sourceIdpUsername: 'lena',
  sourceIdpGroup: 'people',
  destCloudType: 'AWS',
  destCloudAccount: '*',
  destCloudRegion: 'eu-west-2',
  destCloudServiceName: 's3',
  destResourceName: 'payroll',
  destResourceType: 'bucket',
  destResourceId: 'arn:aws:s3:::payroll',
  effectiveActionName: 's3:ListBucket',
  grantedByCloudType: 'AWS',
  grantedByCloudPolicyId: 'arn:aws:iam::111122223333:policy/readers',
  grantedByCloudPolicyName: 'readers',
  grantedByCloudPolicyType: 'Customer Managed Policy',
  grantedByCloudPolicyAccount: '111122223333',
  grantedByCloudEntityId: 'arn:aws:iam::111122223333:group/people',
  grantedByCloudEntityName: 'people',
  grantedByCloudEntityType: 'group',
  grantedByCloudEntityAccount: '111122223333',
  grantedByLevelType: '',
  grantedByLevelId: null,
  grantedByLevelName: null,
  grantedByStatement: 'Read',
  accessedResourcesCount: null,
  lastAccessDate: '2026-11-01',
  lastAccessStatus: 'ACCESSED',
  lastAccessDays: 23,
  isWildCardDestCloudResourceName: false,
  exceptions: [{ messageCode: 'LIMITED_BY_DENY_STATEMENT' }],
  verdict: 'conditional',
  path: [],
  residual: { missing: 'x' },
  until: null,
  destPattern: 'arn:aws:s3:::payroll',
  because: [],
};

const shared = {
  id: 'r1',
  sourcePublic: false,
  sourceCloudType: 'AWS',
  sourceCloudAccount: 'ledger-live',
  sourceCloudRegion: '*',
  sourceCloudServiceName: 'iam',
  sourceResourceName: 'lena',
  sourceResourceType: 'user',
  sourceResourceId: 'arn:aws:iam::111122223333:user/lena',
  sourceIdpService: 'AWS Identity Center',
  sourceIdpDomain: null,
  sourceIdpEmail: 'lena@larkfield.example',
  sourceIdpUsername: 'lena',
  sourceIdpGroup: 'people',
  destCloudType: 'AWS',
  destCloudAccount: '*',
  destCloudRegion: 'AWS London',
  destCloudServiceName: 's3',
  destResourceName: 'payroll',
  destResourceType: 'bucket',
  destResourceId: 'arn:aws:s3:::payroll',
  effectiveActionName: 's3:ListBucket',
  grantedByCloudType: 'AWS',
  grantedByCloudPolicyId: 'arn:aws:iam::111122223333:policy/readers',
  grantedByCloudPolicyName: 'readers',
  grantedByCloudPolicyType: 'Customer Managed Policy',
  grantedByCloudEntityId: 'arn:aws:iam::111122223333:group/people',
  grantedByCloudEntityName: 'people',
  grantedByCloudEntityType: 'group',
  grantedByLevelType: '',
  grantedByLevelId: null,
  grantedByLevelName: null,
  accessedResourcesCount: null,
  lastAccessDate: '2026-11-01',
  lastAccessStatus: 'ACCESSED',
  exceptions: [{ messageCode: 'LIMITED_BY_DENY_STATEMENT' }, { messageCode: 'LIMITED_BY_CONDITION' }],
};

const rrn = {
  sourceCloudResourceRrn: null,
  sourceIdpRrn: null,
  destCloudResourceRrn: null,
  grantedByCloudPolicyRrn: null,
  grantedByCloudEntityRrn: null,
};
const uai = {
  sourceCloudResourceUai: null,
  sourceIdpUai: null,
  destCloudResourceUai: null,
  grantedByCloudPolicyUai: null,
  grantedByCloudEntityUai: null,
  grantedByLevelUai: null,
};

describe('items', () => {
  it('have the fields of the third edition, by the names of places', () => {
    expect(toItem(row, 'v3', names)).toStrictEqual({
      ...shared,
      ...rrn,
      grantedByLevelRrn: null,
      ...uai,
      isWildCardDestCloudResourceName: false,
    });
  });

  it('have those of the fourth: accounts of granters, no Rrn, another name for the wildcard', () => {
    expect(toItem(row, 'v4', names)).toStrictEqual({
      ...shared,
      ...uai,
      grantedByCloudPolicyAccount: 'ledger-live',
      grantedByCloudEntityAccount: 'ledger-live',
      sourceIdpUserId: null,
      wildCardDestCloudResourceName: false,
    });
  });

  it('have those of the first: no Uai, and its closed list of identity providers', () => {
    expect(toItem(row, 'v1', names)).toStrictEqual({
      ...shared,
      ...rrn,
      sourceIdpService: 'UNKNOWN',
      isWildCardDestCloudResourceName: false,
    });
    expect(toItem({ ...row, sourceIdpService: 'Okta' }, 'v1', names)['sourceIdpService']).toBe('OKTA');
    expect(toItem({ ...row, sourceIdpService: 'Azure Active Directory' }, 'v1', names)['sourceIdpService']).toBe(
      'AZURE_AD',
    );
    expect(toItem({ ...row, sourceIdpService: null }, 'v1', names)['sourceIdpService']).toBeNull();
  });

  it.each([
    ['allow', []],
    ['conditional', ['LIMITED_BY_CONDITION']],
    ['unknown', ['NOT_DECIDED_BY_COLLECTED_DATA']],
  ])('tell a verdict of %s among the exceptions', (verdict, codes) => {
    const { exceptions } = toItem({ ...row, verdict, exceptions: [] }, 'v4', names);
    expect(exceptions).toEqual(codes.map((messageCode) => ({ messageCode })));
  });

  it('hold what their columns say', () => {
    for (const edition of ['v1', 'v3', 'v4'] as const)
      expect(Object.keys(toItem(row, edition, names)).sort()).toEqual([...columnsOf(edition)].sort());
  });
});

describe('groups', () => {
  const other = { ...row, id: 'r2', effectiveActionName: 's3:GetBucketTagging', verdict: 'allow', exceptions: [] };
  const third = { ...other, id: 'r3', sourceResourceName: 'marek', sourceResourceId: 'marek', verdict: 'conditional' };

  it('are one item for all rows that agree in the fields', () => {
    const groups = new GroupedItems(['source', 'destCloudAccount'], names);
    for (const one of [row, other, third]) groups.add(one);
    const items = groups.items(0, 10);
    expect(items.map((item) => [item['id'], item['sourceResourceName'], item['destCloudAccount']])).toEqual([
      ['r1', 'lena', '*'],
      ['r3', 'marek', '*'],
    ]);
    expect(items[0]).toMatchObject({ effectiveActionName: null, destResourceId: null, sourceCloudAccount: null });
  });

  it('are granted as far as the best row, and tell what limits another', () => {
    const groups = new GroupedItems(['source'], names);
    for (const one of [row, other, third]) groups.add(one);
    expect(groups.items(0, 10).map((item) => item['exceptions'])).toEqual([
      [{ messageCode: 'LIMITED_BY_DENY_STATEMENT' }],
      [{ messageCode: 'LIMITED_BY_CONDITION' }],
    ]);
  });

  it('come in pages', () => {
    const groups = new GroupedItems(['action'], names);
    for (const one of [row, other]) groups.add(one);
    expect(groups.size).toBe(2);
    expect(groups.items(1, 5).map((item) => item['effectiveActionName'])).toEqual(['s3:GetBucketTagging']);
    expect(groups.items(2, 5)).toEqual([]);
  });

  it('are none where no field or every field is asked for', () => {
    expect(isGrouped([])).toBe(false);
    expect(isGrouped(undefined)).toBe(false);
    expect(isGrouped(['source', 'source'])).toBe(true);
  });
});
