import type { Json } from '../../../src/graph/fact.js';
import type { AwsApi } from './api.js';
import { policyDocument } from './documents.js';
import { bearable, CallFault } from './faults.js';
import { mapBounded, pause } from './gate.js';
import type { AwsSession } from './session.js';
import type { Skipped } from './work.js';

const concurrentRegions = 4;

/** account.json: settings of the account as a whole. A setting that cannot be read is named; without any the part fails. */
export async function readAccount(
  { api, account }: AwsSession,
  regions: readonly string[],
  skipped: Skipped,
): Promise<object> {
  const record: Record<string, unknown> = {};
  const missing: string[] = [];
  let lastFault: CallFault | undefined;
  const fill = async (field: string, read: () => Promise<unknown>) => {
    try {
      record[field] = await read();
    } catch (error) {
      const fault = bearable(error, api);
      missing.push(field);
      lastFault = fault;
    }
  };
  await fill('PublicAccessBlock', async () => {
    const block = await api.find('s3Control', 'GetPublicAccessBlock', { AccountId: account });
    return block?.PublicAccessBlockConfiguration;
  });
  await fill('Alias', async () => (await api.list('iam', 'ListAccountAliases', {}, 'AccountAliases'))[0]);
  await fill('VpcEndpoints', () => readEndpoints(api, regions));
  if (lastFault && missing.length === 3) throw lastFault;
  if (lastFault) skipped(lastFault);
  return missing.length > 0 ? { ...record, NotCollected: missing } : record;
}

async function readEndpoints(api: AwsApi, regions: readonly string[]): Promise<{ Id: string; Policy?: Json }[]> {
  const found = await mapBounded(regions, concurrentRegions, (region) =>
    api.list('ec2', 'DescribeVpcEndpoints', {}, 'VpcEndpoints', region),
  );
  return found.flat().flatMap(({ VpcEndpointId: Id, PolicyDocument: text }) => {
    if (!Id) return [];
    return [text ? { Id, Policy: policyDocument(text) } : { Id }];
  });
}

/** providers.json: who the account federates with. */
export async function readProviders(api: AwsApi, skipped: Skipped): Promise<object> {
  const { SAMLProviderList: saml } = await api.call('iam', 'ListSAMLProviders', {});
  const { OpenIDConnectProviderList: oidc } = await api.call('iam', 'ListOpenIDConnectProviders', {});
  const SAMLProviders: object[] = [];
  for (const listed of saml ?? []) {
    const details = await readDetails(api, skipped, async () => {
      const { SAMLMetadataDocument } = await api.call('iam', 'GetSAMLProvider', { SAMLProviderArn: listed.Arn });
      return { SAMLMetadataDocument };
    });
    SAMLProviders.push({ ...listed, ...details });
  }
  const OpenIDConnectProviders: object[] = [];
  for (const listed of oidc ?? []) {
    const details = await readDetails(api, skipped, async () => {
      const input = { OpenIDConnectProviderArn: listed.Arn };
      const { Url, ClientIDList, ThumbprintList } = await api.call('iam', 'GetOpenIDConnectProvider', input);
      return { Url, ClientIDList, ThumbprintList };
    });
    OpenIDConnectProviders.push({ ...listed, ...details });
  }
  return { SAMLProviders, OpenIDConnectProviders };
}

async function readDetails(api: AwsApi, skipped: Skipped, read: () => Promise<object>): Promise<object> {
  try {
    return await read();
  } catch (error) {
    skipped(bearable(error, api));
    return { NotCollected: ['Details'] };
  }
}

/** Questions for a report that is being made, and the pause between them in milliseconds: two minutes in all. */
const polls = 60;
const pollPause = 2000;

/** credential-report.csv; AWS makes one at most every four hours and hands out the last. */
export async function readCredentialReport(api: AwsApi): Promise<Uint8Array> {
  for (let poll = 0; poll < polls; poll++) {
    const { State } = await api.call('iam', 'GenerateCredentialReport', {});
    const report = State === 'COMPLETE' ? await api.find('iam', 'GetCredentialReport', {}) : undefined;
    if (report?.Content) return report.Content;
    await pause(pollPause, api.signal);
  }
  throw new CallFault('provider-error', 'aws did not finish the credential report', 'ReportInProgress', false);
}
