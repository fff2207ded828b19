import { namedTags, tagMap } from '../documents.js';
import { mapBounded } from '../gate.js';
import {
  concurrentRecords,
  documentOf,
  field,
  known,
  newRecord,
  type ReadingPlace,
  type ResourceReader,
  type ResourceRecord,
} from './record.js';

/** Queues of one page; asking for a size makes the service page at all. */
const pageSize = 1000;

async function queues(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const urls = await api.list('sqs', 'ListQueues', { MaxResults: pageSize }, 'QueueUrls', region);
  return mapBounded(urls, concurrentRecords, (QueueUrl) => queue(place, QueueUrl));
}

/** The URL ends in account and name, so that a queue whose attributes are denied still stands in the inventory. */
async function queue(place: ReadingPlace, QueueUrl: string): Promise<ResourceRecord> {
  const { api, partition, region } = place;
  const [account, name] = QueueUrl.split('/').slice(-2);
  const record = newRecord(place, `arn:${partition}:sqs:${region}:${account}:${name}`, 'AWS::SQS::Queue');
  let key: string | undefined;
  await field(place, record, 'Policy', async () => {
    const { Attributes: found } = await api.call(
      'sqs',
      'GetQueueAttributes',
      { QueueUrl, AttributeNames: ['All'] },
      region,
    );
    key = found?.KmsMasterKeyId;
    return documentOf(found?.Policy);
  });
  await field(place, record, 'KmsKeyArn', () => place.keyArn(key, region));
  await field(place, record, 'Tags', async () =>
    namedTags((await api.call('sqs', 'ListQueueTags', { QueueUrl }, region)).Tags),
  );
  return record;
}

async function topics(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const list = await api.list('sns', 'ListTopics', {}, 'Topics', region);
  return mapBounded(list, concurrentRecords, async ({ TopicArn }) => {
    const record = newRecord(place, TopicArn, 'AWS::SNS::Topic');
    let key: string | undefined;
    await field(place, record, 'Policy', async () => {
      const { Attributes: found } = await api.call('sns', 'GetTopicAttributes', { TopicArn }, region);
      key = found?.['KmsMasterKeyId'];
      return documentOf(found?.['Policy']);
    });
    await field(place, record, 'KmsKeyArn', () => place.keyArn(key, region));
    await field(place, record, 'Tags', async () =>
      tagMap((await api.call('sns', 'ListTagsForResource', { ResourceArn: TopicArn }, region)).Tags),
    );
    return record;
  });
}

async function buses(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const list = await api.list('eventbridge', 'ListEventBuses', {}, 'EventBuses', region);
  return mapBounded(list, concurrentRecords, async ({ Arn, Name }) => {
    const record = newRecord(place, Arn, 'AWS::Events::EventBus');
    let key: string | undefined;
    await field(place, record, 'Policy', async () => {
      const bus = await api.call('eventbridge', 'DescribeEventBus', { Name }, region);
      key = bus.KmsKeyIdentifier;
      return documentOf(bus.Policy);
    });
    await field(place, record, 'KmsKeyArn', () => place.keyArn(key, region));
    await field(place, record, 'Tags', async () =>
      tagMap((await api.call('eventbridge', 'ListTagsForResource', { ResourceARN: Arn }, region)).Tags),
    );
    return record;
  });
}

/**
 * A REST API has two names: the one it is managed by, and the one it is called by, which its policy speaks of
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-using-iam-policies-to-invoke-api.html).
 */
async function restApis(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account, region, partition } = place;
  const list = await api.list('apiGateway', 'GetRestApis', { limit: 500 }, 'items', region);
  return list.flatMap(({ id, policy, tags }) => {
    const managed = newRecord(
      place,
      `arn:${partition}:apigateway:${region}::/restapis/${id}`,
      'AWS::ApiGateway::RestApi',
    );
    const called = newRecord(
      place,
      `arn:${partition}:execute-api:${region}:${account}:${id}`,
      'AWS::ApiGateway::RestApi',
    );
    known(managed, { Tags: namedTags(tags) });
    known(called, { Tags: namedTags(tags), Policy: documentOf(policy) });
    return [managed, called];
  });
}

export const messagingReaders: readonly ResourceReader[] = [
  { name: 'sqs', regional: true, read: queues },
  { name: 'sns', regional: true, read: topics },
  { name: 'events', regional: true, read: buses },
  { name: 'apigateway', regional: true, read: restApis },
];
