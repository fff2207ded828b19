import type { Fact, JsonObject, Problem } from '../../../src/graph/fact.js';
import { policyDocument } from './policy-document.js';
import { compact, notCollected, publicAccessBlock, records, type Spot, textOf } from './record.js';

/** Account-wide settings (design: account.json): public access block, alias, VPC endpoints with their policies. */
export function* mapAccountSettings(
  json: JsonObject,
  file: string,
  account: string,
  problems: Problem[],
): Generator<Fact> {
  const spot: Spot = { file, path: '' };
  const alias = textOf(json, 'Alias');
  const endpoints = records(json, 'VpcEndpoints', spot).map(({ record }, index) => {
    const place = { subject: account, path: `/vpcEndpoints/${index}/Policy`, file };
    return compact({ ...record, Policy: policyDocument(record['Policy'], place, problems) });
  });
  yield {
    id: account,
    kind: 'account',
    ...(alias ? { aliases: [alias] } : {}),
    account,
    props: compact({
      alias,
      publicAccessBlock: publicAccessBlock(json['PublicAccessBlock']),
      vpcEndpoints: json['VpcEndpoints'] === undefined || json['VpcEndpoints'] === null ? undefined : endpoints,
      settingsNotCollected: notCollected(json),
    }),
  };
}
