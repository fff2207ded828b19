import { tagMap } from '../documents.js';
import { mapBounded } from '../gate.js';
import {
  arnOf,
  concurrentRecords,
  documentOf,
  field,
  known,
  newRecord,
  nonEmpty,
  type ReadingPlace,
  type ResourceReader,
  type ResourceRecord,
} from './record.js';

/** Keys with policy, grants, aliases and tags. */
async function keys(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const list = await api.list('kms', 'ListKeys', {}, 'Keys', region);
  const aliases = await api.list('kms', 'ListAliases', {}, 'Aliases', region);
  return mapBounded(list, concurrentRecords, async ({ KeyId, KeyArn }) => {
    const record = newRecord(place, KeyArn, 'AWS::KMS::Key');
    const own = aliases.flatMap((alias) => (alias.TargetKeyId === KeyId && alias.AliasName ? [alias.AliasName] : []));
    known(record, { Aliases: nonEmpty(own) });
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

/** Secrets with policy and tags; their values are never asked for. */
async function secrets(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const list = await api.list('secretsManager', 'ListSecrets', {}, 'SecretList', region);
  return mapBounded(list, concurrentRecords, async ({ ARN, KmsKeyId, Tags }) => {
    const record = newRecord(place, ARN, 'AWS::SecretsManager::Secret');
    known(record, { Tags: tagMap(Tags) });
    await field(place, record, 'Policy', async () =>
      documentOf((await api.call('secretsManager', 'GetResourcePolicy', { SecretId: ARN }, region)).ResourcePolicy),
    );
    await field(place, record, 'KmsKeyArn', () => place.keyArn(KmsKeyId, region));
    return record;
  });
}

async function tables(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const names = await api.list('dynamodb', 'ListTables', {}, 'TableNames', region);
  return mapBounded(names, concurrentRecords, async (TableName) => {
    const ResourceArn = arnOf(place, 'dynamodb', `table/${TableName}`);
    const record = newRecord(place, ResourceArn, 'AWS::DynamoDB::Table');
    await field(place, record, 'KmsKeyArn', async () => {
      const { Table } = await api.call('dynamodb', 'DescribeTable', { TableName }, region);
      return Table?.SSEDescription?.KMSMasterKeyArn;
    });
    await field(place, record, 'Policy', async () =>
      documentOf((await api.find('dynamodb', 'GetResourcePolicy', { ResourceArn }, region))?.Policy),
    );
    await field(place, record, 'Tags', async () =>
      tagMap(await api.list('dynamodb', 'ListTagsOfResource', { ResourceArn }, 'Tags', region)),
    );
    return record;
  });
}

async function fileSystems(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const list = await api.list('efs', 'DescribeFileSystems', {}, 'FileSystems', region);
  return mapBounded(list, concurrentRecords, async ({ FileSystemArn, FileSystemId, KmsKeyId, Tags }) => {
    const record = newRecord(
      place,
      FileSystemArn ?? arnOf(place, 'elasticfilesystem', `file-system/${FileSystemId}`),
      'AWS::EFS::FileSystem',
    );
    known(record, { Tags: tagMap(Tags) });
    await field(place, record, 'KmsKeyArn', () => place.keyArn(KmsKeyId, region));
    await field(place, record, 'Policy', async () =>
      documentOf((await api.find('efs', 'DescribeFileSystemPolicy', { FileSystemId }, region))?.Policy),
    );
    return record;
  });
}

async function repositories(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const list = await api.list('ecr', 'DescribeRepositories', {}, 'repositories', region);
  return mapBounded(list, concurrentRecords, async ({ repositoryArn, repositoryName, encryptionConfiguration }) => {
    const record = newRecord(place, repositoryArn, 'AWS::ECR::Repository');
    await field(place, record, 'KmsKeyArn', () => place.keyArn(encryptionConfiguration?.kmsKey, region));
    await field(place, record, 'Policy', async () =>
      documentOf((await api.find('ecr', 'GetRepositoryPolicy', { repositoryName }, region))?.policyText),
    );
    await field(place, record, 'Tags', async () =>
      tagMap((await api.call('ecr', 'ListTagsForResource', { resourceArn: repositoryArn }, region)).tags),
    );
    return record;
  });
}

async function vaults(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const list = await api.list('backup', 'ListBackupVaults', {}, 'BackupVaultList', region);
  return mapBounded(list, concurrentRecords, async ({ BackupVaultArn, BackupVaultName, EncryptionKeyArn }) => {
    const record = newRecord(place, BackupVaultArn, 'AWS::Backup::BackupVault');
    await field(place, record, 'KmsKeyArn', () => place.keyArn(EncryptionKeyArn, region));
    await field(place, record, 'Policy', async () =>
      documentOf((await api.find('backup', 'GetBackupVaultAccessPolicy', { BackupVaultName }, region))?.Policy),
    );
    await field(place, record, 'Tags', async () => {
      const tags: Record<string, string> = {};
      for await (const page of api.pages('backup', 'ListTags', { ResourceArn: BackupVaultArn }, region)) {
        Object.assign(tags, page.Tags);
      }
      return tagMap(Object.entries(tags).map(([Key, Value]) => ({ Key, Value })));
    });
    return record;
  });
}

/** The data catalog's policy governs all databases and tables of the region; a region without one has no record. */
async function dataCatalog(place: ReadingPlace): Promise<ResourceRecord[]> {
  const found = await place.api.find('glue', 'GetResourcePolicy', {}, place.region);
  const policy = documentOf(found?.PolicyInJson);
  if (policy === undefined) return [];
  return [{ ...newRecord(place, arnOf(place, 'glue', 'catalog'), 'AWS::Glue::Catalog'), Policy: policy }];
}

/** Domains one call describes at most. */
const domainBatch = 5;

async function domains(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const { DomainNames: listed } = await api.call('opensearch', 'ListDomainNames', {}, region);
  const names = (listed ?? []).flatMap(({ DomainName }) => DomainName ?? []);
  const records: ResourceRecord[] = [];
  for (let at = 0; at < names.length; at += domainBatch) {
    const DomainNames = names.slice(at, at + domainBatch);
    const { DomainStatusList: list } = await api.call('opensearch', 'DescribeDomains', { DomainNames }, region);
    for (const { ARN, AccessPolicies, EncryptionAtRestOptions } of list ?? []) {
      const record = newRecord(place, ARN, 'AWS::OpenSearchService::Domain');
      known(record, { Policy: documentOf(AccessPolicies) });
      await field(place, record, 'KmsKeyArn', () => place.keyArn(EncryptionAtRestOptions?.KmsKeyId, region));
      await field(place, record, 'Tags', async () =>
        tagMap((await api.call('opensearch', 'ListTags', { ARN }, region)).TagList),
      );
      records.push(record);
    }
  }
  return records;
}

export const dataReaders: readonly ResourceReader[] = [
  { name: 'kms', regional: true, read: keys },
  { name: 'secretsmanager', regional: true, read: secrets },
  { name: 'dynamodb', regional: true, read: tables },
  { name: 'elasticfilesystem', regional: true, read: fileSystems },
  { name: 'ecr', regional: true, read: repositories },
  { name: 'backup', regional: true, read: vaults },
  { name: 'glue', regional: true, read: dataCatalog },
  { name: 'es', regional: true, read: domains },
];
