import { GrantgraphError } from '../../../src/base/errors.js';
import type { CallName, ServiceName } from './calls.js';

/** The SDK modules behind the table of calls; types only, nothing is loaded by naming them. */
interface SdkModules {
  sts: typeof import('@aws-sdk/client-sts');
  iam: typeof import('@aws-sdk/client-iam');
  organizations: typeof import('@aws-sdk/client-organizations');
  ssoAdmin: typeof import('@aws-sdk/client-sso-admin');
  identitystore: typeof import('@aws-sdk/client-identitystore');
  s3: typeof import('@aws-sdk/client-s3');
  s3Control: typeof import('@aws-sdk/client-s3-control');
  kms: typeof import('@aws-sdk/client-kms');
  lambda: typeof import('@aws-sdk/client-lambda');
  sqs: typeof import('@aws-sdk/client-sqs');
  sns: typeof import('@aws-sdk/client-sns');
  secretsManager: typeof import('@aws-sdk/client-secrets-manager');
  ecr: typeof import('@aws-sdk/client-ecr');
  dynamodb: typeof import('@aws-sdk/client-dynamodb');
  efs: typeof import('@aws-sdk/client-efs');
  opensearch: typeof import('@aws-sdk/client-opensearch');
  eventbridge: typeof import('@aws-sdk/client-eventbridge');
  backup: typeof import('@aws-sdk/client-backup');
  glue: typeof import('@aws-sdk/client-glue');
  apiGateway: typeof import('@aws-sdk/client-api-gateway');
  ec2: typeof import('@aws-sdk/client-ec2');
  ecs: typeof import('@aws-sdk/client-ecs');
  resourceExplorer: typeof import('@aws-sdk/client-resource-explorer-2');
  config: typeof import('@aws-sdk/client-config-service');
}

type CommandClass<S extends ServiceName, C extends string> = SdkModules[S][`${C}Command` & keyof SdkModules[S]];

/** Input of a call, as the SDK types it; commands that need none take it as an option. */
export type CallInput<S extends ServiceName, C extends CallName<S>> =
  CommandClass<S, C> extends new (...input: infer I) => unknown ? NonNullable<I[0 & keyof I]> : never;

/** Output of a call, as the SDK types it. */
export type CallOutput<S extends ServiceName, C extends CallName<S>> =
  CommandClass<S, C> extends new (
    // biome-ignore lint/suspicious/noExplicitAny: the input is irrelevant here and contravariant
    input: any,
  ) => {
    // biome-ignore lint/suspicious/noExplicitAny: likewise, the arguments differ per service
    resolveMiddleware(...args: any[]): (...args: any[]) => Promise<{ output: infer O }>;
  }
    ? O
    : never;

/** What the collector uses of a command, whatever the service. */
export interface SdkCommand {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: { request: unknown }) => Promise<unknown>,
      ) => (args: { request: unknown }) => Promise<unknown>,
      options: { step: 'finalizeRequest'; priority: 'low'; name: string },
    ): void;
  };
}

/** What the collector uses of a client, whatever the service. */
export interface SdkClient {
  readonly config: { readonly requestHandler: unknown; region(): Promise<string> };
  send(command: SdkCommand, options: { abortSignal: AbortSignal }): Promise<unknown>;
  destroy(): void;
}

export interface SdkModule {
  newClient(config: Readonly<Record<string, unknown>>): SdkClient;
  newCommand(call: string, input: unknown): SdkCommand;
}

interface SdkPackage {
  readonly client: string;
  readonly load: () => Promise<unknown>;
}

/** Literal import paths, so that they can be seen and nothing is loaded before it is used. */
export const sdkPackages: Readonly<Record<ServiceName, SdkPackage>> = {
  sts: { client: 'STSClient', load: () => import('@aws-sdk/client-sts') },
  iam: { client: 'IAMClient', load: () => import('@aws-sdk/client-iam') },
  organizations: { client: 'OrganizationsClient', load: () => import('@aws-sdk/client-organizations') },
  ssoAdmin: { client: 'SSOAdminClient', load: () => import('@aws-sdk/client-sso-admin') },
  identitystore: { client: 'IdentitystoreClient', load: () => import('@aws-sdk/client-identitystore') },
  s3: { client: 'S3Client', load: () => import('@aws-sdk/client-s3') },
  s3Control: { client: 'S3ControlClient', load: () => import('@aws-sdk/client-s3-control') },
  kms: { client: 'KMSClient', load: () => import('@aws-sdk/client-kms') },
  lambda: { client: 'LambdaClient', load: () => import('@aws-sdk/client-lambda') },
  sqs: { client: 'SQSClient', load: () => import('@aws-sdk/client-sqs') },
  sns: { client: 'SNSClient', load: () => import('@aws-sdk/client-sns') },
  secretsManager: { client: 'SecretsManagerClient', load: () => import('@aws-sdk/client-secrets-manager') },
  ecr: { client: 'ECRClient', load: () => import('@aws-sdk/client-ecr') },
  dynamodb: { client: 'DynamoDBClient', load: () => import('@aws-sdk/client-dynamodb') },
  efs: { client: 'EFSClient', load: () => import('@aws-sdk/client-efs') },
  opensearch: { client: 'OpenSearchClient', load: () => import('@aws-sdk/client-opensearch') },
  eventbridge: { client: 'EventBridgeClient', load: () => import('@aws-sdk/client-eventbridge') },
  backup: { client: 'BackupClient', load: () => import('@aws-sdk/client-backup') },
  glue: { client: 'GlueClient', load: () => import('@aws-sdk/client-glue') },
  apiGateway: { client: 'APIGatewayClient', load: () => import('@aws-sdk/client-api-gateway') },
  ec2: { client: 'EC2Client', load: () => import('@aws-sdk/client-ec2') },
  ecs: { client: 'ECSClient', load: () => import('@aws-sdk/client-ecs') },
  resourceExplorer: { client: 'ResourceExplorer2Client', load: () => import('@aws-sdk/client-resource-explorer-2') },
  config: { client: 'ConfigServiceClient', load: () => import('@aws-sdk/client-config-service') },
};

/** Loads an optional package on use; one that is not installed becomes an error that says how to get it. */
export async function loadOptional<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const name = /'(@?[\w.-]+(?:\/[\w.-]+)?)'/.exec((error as Error).message)?.[1] ?? 'an SDK package';
    throw new GrantgraphError('sdk-missing', `live collection needs the package \`${name}\`, which is not installed`, {
      hint: `npm install ${name}`,
      cause: error,
    });
  }
}

export async function loadSdk(service: ServiceName): Promise<SdkModule> {
  const { client, load } = sdkPackages[service];
  const module = (await loadOptional(load)) as Record<string, new (argument: unknown) => unknown>;
  const constructed = (name: string, argument: unknown) => {
    const Constructor = module[name];
    if (!Constructor) throw new TypeError(`the SDK of ${service} has no ${name}`);
    return new Constructor(argument);
  };
  return {
    newClient: (config) => constructed(client, config) as SdkClient,
    newCommand: (call, input) => constructed(`${call}Command`, input) as SdkCommand,
  };
}
