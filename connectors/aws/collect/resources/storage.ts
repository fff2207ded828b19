import { tagMap } from '../documents.js';
import { mapBounded } from '../gate.js';
import { documentOf, field, type ReadingPlace, type ResourceReader, type ResourceRecord } from './record.js';

const concurrent = 4;

/** Buckets with policy, list, ownership, block, tags, default key and access points. */
async function buckets(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, partition } = place;
  const names = (await api.list('s3', 'ListBuckets', {}, 'Buckets')).flatMap((bucket) => bucket.Name ?? []);
  return mapBounded(names, concurrent, async (Bucket) => {
    const located = await api.call('s3', 'GetBucketLocation', { Bucket });
    // The oldest regions answer with names of their own.
    const constraint = String(located.LocationConstraint ?? '');
    const region = constraint === '' ? 'us-east-1' : constraint === 'EU' ? 'eu-west-1' : constraint;
    const record: ResourceRecord = {
      Arn: `arn:${partition}:s3:::${Bucket}`,
      ResourceType: 'AWS::S3::Bucket',
      Region: region,
      Account: account,
    };
    await field(place, record, 'Policy', async () =>
      documentOf((await api.find('s3', 'GetBucketPolicy', { Bucket }, region))?.Policy),
    );
    await field(place, record, 'Acl', async () => {
      const { Owner, Grants } = await api.call('s3', 'GetBucketAcl', { Bucket }, region);
      return { Owner, Grants };
    });
    await field(
      place,
      record,
      'ObjectOwnership',
      async () =>
        (await api.find('s3', 'GetBucketOwnershipControls', { Bucket }, region))?.OwnershipControls?.Rules?.[0]
          ?.ObjectOwnership,
    );
    await field(
      place,
      record,
      'PublicAccessBlock',
      async () => (await api.find('s3', 'GetPublicAccessBlock', { Bucket }, region))?.PublicAccessBlockConfiguration,
    );
    await field(place, record, 'Tags', async () =>
      tagMap((await api.find('s3', 'GetBucketTagging', { Bucket }, region))?.TagSet),
    );
    await field(place, record, 'KmsKeyArn', async () =>
      keyOf(
        place,
        region,
        (await api.find('s3', 'GetBucketEncryption', { Bucket }, region))?.ServerSideEncryptionConfiguration?.Rules?.[0]
          ?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
      ),
    );
    await field(place, record, 'AccessPoints', () => accessPoints(place, Bucket, region));
    return record;
  });
}

/** Keys are named by id, alias or ARN; only the ARN says which account's. */
function keyOf({ partition, account }: ReadingPlace, region: string, key: string | undefined): string | undefined {
  if (!key) return undefined;
  if (key.startsWith('arn:')) return key;
  return `arn:${partition}:kms:${region}:${account}:${key.startsWith('alias/') ? key : `key/${key}`}`;
}

async function accessPoints(
  { api, account }: ReadingPlace,
  Bucket: string,
  region: string,
): Promise<object[] | undefined> {
  const points = await api.list(
    's3Control',
    'ListAccessPoints',
    { AccountId: account, Bucket },
    'AccessPointList',
    region,
  );
  const found = await mapBounded(points, concurrent, async (point) => {
    const Name = point.Name ?? '';
    const details = await api.call('s3Control', 'GetAccessPoint', { AccountId: account, Name }, region);
    const policy = await api.find('s3Control', 'GetAccessPointPolicy', { AccountId: account, Name }, region);
    return {
      Name,
      Arn: point.AccessPointArn,
      VpcId: point.VpcConfiguration?.VpcId,
      PublicAccessBlock: details.PublicAccessBlockConfiguration,
      Policy: documentOf(policy?.Policy),
    };
  });
  return found.length > 0 ? found : undefined;
}

async function keys(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const list = await api.list('kms', 'ListKeys', {}, 'Keys', region);
  const aliases = await api.list('kms', 'ListAliases', {}, 'Aliases', region);
  return mapBounded(list, concurrent, async (key) => {
    const KeyId = key.KeyId ?? '';
    const record: ResourceRecord = {
      Arn: key.KeyArn ?? '',
      ResourceType: 'AWS::KMS::Key',
      Region: region,
      Account: account,
    };
    const names = aliases.flatMap((alias) => (alias.TargetKeyId === KeyId && alias.AliasName ? [alias.AliasName] : []));
    if (names.length > 0) record['Aliases'] = names;
    await field(place, record, 'Policy', async () =>
      documentOf((await api.call('kms', 'GetKeyPolicy', { KeyId, PolicyName: 'default' }, region)).Policy),
    );
    await field(place, record, 'Grants', async () =>
      nonEmpty(await api.list('kms', 'ListGrants', { KeyId }, 'Grants', region)),
    );
    await field(place, record, 'Tags', async () =>
      tagMap(await api.list('kms', 'ListResourceTags', { KeyId }, 'Tags', region)),
    );
    return record;
  });
}

const nonEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined);

async function secrets(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const list = await api.list('secretsManager', 'ListSecrets', {}, 'SecretList', region);
  return mapBounded(list, concurrent, async (secret) => {
    const record: ResourceRecord = {
      Arn: secret.ARN ?? '',
      ResourceType: 'AWS::SecretsManager::Secret',
      Region: region,
      Account: account,
      Tags: tagMap(secret.Tags),
    };
    const key = keyOf(place, region, secret.KmsKeyId);
    if (key) record['KmsKeyArn'] = key;
    await field(place, record, 'Policy', async () =>
      documentOf(
        (await api.call('secretsManager', 'GetResourcePolicy', { SecretId: secret.ARN }, region)).ResourcePolicy,
      ),
    );
    return record;
  });
}

async function tables(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const names = await api.list('dynamodb', 'ListTables', {}, 'TableNames', region);
  return mapBounded(names, concurrent, async (TableName) => {
    const { Table } = await api.call('dynamodb', 'DescribeTable', { TableName }, region);
    const Arn = Table?.TableArn ?? '';
    const record: ResourceRecord = { Arn, ResourceType: 'AWS::DynamoDB::Table', Region: region, Account: account };
    if (Table?.SSEDescription?.KMSMasterKeyArn) record['KmsKeyArn'] = Table.SSEDescription.KMSMasterKeyArn;
    await field(place, record, 'Policy', async () =>
      documentOf((await api.find('dynamodb', 'GetResourcePolicy', { ResourceArn: Arn }, region))?.Policy),
    );
    await field(place, record, 'Tags', async () =>
      tagMap(await api.list('dynamodb', 'ListTagsOfResource', { ResourceArn: Arn }, 'Tags', region)),
    );
    return record;
  });
}

async function fileSystems(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const list = await api.list('efs', 'DescribeFileSystems', {}, 'FileSystems', region);
  return mapBounded(list, concurrent, async (system) => {
    const record: ResourceRecord = {
      Arn: system.FileSystemArn ?? '',
      ResourceType: 'AWS::EFS::FileSystem',
      Region: region,
      Account: account,
      Tags: tagMap(system.Tags),
    };
    if (system.KmsKeyId) record['KmsKeyArn'] = system.KmsKeyId;
    await field(place, record, 'Policy', async () =>
      documentOf(
        (await api.find('efs', 'DescribeFileSystemPolicy', { FileSystemId: system.FileSystemId }, region))?.Policy,
      ),
    );
    return record;
  });
}

async function repositories(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const list = await api.list('ecr', 'DescribeRepositories', {}, 'repositories', region);
  return mapBounded(list, concurrent, async (repository) => {
    const record: ResourceRecord = {
      Arn: repository.repositoryArn ?? '',
      ResourceType: 'AWS::ECR::Repository',
      Region: region,
      Account: account,
    };
    await field(place, record, 'Policy', async () =>
      documentOf(
        (await api.find('ecr', 'GetRepositoryPolicy', { repositoryName: repository.repositoryName }, region))
          ?.policyText,
      ),
    );
    await field(place, record, 'Tags', async () =>
      tagMap((await api.call('ecr', 'ListTagsForResource', { resourceArn: repository.repositoryArn }, region)).tags),
    );
    return record;
  });
}

async function vaults(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const list = await api.list('backup', 'ListBackupVaults', {}, 'BackupVaultList', region);
  return mapBounded(list, concurrent, async (vault) => {
    const record: ResourceRecord = {
      Arn: vault.BackupVaultArn ?? '',
      ResourceType: 'AWS::Backup::BackupVault',
      Region: region,
      Account: account,
    };
    await field(place, record, 'Policy', async () =>
      documentOf(
        (await api.find('backup', 'GetBackupVaultAccessPolicy', { BackupVaultName: vault.BackupVaultName }, region))
          ?.Policy,
      ),
    );
    return record;
  });
}

export const storageReaders: readonly ResourceReader[] = [
  { name: 's3', regional: false, read: buckets },
  { name: 'kms', regional: true, read: keys },
  { name: 'secretsmanager', regional: true, read: secrets },
  { name: 'dynamodb', regional: true, read: tables },
  { name: 'elasticfilesystem', regional: true, read: fileSystems },
  { name: 'ecr', regional: true, read: repositories },
  { name: 'backup', regional: true, read: vaults },
];
