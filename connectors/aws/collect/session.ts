import { GrantgraphError } from '../../../src/base/errors.js';
import type { AwsSettings } from '../settings.js';
import { AwsApi, type AwsCredentials } from './api.js';
import { CallFault } from './faults.js';
import { loadOptional, loadSdk } from './sdk.js';

/** One account, with the right to read it. */
export interface AwsSession {
  readonly api: AwsApi;
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov` …: the second part of every ARN. */
  readonly partition: string;
  /** Lets go of its connections. */
  close(): void;
}

/** Credentials are renewed this long before they end, milliseconds. */
const renewBefore = 5 * 60_000;
const sessionName = 'grantgraph';
const lastResortRegion = 'us-east-1';

/** The session of the ambient credentials, of the profile or of the role that the settings name. Throws when they do not work. */
export async function openSession(settings: AwsSettings, signal: AbortSignal): Promise<AwsSession> {
  const region = settings.region ?? (await configuredRegion(settings));
  const ambient = await ambientCredentials(settings, region);
  const base = new AwsApi({ region, signal, credentials: ambient, ...endpointOf(settings) });
  if (!settings.role) return identify(base);
  const assumed = new AwsApi({
    region,
    signal,
    credentials: assumedCredentials(base, settings.role, settings.externalId),
    ...endpointOf(settings),
  });
  return identify(assumed, base);
}

/** A session in another account of the same partition, through the role the settings name. */
export async function openMember(from: AwsSession, account: string, settings: AwsSettings): Promise<AwsSession> {
  const role = `arn:${from.partition}:iam::${account}:role/${settings.roleName}`;
  const credentials = assumedCredentials(from.api, role, settings.externalId);
  await credentials();
  const { region, signal } = from.api;
  return identify(new AwsApi({ region, signal, credentials, ...endpointOf(settings) }));
}

async function identify(api: AwsApi, from?: AwsApi): Promise<AwsSession> {
  const { Account: account, Arn: arn } = await api.call('sts', 'GetCallerIdentity', {});
  const partition = arn?.split(':')[1];
  if (!account || !partition) {
    throw new CallFault('provider-error', 'aws did not say who calls: sts:GetCallerIdentity', 'NoIdentity', true);
  }
  const close = () => {
    api.close();
    from?.close();
  };
  return { api, account, partition, close };
}

function endpointOf(settings: AwsSettings): { endpoint?: string } {
  return settings.endpoint === undefined ? {} : { endpoint: settings.endpoint };
}

/** Region of the environment or the profile, as the SDK resolves it. */
async function configuredRegion(settings: AwsSettings): Promise<string> {
  const sts = await loadSdk('sts');
  const client = sts.newClient(settings.profile ? { profile: settings.profile } : {});
  try {
    return await client.config.region();
  } catch {
    // The SDK knows AWS_REGION and the profile only; the AWS command line has a second variable.
    return process.env['AWS_DEFAULT_REGION'] || lastResortRegion;
  } finally {
    client.destroy();
  }
}

/** The SDK's chain (environment, profile, single sign-on, web identity, container, instance), resolved once for all clients. */
async function ambientCredentials(settings: AwsSettings, region: string): Promise<() => Promise<AwsCredentials>> {
  const { fromNodeProviderChain } = await loadOptional(() => import('@aws-sdk/credential-providers'));
  return fromNodeProviderChain({
    clientConfig: { region, ...endpointOf(settings) },
    ...(settings.profile ? { profile: settings.profile } : {}),
  });
}

/** Credentials of an assumed role, kept until shortly before they end and shared by all clients of the session. */
function assumedCredentials(from: AwsApi, role: string, externalId: string | undefined): () => Promise<AwsCredentials> {
  let current: Promise<AwsCredentials> | undefined;
  let expires = 0;
  const assume = async (): Promise<AwsCredentials> => {
    const { Credentials: given } = await from.call('sts', 'AssumeRole', {
      RoleArn: role,
      RoleSessionName: sessionName,
      ...(externalId ? { ExternalId: externalId } : {}),
    });
    if (!given?.AccessKeyId || !given.SecretAccessKey) {
      throw new GrantgraphError('provider-error', `aws gave no credentials for the role \`${role}\``);
    }
    expires = given.Expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...(given.SessionToken ? { sessionToken: given.SessionToken } : {}),
      ...(given.Expiration ? { expiration: given.Expiration } : {}),
    };
  };
  return async () => {
    if (!current || expires - Date.now() < renewBefore) {
      expires = Number.POSITIVE_INFINITY;
      current = assume();
      current.catch(() => {
        current = undefined;
      });
    }
    return current;
  };
}
