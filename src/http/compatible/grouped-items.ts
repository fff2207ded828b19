import { GrantgraphError } from '../../base/errors.js';
import type { ResultRow } from '../../commands/query-contract.js';
import { columnsOf, type Item, type Names, toItem } from './permission-rows.js';

/** `groupByFields` of the fourth edition, and the fields of an item that each keeps. */
const fieldsOf = {
  source: [
    'sourcePublic',
    'sourceCloudType',
    'sourceCloudRegion',
    'sourceCloudServiceName',
    'sourceResourceName',
    'sourceResourceType',
    'sourceResourceId',
    'sourceIdpService',
    'sourceIdpDomain',
    'sourceIdpEmail',
    'sourceIdpUsername',
    'sourceIdpGroup',
  ],
  sourceCloudAccount: ['sourceCloudAccount'],
  grantedByEntity: [
    'grantedByCloudType',
    'grantedByCloudEntityId',
    'grantedByCloudEntityName',
    'grantedByCloudEntityType',
  ],
  entityCloudAccount: ['grantedByCloudEntityAccount'],
  grantedByPolicy: [
    'grantedByCloudType',
    'grantedByCloudPolicyId',
    'grantedByCloudPolicyName',
    'grantedByCloudPolicyType',
  ],
  policyCloudAccount: ['grantedByCloudPolicyAccount'],
  grantedByLevel: ['grantedByLevelType', 'grantedByLevelId', 'grantedByLevelName'],
  action: ['effectiveActionName'],
  destination: [
    'destCloudType',
    'destCloudRegion',
    'destCloudServiceName',
    'destResourceName',
    'destResourceType',
    'destResourceId',
    'wildCardDestCloudResourceName',
  ],
  destCloudAccount: ['destCloudAccount'],
  lastAccess: ['accessedResourcesCount', 'lastAccessDate', 'lastAccessStatus'],
} as const;

export type GroupField = keyof typeof fieldsOf;
export const groupFields = Object.keys(fieldsOf) as readonly GroupField[];

/** No field and all fields mean the same: rows as they are. */
export function isGrouped(fields: readonly GroupField[] | undefined): fields is readonly GroupField[] {
  const asked = new Set(fields);
  return asked.size > 0 && asked.size < groupFields.length;
}

const strength: Readonly<Record<string, number>> = { unknown: 0, conditional: 1, allow: 2 };
/** Groups hold their items in memory. */
const mostHeld = 500_000;

interface Group {
  readonly item: Record<string, unknown>;
  readonly exceptions: Set<string>;
  verdict: string;
}

/** One item for all rows that agree in the fields asked for, in order of their first row; every other field is null. */
export class GroupedItems {
  private readonly groups = new Map<string, Group>();
  private readonly kept: ReadonlySet<string>;
  private readonly columns = columnsOf('v4');

  constructor(
    fields: readonly GroupField[],
    private readonly names: Names,
  ) {
    this.kept = new Set(fields.flatMap((field) => fieldsOf[field] as readonly string[]));
  }

  /** Error: `too-many-rows`. */
  add(row: ResultRow): void {
    const whole = toItem(row, 'v4', this.names);
    const item = Object.fromEntries(
      this.columns.map((column) => [column, this.kept.has(column) ? whole[column] : null]),
    );
    const key = JSON.stringify(item);
    let group = this.groups.get(key);
    if (!group) {
      if (this.groups.size >= mostHeld)
        throw new GrantgraphError(
          'too-many-rows',
          `more than ${mostHeld.toLocaleString('en')} groups would have to be held`,
          {
            hint: 'group by fewer fields, or narrow the query',
          },
        );
      group = { item: { ...item, id: row['id'] }, exceptions: new Set(), verdict: 'unknown' };
      this.groups.set(key, group);
    }
    count(group, row);
  }

  get size(): number {
    return this.groups.size;
  }

  items(offset: number, limit: number): readonly Item[] {
    return [...this.groups.values()].slice(offset, offset + limit).map(({ item, exceptions, verdict }) => {
      const codes = [...exceptions];
      if (verdict === 'conditional') codes.push('LIMITED_BY_CONDITION');
      if (verdict === 'unknown') codes.push('NOT_DECIDED_BY_COLLECTED_DATA');
      return { ...item, exceptions: codes.map((messageCode) => ({ messageCode })) };
    });
  }
}

/** A group is granted as far as the best of its rows; what limits another row of it is told all the same. */
function count(group: Group, row: ResultRow): void {
  const verdict = String(row['verdict']);
  if ((strength[verdict] ?? 0) > strength[group.verdict]!) group.verdict = verdict;
  const given = Array.isArray(row['exceptions']) ? (row['exceptions'] as { messageCode: string }[]) : [];
  for (const { messageCode } of given) group.exceptions.add(messageCode);
}
