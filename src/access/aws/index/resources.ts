import { compilePolicy, principalKeys } from '../../../evaluators/aws/index.js';
import type { Fact, JsonObject } from '../../../graph/fact.js';
import type { IndexRecord, PartIndexer } from '../../../graph/generation-index.js';
import { lacks } from '../not-collected.js';
import { aclGrantees } from '../resource-grants.js';

/** Who the resource-side policies, ACLs and key grants of one part name. */
export class AwsResourceIndexer implements PartIndexer {
  private readonly records: IndexRecord[] = [];

  add(fact: Fact): void {
    if (fact.kind !== 'resource') return;
    for (const key of granteeKeys(fact.props)) {
      this.records.push({ record: 'grantee', key, node: fact.id, kind: fact.kind, name: fact.name ?? fact.id });
    }
  }

  finish(): Iterable<IndexRecord> {
    return this.records;
  }
}

function granteeKeys(props: JsonObject): ReadonlySet<string> {
  const keys = new Set<string>();
  const policy = props['policy'];
  if (policy !== undefined && policy !== null) {
    const compiled = compilePolicy(policy, 'resource');
    for (const key of compiled.valid ? principalKeys(compiled) : ['*']) keys.add(key);
  } else if (lacks(props, 'Policy')) keys.add('*');
  for (const key of aclGrantees(props)) keys.add(key);
  return keys;
}
