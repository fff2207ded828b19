import type { Fact, JsonObject } from '../../../src/graph/fact.js';
import { requireArn } from './arn.js';
import { compact, instant, listOf, records, type Spot, textOf } from './record.js';

/** SAML and OpenID Connect providers of an account (`list-…` and `get-…` answers joined). */
export function* mapProviders(json: JsonObject, file: string): Generator<Fact> {
  const spot: Spot = { file, path: '' };
  for (const key of ['SAMLProviders', 'SAMLProviderList']) {
    for (const { record, spot: at } of records(json, key, spot)) {
      yield provider('saml', record, at, { validUntil: instant(record['ValidUntil']) });
    }
  }
  for (const key of ['OpenIDConnectProviders', 'OpenIDConnectProviderList']) {
    for (const { record, spot: at } of records(json, key, spot)) {
      const clientIds = listOf(record['ClientIDList']).map(String);
      yield provider('oidc', record, at, {
        url: textOf(record, 'Url') ?? issuer(record),
        clientIds: record['ClientIDList'] ? clientIds : undefined,
      });
    }
  }
}

function provider(
  protocol: 'saml' | 'oidc',
  record: JsonObject,
  spot: Spot,
  extra: Readonly<Record<string, string | string[] | undefined>>,
): Fact {
  const arn = requireArn(record['Arn'], spot, 'Arn');
  return {
    id: arn.text,
    kind: 'identity-provider',
    name: arn.resource.slice(arn.resource.indexOf('/') + 1),
    ...(arn.account ? { account: arn.account } : {}),
    props: compact({ protocol, ...extra }),
  };
}

/** The ARN of an OpenID Connect provider ends in its issuer without the scheme. */
function issuer(record: JsonObject): string | undefined {
  const arn = textOf(record, 'Arn');
  return arn?.slice(arn.indexOf('/') + 1);
}
