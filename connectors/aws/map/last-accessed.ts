import type { Fact, Json, JsonObject, Problem } from '../../../src/graph/fact.js';
import { type Arn, isAccountId, requireArn } from './arn.js';
import { instant, invalidField, objectOf, placeOf, records, requireText, type Spot, textOf } from './record.js';

const kinds = ['user', 'role', 'group', 'policy'] as const;

/** Answers of `get-service-last-accessed-details` by the ARN they are about. Null = not used within the tracking period. */
export function* mapLastAccessed(json: JsonObject, file: string, problems: Problem[]): Generator<Fact> {
  for (const [key, value] of Object.entries(json)) {
    const spot: Spot = { file, path: placeOf({ file, path: '' }, key).path! };
    const arn = requireArn(key, { file, path: spot.path });
    const kind = kinds.find((each) => arn.service === 'iam' && arn.resource.startsWith(`${each}/`));
    if (kind === undefined)
      throw invalidField(key, 'the ARN of a user, role, group or policy', { file, path: spot.path });
    const answer = objectOf(value);
    if (!answer) throw invalidField(key, 'an object', { file, path: spot.path });
    if (answer['JobStatus'] !== undefined && answer['JobStatus'] !== 'COMPLETED') {
      problems.push({
        severity: 'error',
        code: 'incomplete-job',
        message: `the last-accessed job is \`${String(answer['JobStatus'])}\``,
        subject: arn.text,
        file,
      });
      continue;
    }
    yield {
      id: arn.text,
      kind,
      name: arn.resource.slice(arn.resource.lastIndexOf('/') + 1),
      ...owner(arn),
      props: { lastAccessed: lastAccessed(answer, spot) },
    };
  }
}

function lastAccessed(answer: JsonObject, spot: Spot): JsonObject {
  const used: Record<string, Json> = {};
  for (const { record, spot: at } of records(answer, 'ServicesLastAccessed', spot)) {
    const service = requireText(record, 'ServiceNamespace', at);
    used[service] = instant(record['LastAuthenticated']) ?? null;
    for (const { record: action } of records(record, 'TrackedActionsLastAccessed', at)) {
      const name = textOf(action, 'ActionName');
      if (name !== undefined) used[`${service}:${name}`] = instant(action['LastAccessedTime']) ?? null;
    }
  }
  return used;
}

function owner(arn: Arn): { account?: string } {
  return isAccountId(arn.account) ? { account: arn.account } : {};
}
