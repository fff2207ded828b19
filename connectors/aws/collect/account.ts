import type { AwsApi } from './api.js';
import { policyDocument } from './documents.js';
import { pause } from './gate.js';
import type { Identities } from './identities.js';
import type { AwsSession } from './session.js';

/** account.json: settings of the account as a whole. */
export async function readAccount({ api, account }: AwsSession, regions: readonly string[]): Promise<object> {
  const block = await api.find('s3Control', 'GetPublicAccessBlock', { AccountId: account });
  const [Alias] = await api.list('iam', 'ListAccountAliases', {}, 'AccountAliases');
  const VpcEndpoints: object[] = [];
  for (const region of regions) {
    for (const endpoint of await api.list('ec2', 'DescribeVpcEndpoints', {}, 'VpcEndpoints', region)) {
      const Policy = endpoint.PolicyDocument ? policyDocument(endpoint.PolicyDocument) : undefined;
      VpcEndpoints.push({ Id: endpoint.VpcEndpointId, Region: region, ServiceName: endpoint.ServiceName, Policy });
    }
  }
  return { PublicAccessBlock: block?.PublicAccessBlockConfiguration, Alias, VpcEndpoints };
}

/** providers.json: who the account federates with. */
export async function readProviders(api: AwsApi): Promise<object> {
  const { SAMLProviderList: saml } = await api.call('iam', 'ListSAMLProviders', {});
  const { OpenIDConnectProviderList: oidc } = await api.call('iam', 'ListOpenIDConnectProviders', {});
  const OpenIDConnectProviders: object[] = [];
  for (const { Arn } of oidc ?? []) {
    const { Url, ClientIDList } = await api.call('iam', 'GetOpenIDConnectProvider', { OpenIDConnectProviderArn: Arn });
    OpenIDConnectProviders.push({ Arn, Url, ClientIDList });
  }
  return {
    SAMLProviders: (saml ?? []).map(({ Arn, ValidUntil, CreateDate }) => ({ Arn, ValidUntil, CreateDate })),
    OpenIDConnectProviders,
  };
}

/** Roles behind instance profiles, by profile ARN. */
export async function readProfiles(api: AwsApi): Promise<ReadonlyMap<string, string>> {
  const profiles = await api.list('iam', 'ListInstanceProfiles', {}, 'InstanceProfiles');
  return new Map(profiles.flatMap(({ Arn, Roles }) => (Arn && Roles?.[0]?.Arn ? [[Arn, Roles[0].Arn] as const] : [])));
}

/** Polls of a report or job, and the pause between them in milliseconds. */
const polls = 30;
const pollPause = 2000;

/** credential-report.csv; AWS makes one at most every four hours and hands out the last. */
export async function readCredentialReport(api: AwsApi): Promise<Uint8Array | undefined> {
  for (let poll = 0; poll < polls; poll++) {
    const { State } = await api.call('iam', 'GenerateCredentialReport', {});
    const report = State === 'COMPLETE' || poll > 0 ? await api.find('iam', 'GetCredentialReport', {}) : undefined;
    if (report?.Content) return report.Content;
    await pause(pollPause, api.signal);
  }
  return undefined;
}

/** last-accessed.json: by ARN of users and roles, when each service (or action) was last used. */
export async function readLastAccessed(
  api: AwsApi,
  identities: Identities,
  Granularity: 'SERVICE_LEVEL' | 'ACTION_LEVEL',
): Promise<object> {
  const answers: Record<string, object> = {};
  for (const { Arn } of [...identities.UserDetailList, ...identities.RoleDetailList]) {
    if (!Arn) continue;
    const { JobId } = await api.call('iam', 'GenerateServiceLastAccessedDetails', { Arn, Granularity });
    const answer = await jobAnswer(api, JobId ?? '');
    if (answer) answers[Arn] = answer;
  }
  return answers;
}

async function jobAnswer(api: AwsApi, JobId: string): Promise<object | undefined> {
  for (let poll = 0; poll < polls; poll++) {
    const services: object[] = [];
    let done = false;
    for await (const page of api.pages('iam', 'GetServiceLastAccessedDetails', { JobId })) {
      done = page.JobStatus === 'COMPLETED';
      services.push(...(page.ServicesLastAccessed ?? []));
    }
    if (done) return { JobStatus: 'COMPLETED', ServicesLastAccessed: services };
    await pause(pollPause, api.signal);
  }
  return undefined;
}
