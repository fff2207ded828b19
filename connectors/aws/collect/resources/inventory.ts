import { CallFault } from '../faults.js';
import type { ReadingPlace, ResourceRecord } from './record.js';

/**
 * What the readers of single services do not cover: an AWS Config aggregator where the account has one, else the aggregator
 * index of Resource Explorer. Having neither is no failure.
 */
export async function readInventory(place: ReadingPlace): Promise<ResourceRecord[]> {
  try {
    return (await fromConfig(place)) ?? (await fromExplorer(place));
  } catch (error) {
    if (!(error instanceof CallFault) || place.api.ended) throw error;
    place.skipped(error);
    return [];
  }
}

async function fromConfig({ api, account, region }: ReadingPlace): Promise<ResourceRecord[] | undefined> {
  const aggregators = await api.list(
    'config',
    'DescribeConfigurationAggregators',
    {},
    'ConfigurationAggregators',
    region,
  );
  const ConfigurationAggregatorName = aggregators[0]?.ConfigurationAggregatorName;
  if (!ConfigurationAggregatorName) return undefined;
  const Expression = `SELECT arn, resourceType, awsRegion, accountId, tags WHERE accountId = '${account}'`;
  const rows = await api.list(
    'config',
    'SelectAggregateResourceConfig',
    { ConfigurationAggregatorName, Expression, Limit: 100 },
    'Results',
    region,
  );
  return rows.flatMap((text) => {
    const row = JSON.parse(text) as {
      arn?: string;
      resourceType?: string;
      awsRegion?: string;
      tags?: { key: string; value: string }[];
    };
    if (!row.arn?.startsWith('arn:') || !row.resourceType) return [];
    const tags = Object.fromEntries((row.tags ?? []).map(({ key, value }) => [key, value]));
    return [
      {
        Arn: row.arn,
        ResourceType: row.resourceType,
        Account: account,
        ...(row.awsRegion ? { Region: row.awsRegion } : {}),
        Tags: tags,
      },
    ];
  });
}

async function fromExplorer({ api, account, region }: ReadingPlace): Promise<ResourceRecord[]> {
  const indexes = await api.list('resourceExplorer', 'ListIndexes', { Type: 'AGGREGATOR' }, 'Indexes', region);
  const home = indexes[0]?.Region;
  if (!home) return [];
  const found = await api.list('resourceExplorer', 'ListResources', { MaxResults: 1000 }, 'Resources', home);
  return found.flatMap((one) =>
    one.Arn && one.OwningAccountId === account
      ? [
          {
            Arn: one.Arn,
            ResourceType: one.ResourceType ?? '',
            Account: account,
            ...(one.Region ? { Region: one.Region } : {}),
            NotCollected: ['Policy', 'Tags'],
          },
        ]
      : [],
  );
}
