import type { ResourceTypeTable } from './aws-resource-types.js';

/**
 * CloudFormation names (`AWS::S3::Bucket`) to IAM services and their resource types. The rule: the namespace without case and
 * hyphens is the service, the resource name without case and hyphens the type. The tables hold what departs from it. Source:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const services: Readonly<Record<string, string>> = {
  acmpca: 'acm-pca',
  amazonmq: 'mq',
  apigatewayv2: 'apigateway',
  certificatemanager: 'acm',
  cognito: 'cognito-idp',
  customerprofiles: 'profile',
  directoryservice: 'ds',
  docdb: 'rds',
  efs: 'elasticfilesystem',
  elasticloadbalancingv2: 'elasticloadbalancing',
  elasticsearch: 'es',
  emr: 'elasticmapreduce',
  eventschemas: 'schemas',
  greengrassv2: 'greengrass',
  inspectorv2: 'inspector2',
  iotcoredeviceadvisor: 'iotdeviceadvisor',
  kinesisanalyticsv2: 'kinesisanalytics',
  kinesisfirehose: 'firehose',
  location: 'geo',
  macie: 'macie2',
  msk: 'kafka',
  mwaa: 'airflow',
  neptune: 'rds',
  opensearchserverless: 'aoss',
  opensearchservice: 'es',
  pinpoint: 'mobiletargeting',
  pinpointemail: 'ses',
  s3objectlambda: 's3',
  servicecatalogappregistry: 'servicecatalog',
  stepfunctions: 'states',
};

const exceptions: Readonly<Record<string, readonly [service: string, type: string]>> = {
  'AWS::AmazonMQ::Broker': ['mq', 'brokers'],
  'AWS::AmazonMQ::Configuration': ['mq', 'configurations'],
  'AWS::Amplify::App': ['amplify', 'apps'],
  'AWS::Amplify::Branch': ['amplify', 'branches'],
  'AWS::Amplify::Domain': ['amplify', 'domains'],
  'AWS::Cognito::IdentityPool': ['cognito-identity', 'identitypool'],
  'AWS::DirectoryService::MicrosoftAD': ['ds', 'directory'],
  'AWS::DirectoryService::SimpleAD': ['ds', 'directory'],
  'AWS::DocDB::DBCluster': ['rds', 'cluster'],
  'AWS::DocDB::DBInstance': ['rds', 'db'],
  'AWS::DynamoDB::GlobalTable': ['dynamodb', 'table'],
  'AWS::EC2::EC2Fleet': ['ec2', 'fleet'],
  'AWS::EC2::EIP': ['ec2', 'elastic-ip'],
  'AWS::EC2::FlowLog': ['ec2', 'vpc-flow-log'],
  'AWS::EC2::Host': ['ec2', 'dedicated-host'],
  'AWS::EC2::SpotFleet': ['ec2', 'spot-fleet-request'],
  'AWS::ECR::PublicRepository': ['ecr-public', 'repository'],
  'AWS::ElastiCache::CacheCluster': ['elasticache', 'cluster'],
  'AWS::ElasticLoadBalancingV2::Listener': ['elasticloadbalancing', 'listener/app'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['elasticloadbalancing', 'listener-rule/app'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['elasticloadbalancing', 'loadbalancer/app/'],
  'AWS::Events::Rule': ['events', 'rule-on-default-event-bus'],
  'AWS::IAM::ManagedPolicy': ['iam', 'policy'],
  'AWS::IAM::VirtualMFADevice': ['iam', 'mfa'],
  'AWS::Neptune::DBCluster': ['rds', 'cluster'],
  'AWS::Neptune::DBInstance': ['rds', 'db'],
  'AWS::RDS::DBCluster': ['rds', 'cluster'],
  'AWS::RDS::DBClusterParameterGroup': ['rds', 'cluster-pg'],
  'AWS::RDS::DBClusterSnapshot': ['rds', 'cluster-snapshot'],
  'AWS::RDS::DBInstance': ['rds', 'db'],
  'AWS::RDS::DBParameterGroup': ['rds', 'pg'],
  'AWS::RDS::DBProxy': ['rds', 'proxy'],
  'AWS::RDS::DBProxyEndpoint': ['rds', 'proxy-endpoint'],
  'AWS::RDS::DBSecurityGroup': ['rds', 'secgrp'],
  'AWS::RDS::DBShardGroup': ['rds', 'shardgrp'],
  'AWS::RDS::DBSnapshot': ['rds', 'snapshot'],
  'AWS::RDS::DBSubnetGroup': ['rds', 'subgrp'],
  'AWS::RDS::EventSubscription': ['rds', 'es'],
  'AWS::RDS::OptionGroup': ['rds', 'og'],
  'AWS::Redshift::ClusterParameterGroup': ['redshift', 'parametergroup'],
  'AWS::Redshift::ClusterSubnetGroup': ['redshift', 'subnetgroup'],
  'AWS::S3::StorageLens': ['s3', 'storagelensconfiguration'],
  'AWS::S3ObjectLambda::AccessPoint': ['s3', 'objectlambdaaccesspoint'],
  'AWS::WorkSpaces::Workspace': ['workspaces', 'workspaceid'],
};

const exceptionsWithoutCase = new Map(Object.entries(exceptions).map(([name, entry]) => [name.toLowerCase(), entry]));

/** Resource types of CloudFormation in the words of IAM, each looked up once. */
export class CloudFormationTypes {
  private readonly known = new Map<string, { service: string; type: string } | undefined>();
  private readonly plainServices: ReadonlyMap<string, string>;

  constructor(
    prefixes: readonly string[],
    private readonly types: ResourceTypeTable,
  ) {
    this.plainServices = new Map(prefixes.map((prefix) => [plain(prefix), prefix]));
  }

  /** A type the catalogue lacks keeps its CloudFormation word (`AWS::Logs::MetricFilter` -> logs/MetricFilter); no service, no answer. */
  find(name: string): { service: string; type: string } | undefined {
    if (!this.known.has(name)) this.known.set(name, this.search(name));
    return this.known.get(name);
  }

  private search(name: string): { service: string; type: string } | undefined {
    const exception = exceptionsWithoutCase.get(name.toLowerCase());
    if (exception) return { service: exception[0], type: exception[1] };
    const [vendor, namespace, resource] = name.split('::');
    if (vendor?.toLowerCase() !== 'aws' || !namespace || !resource) return undefined;
    const word = namespace.toLowerCase();
    const service = services[word] ?? this.plainServices.get(plain(word));
    if (service === undefined) return undefined;
    const type = this.types.of(service).find((each) => plain(each.info.type) === plain(resource));
    return { service, type: type?.info.type ?? resource };
  }
}

/** Names of the tables, for the test that holds them against the catalogue. */
export const cloudFormationTables = { services, exceptions };

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
