import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { awsConnector } from '../../../../connectors/aws/index.js';
import type { Fact, PartInput } from '../../../../src/graph/fact.js';
import { edgeKinds, nodeKinds } from '../../../../src/graph/kinds/index.js';
import { dumpDirectory, quiet, readParts } from './dump-directory.js';

const estate = 'test/fixtures/aws/estate';
const golden = 'test/fixtures/aws/golden';

function everything(part: PartInput) {
  const facts = [...(part.facts() as Iterable<Fact>)];
  return {
    scope: part.scope,
    facts,
    problems: part.problems,
    ...(part.notCollected ? { notCollected: part.notCollected } : {}),
  };
}

describe('a dump directory', () => {
  it.each(readdirSync(golden))('gives the facts of %s', async (file) => {
    const parts = await awsConnector.read(estate, { progress: quiet });
    const part = parts.find((each) => `${each.part}.json` === file)!;
    expect(JSON.parse(JSON.stringify(everything(part)))).toEqual(JSON.parse(readFileSync(`${golden}/${file}`, 'utf8')));
  });

  it('holds one part for each file, all of AWS', async () => {
    const parts = await awsConnector.read(estate, { progress: quiet });
    expect(parts.map((part) => `${part.provider} ${part.scope} ${part.part}`).toSorted()).toEqual([
      'aws 111122223333 credential-report',
      'aws 111122223333 identities',
      'aws 111122223333 last-accessed',
      'aws 111122223333 providers',
      'aws 111122223333 resources',
      'aws 111122223333 settings',
      'aws d-9967000001 identity-center',
      'aws o-harbour0001 organization',
    ]);
  });

  it('yields only kinds the graph knows, with edges between the right ends', async () => {
    const facts = (await awsConnector.read(estate, { progress: quiet })).flatMap((part) => [
      ...(part.facts() as Iterable<Fact>),
    ]);
    const kinds = new Set<string>(nodeKinds.map((row) => row.kind));
    const from = new Map<string, readonly string[]>(edgeKinds.map((row) => [row.kind, row.from]));
    for (const fact of facts) {
      expect(kinds).toContain(fact.kind);
      for (const edge of fact.edges ?? [])
        expect(from.get(edge.kind), `${fact.kind} ${edge.kind}`).toContain(fact.kind);
    }
  });

  it('reports each file it reads', async () => {
    const steps: string[] = [];
    await awsConnector.read(estate, { progress: { step: (text) => steps.push(text), warn: () => {} } });
    expect(steps).toContain('reading 111122223333/authorization-details.json');
    expect(steps).toHaveLength(8);
  });
});

describe('the digest of a part', () => {
  const digests = async (path: string) =>
    (await awsConnector.read(path, { progress: quiet })).map((part) => part.digest);

  it('is the same for the same bytes and another for others', async () => {
    const record = '{"Arn":"arn:aws:sqs:eu-west-1:111122223333:q","ResourceType":"AWS::SQS::Queue"}\n';
    const first = dumpDirectory({ '111122223333/resources.ndjson': record });
    const same = dumpDirectory({ '111122223333/resources.ndjson': record });
    const other = dumpDirectory({ '111122223333/resources.ndjson': record.replace(':q"', ':r"') });
    expect(await digests(first)).toEqual(await digests(same));
    expect(await digests(first)).not.toEqual(await digests(other));
  });
});

