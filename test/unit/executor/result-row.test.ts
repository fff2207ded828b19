import { expect, it } from 'vitest';
import { node, now, row, run } from './memory.js';

it('a row speaks in the field names of the permission API', async () => {
  const residual = { key: 'aws:SourceIp', operator: 'IpAddress', values: ['10.0.0.0/8'] };
  const path = [{ hop: 'member', from: 'ana', to: 'g' }] as const;
  const [shown] = (
    await run('config from iam where path.hops = 0', [
      row({
        source: {
          idp: {
            service: 'AWS Identity Center',
            email: 'ana@x.example',
            username: 'ana',
            groups: ['ops'],
            domain: null,
          },
        },
        granter: { entityType: 'group', entityName: 'readers', statement: 'Read' },
        destination: {
          pattern: 'arn:aws:s3:::payroll/*',
          id: 'arn:aws:s3:::payroll',
          name: 'payroll',
          type: 'bucket',
          account: '444455556666',
          region: 'eu-west-2',
        },
        row: {
          verdict: 'conditional',
          residual,
          path,
          exceptions: ['LIMITED_BY_DENY_STATEMENT'],
          until: '2027-01-01T00:00:00Z',
        },
      }),
    ])
  ).rows;
  expect(shown).toMatchObject({
    sourcePublic: false,
    sourceCloudType: 'AWS',
    sourceCloudAccount: '111122223333',
    sourceCloudServiceName: 'iam',
    sourceResourceName: 'ana',
    sourceResourceType: 'user',
    sourceResourceId: 'arn:aws:iam::111122223333:user/ana',
    sourceIdpService: 'AWS Identity Center',
    sourceIdpEmail: 'ana@x.example',
    sourceIdpUsername: 'ana',
    sourceIdpGroup: 'ops',
    destCloudType: 'AWS',
    destCloudAccount: '444455556666',
    destCloudRegion: 'eu-west-2',
    destCloudServiceName: 's3',
    destResourceName: 'payroll',
    destResourceType: 'bucket',
    destResourceId: 'arn:aws:s3:::payroll',
    effectiveActionName: 's3:GetObject',
    grantedByCloudType: 'AWS',
    grantedByCloudPolicyId: 'arn:aws:iam::111122223333:policy/readers',
    grantedByCloudPolicyName: 'readers',
    grantedByCloudPolicyType: 'Customer Managed Policy',
    grantedByCloudEntityName: 'readers',
    grantedByCloudEntityType: 'group',
    grantedByLevelType: '',
    grantedByLevelId: null,
    grantedByLevelName: null,
    lastAccessStatus: 'NOT_AVAILABLE',
    isWildCardDestCloudResourceName: true,
    exceptions: [{ messageCode: 'LIMITED_BY_DENY_STATEMENT' }],
    verdict: 'conditional',
    path,
    residual,
    until: '2027-01-01T00:00:00Z',
    destPattern: 'arn:aws:s3:::payroll/*',
    because: [{ key: 'identity-allow', layer: 'identity' }],
  });
});

it('a granted destination is shown as it was granted', async () => {
  const [shown] = (await run('config from iam where path.hops = 0', [row()])).rows;
  expect(shown).toMatchObject({
    destResourceId: '*',
    destResourceName: '*',
    destCloudAccount: '*',
    destCloudRegion: '*',
    destPattern: '*',
  });
});

it('has an id of its own, the same in every answer', async () => {
  const ids = async (rows: Parameters<typeof run>[1]) =>
    (await run('config from iam where path.hops = 0', rows)).rows.map((one) => one['id']);
  const rows = [
    row(),
    row({ action: 's3:PutObject' }),
    row({ granter: { statement: 1 } }),
    row({ source: { id: 'x' } }),
  ];
  const all = await ids(rows);
  expect(new Set(all).size).toBe(4);
  expect(await ids(rows.toReversed())).toEqual(all.toReversed());
});

it('tells the day of the last use; on how many resources is not known', async () => {
  const used = (lastAccessed: Record<string, string | null>) =>
    row({ source: { node: node({ id: 'u', kind: 'user', props: { lastAccessed } }) } });
  const yesterday = new Date(now - 86_400_000).toISOString();
  const rows = [used({ s3: yesterday }), used({ s3: null }), row()];
  expect((await run('config from iam where path.hops = 0', rows)).rows).toMatchObject([
    { lastAccessDate: '2026-10-31', lastAccessStatus: 'ACCESSED', lastAccessDays: 1, accessedResourcesCount: null },
    { lastAccessDate: null, lastAccessStatus: 'NOT_ACCESSED_IN_TRACKING_PERIOD', accessedResourcesCount: null },
    { lastAccessDate: null, lastAccessStatus: 'NOT_AVAILABLE', accessedResourcesCount: null },
  ]);
});

it('rows are plain JSON', async () => {
  const { rows } = await run('config from iam where path.hops = 0', [row()]);
  expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
});
