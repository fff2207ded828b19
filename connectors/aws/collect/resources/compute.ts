import { namedTags, tagMap } from '../documents.js';
import { mapBounded } from '../gate.js';
import type { CallOutput } from '../sdk.js';
import {
  arnOf,
  concurrentRecords,
  documentOf,
  field,
  known,
  newRecord,
  type ReadingPlace,
  type ResourceReader,
  type ResourceRecord,
} from './record.js';

type ListedFunction = NonNullable<CallOutput<'lambda', 'ListFunctions'>['Functions']>[number];

/** Functions, and their aliases where these have policies of their own. Environment values come with the list and are dropped. */
async function functions(place: ReadingPlace): Promise<ResourceRecord[]> {
  const list = await place.api.list('lambda', 'ListFunctions', {}, 'Functions', place.region);
  return (await mapBounded(list, concurrentRecords, (one) => functionRecords(place, one))).flat();
}

async function functionRecords(place: ReadingPlace, one: ListedFunction): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const { FunctionName, FunctionArn, Role, KMSKeyArn } = one;
  const record = newRecord(place, FunctionArn, 'AWS::Lambda::Function');
  known(record, { RunsAs: Role, KmsKeyArn: KMSKeyArn });
  const policyOf = async (Qualifier?: string) => {
    const input = Qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier };
    return documentOf((await api.find('lambda', 'GetPolicy', input, region))?.Policy);
  };
  await field(place, record, 'Policy', () => policyOf());
  await field(place, record, 'Tags', async () =>
    namedTags((await api.call('lambda', 'ListTags', { Resource: FunctionArn }, region)).Tags),
  );
  const aliases: ResourceRecord[] = [];
  await field(place, record, 'Aliases', async () => {
    for (const { AliasArn, Name } of await api.list('lambda', 'ListAliases', { FunctionName }, 'Aliases', region)) {
      const alias = newRecord(place, AliasArn, 'AWS::Lambda::Alias');
      known(alias, { RunsAs: Role });
      await field(place, alias, 'Policy', () => policyOf(Name));
      if (alias.Policy !== undefined || alias.NotCollected) aliases.push(alias);
    }
    return undefined;
  });
  return [record, ...aliases];
}

/** Instances that exist; user data is never asked for. */
async function instances(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const reservations = await api.list('ec2', 'DescribeInstances', { MaxResults: 1000 }, 'Reservations', region);
  const all = reservations.flatMap((reservation) => reservation.Instances ?? []);
  const existing = all.filter((instance) => instance.State?.Name !== 'terminated');
  return mapBounded(existing, concurrentRecords, async ({ InstanceId, IamInstanceProfile, Tags }) => {
    const record = newRecord(place, arnOf(place, 'ec2', `instance/${InstanceId}`), 'AWS::EC2::Instance');
    known(record, { Tags: tagMap(Tags) });
    const profile = IamInstanceProfile?.Arn;
    if (profile) await field(place, record, 'RunsAs', () => place.roleOfProfile(profile));
    return record;
  });
}

/** The newest active revision of each family; container definitions and their environment are dropped. */
async function taskDefinitions(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, region } = place;
  const listed = await api.list('ecs', 'ListTaskDefinitions', { status: 'ACTIVE' }, 'taskDefinitionArns', region);
  return mapBounded(newestRevisions(listed), concurrentRecords, async (taskDefinition) => {
    const record = newRecord(place, taskDefinition, 'AWS::ECS::TaskDefinition');
    let tags: Readonly<Record<string, string>> | undefined;
    await field(place, record, 'RunsAs', async () => {
      const input = { taskDefinition, include: ['TAGS' as const] };
      const found = await api.call('ecs', 'DescribeTaskDefinition', input, region);
      tags = tagMap(found.tags);
      return found.taskDefinition?.taskRoleArn || undefined;
    });
    if (record.NotCollected) record.NotCollected = [...record.NotCollected, 'Tags'];
    known(record, { Tags: tags });
    return record;
  });
}

function newestRevisions(arns: readonly string[]): string[] {
  const newest = new Map<string, string>();
  for (const arn of arns) {
    const family = arn.slice(0, arn.lastIndexOf(':'));
    const known = newest.get(family);
    if (known === undefined || revision(arn) > revision(known)) newest.set(family, arn);
  }
  return [...newest.values()];
}

const revision = (arn: string): number => Number(arn.slice(arn.lastIndexOf(':') + 1));

export const computeReaders: readonly ResourceReader[] = [
  { name: 'lambda', regional: true, read: functions },
  { name: 'ec2', regional: true, read: instances },
  { name: 'ecs', regional: true, read: taskDefinitions },
];
