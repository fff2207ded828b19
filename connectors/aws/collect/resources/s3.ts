import type { AwsApi } from '../api.js';
import { tagMap } from '../documents.js';
import { bearable } from '../faults.js';
import { mapBounded } from '../gate.js';
import {
  concurrentRecords,
  documentOf,
  field,
  newRecord,
  nonEmpty,
  type ReadingPlace,
  type ResourceRecord,
} from './record.js';

/** Buckets of one page; asking for a size makes the service page at all. */
const pageSize = 1000;
/** The oldest regions answer with names of their own: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
const oldRegionNames: Readonly<Record<string, string>> = { '': 'us-east-1', EU: 'eu-west-1' };

/** Buckets with policy, access control list, ownership, public access block, tags, default key and access points. */
export async function readBuckets(home: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, partition } = home;
  const listed = await api.list('s3', 'ListBuckets', { MaxBuckets: pageSize }, 'Buckets');
  const pointsOf = accessPointLists(home);
  return mapBounded(listed, concurrentRecords, async ({ Name: Bucket, BucketRegion }) => {
    const region = BucketRegion ?? (await regionOf(home, Bucket));
    const place = { ...home, region: region ?? home.region };
    const { Region: _home, ...rest } = newRecord(place, `arn:${partition}:s3:::${Bucket}`, 'AWS::S3::Bucket');
    const record: ResourceRecord = { ...rest, ...(region ? { Region: region } : {}) };
    if (Bucket) await fill(place, record, Bucket, pointsOf);
    return record;
  });
}

/** Undefined where it cannot be read; the bucket is then asked at home, and the service itself says where it lies. */
async function regionOf({ api, skipped }: ReadingPlace, Bucket: string | undefined): Promise<string | undefined> {
  try {
    const { LocationConstraint: constraint } = await api.call('s3', 'GetBucketLocation', { Bucket });
    const name: string = constraint ?? '';
    return oldRegionNames[name] ?? name;
  } catch (error) {
    skipped(bearable(error, api));
    return undefined;
  }
}

type PointsOf = (bucket: string, region: string) => Promise<readonly object[] | undefined>;

async function fill(place: ReadingPlace, record: ResourceRecord, Bucket: string, pointsOf: PointsOf): Promise<void> {
  const { api, region } = place;
  await field(place, record, 'Policy', async () =>
    documentOf((await api.find('s3', 'GetBucketPolicy', { Bucket }, region))?.Policy),
  );
  await field(place, record, 'Acl', async () => {
    const { Owner, Grants } = await api.call('s3', 'GetBucketAcl', { Bucket }, region);
    return { Owner, Grants };
  });
  await field(place, record, 'ObjectOwnership', async () => {
    const controls = await api.find('s3', 'GetBucketOwnershipControls', { Bucket }, region);
    return controls?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
  });
  await field(place, record, 'PublicAccessBlock', async () => {
    const block = await api.find('s3', 'GetPublicAccessBlock', { Bucket }, region);
    return block?.PublicAccessBlockConfiguration;
  });
  await field(place, record, 'Tags', async () =>
    tagMap((await api.find('s3', 'GetBucketTagging', { Bucket }, region))?.TagSet),
  );
  await field(place, record, 'KmsKeyArn', async () => {
    const encryption = await api.find('s3', 'GetBucketEncryption', { Bucket }, region);
    const rule = encryption?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
    if (!rule?.SSEAlgorithm?.startsWith('aws:kms')) return undefined;
    return place.keyArn(rule.KMSMasterKeyID ?? 'alias/aws/s3', region);
  });
  await field(place, record, 'AccessPoints', () => pointsOf(Bucket, region));
}

/** Access points are listed once for each region that holds buckets, not once for each bucket. */
function accessPointLists({ api, account }: ReadingPlace): PointsOf {
  const lists = new Map<string, ReturnType<typeof listPoints>>();
  return async (bucket, region) => {
    const list = lists.get(region) ?? listPoints(api, account, region);
    lists.set(region, list);
    const own = (await list).filter((point) => point.Bucket === bucket);
    return nonEmpty(await mapBounded(own, concurrentRecords, (point) => readPoint(api, account, region, point)));
  };
}

function listPoints(api: AwsApi, account: string, region: string) {
  return api.list('s3Control', 'ListAccessPoints', { AccountId: account }, 'AccessPointList', region);
}

type ListedPoint = Awaited<ReturnType<typeof listPoints>>[number];

async function readPoint(api: AwsApi, account: string, region: string, point: ListedPoint): Promise<object> {
  const input = { AccountId: account, Name: point.Name };
  const details = await api.call('s3Control', 'GetAccessPoint', input, region);
  const policy = await api.find('s3Control', 'GetAccessPointPolicy', input, region);
  return {
    Name: point.Name,
    Arn: point.AccessPointArn,
    NetworkOrigin: point.NetworkOrigin,
    VpcId: point.VpcConfiguration?.VpcId,
    PublicAccessBlock: details.PublicAccessBlockConfiguration,
    Policy: documentOf(policy?.Policy),
  };
}
