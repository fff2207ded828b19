import { tagMap } from '../documents.js';
import { bearable } from '../faults.js';
import { canCarryPolicy } from './policied.js';
import type { ReadingPlace, ResourceRecord } from './record.js';

/**
 * What the readers of single services do not cover: an AWS Config aggregator where the account has one, else the aggregator
 * index of Resource Explorer. Having neither is no failure.
 */
export async function readInventory(place: ReadingPlace): Promise<ResourceRecord[]> {
  try {
    return (await fromConfig(place)) ?? (await fromExplorer(place));
  } catch (error) {
    place.skipped(bearable(error, place.api));
    return [];
  }
}

interface Listed {
  readonly arn: string | undefined;
  readonly type: string | undefined;
  readonly region: string | undefined;
  /** Undefined = the inventory does not say. */
  readonly tags: readonly object[] | undefined;
}

function inventoryRecord({ account }: ReadingPlace, { arn, type, region, tags }: Listed): ResourceRecord[] {
  if (!arn?.startsWith('arn:') || !type) return [];
  const missing = [...(canCarryPolicy(arn) ? ['Policy'] : []), ...(tags === undefined ? ['Tags'] : [])];
  const tagged = tagMap(tags);
  return [
    {
      Arn: arn,
      ResourceType: type,
      ...(region ? { Region: region } : {}),
      Account: account,
      ...(tagged ? { Tags: tagged } : {}),
      ...(missing.length > 0 ? { NotCollected: missing } : {}),
    },
  ];
}

/** Rows of one page; the most AWS Config gives. */
const configPage = 100;

/** Undefined where the account has no aggregator. */
async function fromConfig(place: ReadingPlace): Promise<ResourceRecord[] | undefined> {
  const { api, account, region } = place;
  const aggregators = await api.list(
    'config',
    'DescribeConfigurationAggregators',
    {},
    'ConfigurationAggregators',
    region,
  );
  const ConfigurationAggregatorName = aggregators[0]?.ConfigurationAggregatorName;
  if (!ConfigurationAggregatorName) return undefined;
  const Expression = `SELECT arn, resourceType, awsRegion, tags WHERE accountId = '${account}'`;
  const input = { ConfigurationAggregatorName, Expression, Limit: configPage };
  const rows = await api.list('config', 'SelectAggregateResourceConfig', input, 'Results', region);
  return rows.flatMap((text) => inventoryRecord(place, configRow(text)));
}

function configRow(text: string): Listed {
  const row = JSON.parse(text) as { arn?: string; resourceType?: string; awsRegion?: string; tags?: object[] };
  return { arn: row.arn, type: row.resourceType, region: row.awsRegion, tags: row.tags };
}

/** Resources of one page; the most Resource Explorer gives. */
const explorerPage = 1000;

/** Types are in the explorer's words, which are those of IAM (`s3:bucket`). Tags come only with a view that includes them. */
async function fromExplorer(place: ReadingPlace): Promise<ResourceRecord[]> {
  const { api, account } = place;
  const indexes = await api.list('resourceExplorer', 'ListIndexes', { Type: 'AGGREGATOR' }, 'Indexes', place.region);
  const home = indexes[0]?.Region;
  if (!home) return [];
  const records: ResourceRecord[] = [];
  let tagged: boolean | undefined;
  const input = { Filters: { FilterString: `accountid:${account}` }, MaxResults: explorerPage };
  for await (const page of api.pages('resourceExplorer', 'ListResources', input, home)) {
    tagged ??= await viewHasTags(place, page.ViewArn, home);
    for (const { Arn, ResourceType, Region, OwningAccountId, Properties } of page.Resources ?? []) {
      if (OwningAccountId !== account) continue;
      const tags = Properties?.find((property) => property.Name === 'tags')?.Data;
      const listed = { arn: Arn, type: ResourceType, region: Region, tags: tagged ? tagList(tags) : undefined };
      records.push(...inventoryRecord(place, listed));
    }
  }
  return records;
}

async function viewHasTags({ api }: ReadingPlace, ViewArn: string | undefined, region: string): Promise<boolean> {
  if (!ViewArn) return false;
  const { View: view } = await api.call('resourceExplorer', 'GetView', { ViewArn }, region);
  return view?.IncludedProperties?.some((property) => property.Name === 'tags') ?? false;
}

function tagList(data: unknown): readonly object[] {
  return Array.isArray(data) ? data.filter((tag): tag is object => typeof tag === 'object' && tag !== null) : [];
}
