import { namedTags, tagMap } from '../documents.js';
import { mapBounded } from '../gate.js';
import { arnOf, documentOf, field, type ReadingPlace, type ResourceReader, type ResourceRecord } from './record.js';

const concurrent = 4;

/** Functions with policy and role; environment values are never written. */
async function functions(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const list = await api.list('lambda', 'ListFunctions', {}, 'Functions', region);
  return mapBounded(list, concurrent, async (one) => {
    const record: ResourceRecord = {
      Arn: one.FunctionArn ?? '',
      ResourceType: 'AWS::Lambda::Function',
      Region: region,
      Account: account,
    };
    if (one.Role) record['RunsAs'] = one.Role;
    await field(place, record, 'Policy', async () =>
      documentOf((await api.find('lambda', 'GetPolicy', { FunctionName: one.FunctionName }, region))?.Policy),
    );
    await field(place, record, 'Tags', async () =>
      namedTags((await api.call('lambda', 'ListTags', { Resource: one.FunctionArn }, region)).Tags),
    );
    return record;
  });
}

async function instances(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region, profiles } = place;
  const reservations = await api.list('ec2', 'DescribeInstances', {}, 'Reservations', region);
  return reservations
    .flatMap((reservation) => reservation.Instances ?? [])
    .map((instance) => {
      const role = profiles.get(instance.IamInstanceProfile?.Arn ?? '');
      return {
        Arn: arnOf(place, 'ec2', `instance/${instance.InstanceId}`),
        ResourceType: 'AWS::EC2::Instance',
        Region: region,
        Account: account,
        Tags: tagMap(instance.Tags),
        ...(role ? { RunsAs: role } : {}),
      };
    });
}

async function taskDefinitions(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const arns = await api.list('ecs', 'ListTaskDefinitions', { status: 'ACTIVE' }, 'taskDefinitionArns', region);
  return mapBounded(arns, concurrent, async (taskDefinition) => {
    const { taskDefinition: task, tags } = await api.call(
      'ecs',
      'DescribeTaskDefinition',
      { taskDefinition, include: ['TAGS'] },
      region,
    );
    const role = task?.taskRoleArn;
    return {
      Arn: taskDefinition,
      ResourceType: 'AWS::ECS::TaskDefinition',
      Region: region,
      Account: account,
      Tags: tagMap(tags),
      ...(role ? { RunsAs: role } : {}),
    };
  });
}

async function queues(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const urls = await api.list('sqs', 'ListQueues', { MaxResults: 1000 }, 'QueueUrls', region);
  return mapBounded(urls, concurrent, async (QueueUrl) => {
    const { Attributes: found } = await api.call(
      'sqs',
      'GetQueueAttributes',
      { QueueUrl, AttributeNames: ['All'] },
      region,
    );
    const record: ResourceRecord = {
      Arn: found?.QueueArn ?? '',
      ResourceType: 'AWS::SQS::Queue',
      Region: region,
      Account: account,
    };
    const policy = documentOf(found?.Policy);
    if (policy !== undefined) record.Policy = policy;
    const key = found?.KmsMasterKeyId;
    if (key)
      record['KmsKeyArn'] = key.startsWith('arn:')
        ? key
        : arnOf(place, 'kms', key.startsWith('alias/') ? key : `key/${key}`);
    await field(place, record, 'Tags', async () =>
      namedTags((await api.call('sqs', 'ListQueueTags', { QueueUrl }, region)).Tags),
    );
    return record;
  });
}

async function topics(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const list = await api.list('sns', 'ListTopics', {}, 'Topics', region);
  return mapBounded(list, concurrent, async ({ TopicArn = '' }) => {
    const record: ResourceRecord = { Arn: TopicArn, ResourceType: 'AWS::SNS::Topic', Region: region, Account: account };
    await field(place, record, 'Policy', async () =>
      documentOf((await api.call('sns', 'GetTopicAttributes', { TopicArn }, region)).Attributes?.['Policy']),
    );
    await field(place, record, 'Tags', async () =>
      tagMap((await api.call('sns', 'ListTagsForResource', { ResourceArn: TopicArn }, region)).Tags),
    );
    return record;
  });
}

async function buses(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const list = await api.list('eventbridge', 'ListEventBuses', {}, 'EventBuses', region);
  return mapBounded(list, concurrent, async (bus) => {
    const record: ResourceRecord = {
      Arn: bus.Arn ?? '',
      ResourceType: 'AWS::Events::EventBus',
      Region: region,
      Account: account,
    };
    await field(place, record, 'Policy', async () =>
      documentOf((await api.call('eventbridge', 'DescribeEventBus', { Name: bus.Name }, region)).Policy),
    );
    return record;
  });
}

async function domains(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const names =
    (await api.call('opensearch', 'ListDomainNames', {}, region)).DomainNames?.flatMap((one) => one.DomainName ?? []) ??
    [];
  const records: ResourceRecord[] = [];
  // The service describes five at a time.
  for (let at = 0; at < names.length; at += 5) {
    const { DomainStatusList: list } = await api.call(
      'opensearch',
      'DescribeDomains',
      { DomainNames: names.slice(at, at + 5) },
      region,
    );
    for (const domain of list ?? []) {
      const record: ResourceRecord = {
        Arn: domain.ARN ?? '',
        ResourceType: 'AWS::OpenSearchService::Domain',
        Region: region,
        Account: account,
      };
      const policy = documentOf(domain.AccessPolicies);
      if (policy !== undefined) record.Policy = policy;
      await field(place, record, 'Tags', async () =>
        tagMap((await api.call('opensearch', 'ListTags', { ARN: domain.ARN }, region)).TagList),
      );
      records.push(record);
    }
  }
  return records;
}

async function dataCatalog(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region } = place;
  const policy = await api.find('glue', 'GetResourcePolicy', {}, region);
  if (!policy?.PolicyInJson) return [];
  return [
    {
      Arn: arnOf(place, 'glue', 'catalog'),
      ResourceType: 'AWS::Glue::DataCatalog',
      Region: region,
      Account: account,
      Policy: documentOf(policy.PolicyInJson) ?? null,
    },
  ];
}

async function restApis(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region, partition } = place;
  const list = await api.list('apiGateway', 'GetRestApis', {}, 'items', region);
  return list.map((one) => {
    const policy = documentOf(one.policy);
    return {
      Arn: `arn:${partition}:execute-api:${region}:${account}:${one.id}`,
      ResourceType: 'AWS::ApiGateway::RestApi',
      Region: region,
      Account: account,
      Tags: namedTags(one.tags),
      ...(policy === undefined ? {} : { Policy: policy }),
    };
  });
}

export const computeReaders: readonly ResourceReader[] = [
  { name: 'lambda', regional: true, read: functions },
  { name: 'ec2', regional: true, read: instances },
  { name: 'ecs', regional: true, read: taskDefinitions },
  { name: 'sqs', regional: true, read: queues },
  { name: 'sns', regional: true, read: topics },
  { name: 'events', regional: true, read: buses },
  { name: 'es', regional: true, read: domains },
  { name: 'glue', regional: true, read: dataCatalog },
  { name: 'apigateway', regional: true, read: restApis },
];
