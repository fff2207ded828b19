import type { AwsApi } from './api.js';

/** Regions the account has enabled, sorted. */
export async function enabledRegions(api: AwsApi): Promise<readonly string[]> {
  const { Regions: regions } = await api.call('ec2', 'DescribeRegions', {});
  return (regions ?? []).flatMap((region) => region.RegionName ?? []).toSorted();
}
