import { describe, expect, it } from 'vitest';
import { loadAwsCatalogue } from '../../../src/catalogue/aws.js';
import { cloudFormationTables } from '../../../src/catalogue/aws-cloudformation.js';

const catalogue = loadAwsCatalogue();

describe('CloudFormation names', () => {
  it.each([
    ['AWS::S3::Bucket', 's3', 'bucket'],
    ['AWS::KMS::Key', 'kms', 'key'],
    ['AWS::Lambda::Function', 'lambda', 'function'],
    ['AWS::Lambda::LayerVersion', 'lambda', 'layerVersion'],
    ['AWS::SQS::Queue', 'sqs', 'queue'],
    ['AWS::SNS::Topic', 'sns', 'topic'],
    ['AWS::SecretsManager::Secret', 'secretsmanager', 'Secret'],
    ['AWS::DynamoDB::Table', 'dynamodb', 'table'],
    ['AWS::ECR::Repository', 'ecr', 'repository'],
    ['AWS::EC2::Instance', 'ec2', 'instance'],
    ['AWS::EC2::SecurityGroup', 'ec2', 'security-group'],
    ['AWS::ECS::TaskDefinition', 'ecs', 'task-definition'],
    ['AWS::RDS::DBInstance', 'rds', 'db'],
    ['AWS::EFS::FileSystem', 'elasticfilesystem', 'file-system'],
    ['AWS::EKS::Cluster', 'eks', 'cluster'],
    ['AWS::IAM::Role', 'iam', 'role'],
    ['AWS::IAM::OIDCProvider', 'iam', 'oidc-provider'],
    ['AWS::Logs::LogGroup', 'logs', 'log-group'],
    ['AWS::StepFunctions::StateMachine', 'states', 'statemachine'],
    ['AWS::ApiGateway::RestApi', 'apigateway', 'RestApi'],
    ['AWS::CertificateManager::Certificate', 'acm', 'certificate'],
    ['AWS::KinesisFirehose::DeliveryStream', 'firehose', 'deliverystream'],
    ['AWS::OpenSearchService::Domain', 'es', 'domain'],
    ['AWS::SSM::Parameter', 'ssm', 'parameter'],
    ['AWS::Backup::BackupVault', 'backup', 'backupVault'],
    ['AWS::Glue::Database', 'glue', 'database'],
    ['AWS::Events::EventBus', 'events', 'event-bus'],
    ['AWS::CloudTrail::Trail', 'cloudtrail', 'trail'],
    ['AWS::CodeBuild::Project', 'codebuild', 'project'],
    ['AWS::Cognito::UserPool', 'cognito-idp', 'userpool'],
    ['aws::s3::bucket', 's3', 'bucket'],
  ])('%s is %s %s', (name, service, type) => {
    expect(catalogue.typeOfCloudFormation(name)).toEqual({ service, type });
  });

  it('keep their word where the catalogue has no type, and mean nothing without a service', () => {
    expect(catalogue.typeOfCloudFormation('AWS::Logs::MetricFilter')).toEqual({
      service: 'logs',
      type: 'MetricFilter',
    });
    for (const name of ['AWS::Nowhere::Thing', 'Custom::Thing', 'AWS::S3', ''])
      expect(catalogue.typeOfCloudFormation(name), name).toBeUndefined();
  });

  it('are mapped to services and types the catalogue has', () => {
    for (const service of Object.values(cloudFormationTables.services)) expect(catalogue.services).toContain(service);
    for (const [name, [service, type]] of Object.entries(cloudFormationTables.exceptions)) {
      expect(
        catalogue.resourceTypesOf(service).map((known) => known.type),
        name,
      ).toContain(type);
    }
  });
});