describe('pages of authorization details', () => {
  const user = {
    UserName: 'ada',
    UserId: 'AIDA1',
    Arn: 'arn:aws:iam::111122223333:user/ada',
    Path: '/',
    GroupList: ['crew'],
    AttachedManagedPolicies: [],
  };
  const group = {
    GroupName: 'crew',
    GroupId: 'AGPA1',
    Arn: 'arn:aws:iam::111122223333:group/x/crew',
    Path: '/x/',
    GroupPolicyList: [],
  };

  it('are one part, memberships found across pages', async () => {
    const path = dumpDirectory({
      'page1.json': JSON.stringify({ UserDetailList: [user], IsTruncated: true, Marker: 'm' }),
      'page2.json': JSON.stringify({ GroupDetailList: [group], IsTruncated: false }),
    });
    const parts = await readParts(path);
    expect(parts).toHaveLength(1);
    const ada = parts[0]!.facts.find((fact) => fact.kind === 'user')!;
    expect(ada.edges).toEqual([{ kind: 'member-of', to: group.Arn }]);
  });

  it('may stand in one file as a list', async () => {
    const path = dumpDirectory({
      'pages.json': JSON.stringify([{ UserDetailList: [user] }, { GroupDetailList: [group] }]),
    });
    const [part] = await readParts(`${path}/pages.json`);
    expect(part!.facts.map((fact) => fact.id)).toEqual([group.Arn, user.Arn]);
  });

  it('of several accounts become a part each', async () => {
    const other = { ...user, Arn: 'arn:aws:iam::444455556666:user/bob', UserName: 'bob', GroupList: [] };
    const path = dumpDirectory({
      'all.json': JSON.stringify({ UserDetailList: [user, other] }),
      'b.json': JSON.stringify({ UserDetailList: [other] }),
    });
    const parts = await readParts(path);
    expect(parts.map((part) => part.scope)).toEqual(['111122223333', '444455556666']);
    expect(parts[1]!.facts.map((fact) => fact.id)).toEqual([other.Arn]);
    expect(parts[1]!.problems).toEqual([
      {
        severity: 'lint',
        code: 'duplicate-record',
        message: 'the dump describes it more than once, the first record counts',
        subject: other.Arn,
      },
    ]);
  });
});

describe('other forms', () => {
  it('take the organization as a tree', async () => {
    const allow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const full = { Id: 'p-full', Name: 'Full', Type: 'SERVICE_CONTROL_POLICY', AwsManaged: true, Content: allow };
    const tree = {
      Id: 'r-tree',
      Arn: 'arn:aws:organizations::999900001111:root/o-treetree01/r-tree',
      Name: 'Root',
      PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
      Policies: [full],
      Children: [
        {
          Id: 'ou-tree-1',
          Name: 'Team',
          Type: 'OrganizationalUnit',
          Policies: [],
          Children: [{ Id: '111122223333', Name: 'leaf', Type: 'Account', Policies: [full] }],
        },
      ],
    };
    const [part] = await readParts(`${dumpDirectory({ 'scp.json': JSON.stringify(tree) })}/scp.json`);
    expect(part!.scope).toBe('o-treetree01');
    expect(part!.facts).toEqual([
      {
        id: 'o-treetree01',
        kind: 'organization',
        name: 'o-treetree01',
        props: { managementAccount: '999900001111', policyTypes: ['SERVICE_CONTROL_POLICY'] },
      },
      {
        id: 'r-tree',
        kind: 'organization-root',
        name: 'Root',
        props: {},
        edges: [{ kind: 'parent', to: 'o-treetree01' }],
      },
      {
        id: 'ou-tree-1',
        kind: 'organizational-unit',
        name: 'Team',
        props: {},
        edges: [{ kind: 'parent', to: 'r-tree' }],
      },
      {
        id: '111122223333',
        kind: 'account',
        name: 'leaf',
        account: '111122223333',
        props: { organization: 'o-treetree01' },
        edges: [{ kind: 'parent', to: 'ou-tree-1' }],
      },
      {
        id: 'p-full',
        kind: 'organization-policy',
        name: 'Full',
        props: { policyType: 'SERVICE_CONTROL_POLICY', document: allow, awsManaged: true },
        edges: [
          { kind: 'applies-to', to: 'r-tree' },
          { kind: 'applies-to', to: '111122223333' },
        ],
      },
    ]);
  });

  it('take resources as a list of Resource, Policy and Account', async () => {
    const policy = { Version: '2012-10-17', Statement: [] };
    const list = [{ Resource: 'arn:aws:s3:::bucket', Policy: policy, Account: '111122223333' }];
    const [part] = await readParts(`${dumpDirectory({ 'policies.json': JSON.stringify(list) })}/policies.json`);
    expect(part!.facts).toEqual([
      { id: 'arn:aws:s3:::bucket', kind: 'resource', name: 'bucket', account: '111122223333', props: { policy } },
    ]);
  });

  it('take a single resource written over several lines', async () => {
    const record = JSON.stringify(
      { Arn: 'arn:aws:sqs:eu-west-1:111122223333:q', ResourceType: 'AWS::SQS::Queue' },
      null,
      2,
    );
    const [part] = await readParts(`${dumpDirectory({ 'one.json': record })}/one.json`);
    expect(part!.facts.map((fact) => fact.name)).toEqual(['q']);
  });

  it('take the credential report out of the JSON answer', async () => {
    const csv = readFileSync(`${estate}/111122223333/credential-report.csv`);
    const answer = JSON.stringify({ Content: csv.toString('base64'), ReportFormat: 'text/csv' });
    const [part] = await readParts(`${dumpDirectory({ 'report.json': answer })}/report.json`);
    expect(part).toMatchObject({ scope: '111122223333', part: 'credential-report' });
    expect(part!.facts).toHaveLength(2);
  });

  it('recognise files that say nothing by their name and directory', async () => {
    const path = dumpDirectory({
      '111122223333/resources.ndjson': '',
      '111122223333/last-accessed.json': '{}',
      '111122223333/account.json': '{}',
    });
    expect((await readParts(path)).map((part) => [part.scope, part.part, part.facts.length])).toEqual([
      ['111122223333', 'settings', 1],
      ['111122223333', 'last-accessed', 0],
      ['111122223333', 'resources', 0],
    ]);
  });

  it('split resources of several accounts, bucket owners by the record', async () => {
    const lines = [
      { Arn: 'arn:aws:s3:::a', ResourceType: 'AWS::S3::Bucket', Account: '111122223333' },
      { Arn: 'arn:aws:sqs:eu-west-1:444455556666:q', ResourceType: 'AWS::SQS::Queue' },
      { Arn: 'arn:aws:s3:::b', ResourceType: 'AWS::S3::Bucket', Account: '444455556666' },
    ];
    const path = dumpDirectory({ 'resources.ndjson': lines.map((line) => JSON.stringify(line)).join('\n') });
    expect((await readParts(path)).map((part) => [part.scope, part.facts.map((fact) => fact.name)])).toEqual([
      ['111122223333', ['a']],
      ['444455556666', ['q', 'b']],
    ]);
  });

  it('do not take a foreign account named inside a record for the owner', async () => {
    const line = {
      Arn: 'arn:aws:s3:::a',
      ResourceType: 'AWS::S3::Bucket',
      Replication: { Arn: 'arn:aws:sqs:eu-west-1:444455556666:q' },
    };
    const path = dumpDirectory({ '111122223333/resources.ndjson': JSON.stringify(line) });
    expect((await readParts(path)).map((part) => [part.scope, part.facts.map((fact) => fact.account)])).toEqual([
      ['111122223333', ['111122223333']],
    ]);
  });

  it('leave IAM entities of an inventory to the authorization details', async () => {
    const lines = [
      { Arn: 'arn:aws:iam::111122223333:role/r', ResourceType: 'AWS::IAM::Role' },
      { Arn: 'arn:aws:iam::111122223333:user/u', ResourceType: 'AWS::IAM::User' },
      { Arn: 'arn:aws:sqs:eu-west-1:111122223333:q', ResourceType: 'AWS::SQS::Queue' },
    ];
    const path = dumpDirectory({ 'resources.ndjson': lines.map((line) => JSON.stringify(line)).join('\n') });
    const [part] = await readParts(path);
    expect(part!.facts.map((fact) => fact.name)).toEqual(['q']);
    expect(part!.problems.map((problem) => [problem.code, problem.subject])).toEqual([
      ['identity-in-inventory', 'arn:aws:iam::111122223333:role/r'],
    ]);
  });
});

describe('recognition', () => {
  it('looks further than the beginning when that does not tell', async () => {
    const filler = { Comment: 'x'.repeat(100_000) };
    const details = { ...filler, UserDetailList: [{ UserName: 'ada', Arn: 'arn:aws:iam::111122223333:user/ada' }] };
    const [part] = await readParts(dumpDirectory({ 'export.json': JSON.stringify(details) }));
    expect(part).toMatchObject({ scope: '111122223333', part: 'identities' });
  });

  it('goes by content where the name says something else', async () => {
    const path = dumpDirectory({ '111122223333/organization.json': '{"SAMLProviders": []}' });
    expect((await readParts(path)).map((part) => part.part)).toEqual(['providers']);
  });
});
