import type { Edge, Fact, Json, JsonObject, Problem } from '../../../src/graph/fact.js';
import { isAccountId, parseArn } from './arn.js';
import { policyDocument } from './policy-document.js';
import {
  compact,
  invalidField,
  listOf,
  objectOf,
  placeOf,
  records,
  requireText,
  type Spot,
  tagMap,
  textOf,
} from './record.js';

/** The flat form: Organization, Roots, OrganizationalUnits, Accounts and Policies as the Organizations API lists them. */
export function* mapOrganization(json: JsonObject, file: string, problems: Problem[]): Generator<Fact> {
  const spot: Spot = { file, path: '' };
  const nested = objectOf(json['Root']) ?? (Array.isArray(json['Children']) ? json : undefined);
  if (nested) {
    yield* mapTree(nested, file, problems);
    return;
  }
  const organization = objectOf(json['Organization']);
  const roots = records(json, 'Roots', spot);
  const id = textOf(organization, 'Id') ?? organizationIn(textOf(roots[0]?.record, 'Arn'));
  if (id === undefined) throw invalidField('Organization/Id', 'a text', placeOf(spot, 'Organization', 'Id'));
  const policies = records(json, 'Policies', spot);
  yield {
    id,
    kind: 'organization',
    name: id,
    props: compact({
      managementAccount:
        textOf(organization, 'MasterAccountId', 'ManagementAccountId') ?? accountIn(textOf(organization, 'Arn')),
      policyTypes: enabledTypes(
        roots.map((root) => root.record),
        organization,
        policies.map(({ record }) => policySummary(record)),
      ),
    }),
  };
  const onlyRoot = roots.length === 1 ? textOf(roots[0]!.record, 'Id') : undefined;
  for (const { record, spot: at } of roots) {
    yield level('organization-root', requireText(record, 'Id', at), record, id);
  }
  for (const { record, spot: at } of records(json, 'OrganizationalUnits', spot)) {
    const unit = requireText(record, 'Id', at);
    yield level('organizational-unit', unit, record, parentOf(record, unit, onlyRoot, file, problems));
  }
  for (const { record, spot: at } of records(json, 'Accounts', spot)) {
    const account = accountId(record, at);
    yield accountFact(account, record, id, parentOf(record, account, onlyRoot, file, problems));
  }
  for (const { record, spot: at } of policies) {
    const summary = policySummary(record);
    const targets = listOf(record['TargetIds'] ?? record['Targets']).map(
      (target) => textOf(objectOf(target), 'TargetId') ?? String(target),
    );
    const policy = requireText(summary, 'Id', {
      ...at,
      path: record === summary ? at.path : `${at.path}/PolicySummary`,
    });
    yield policyFact(policy, summary, record['Content'], targets, file, problems);
  }
}

/** The nested form: the root with its policies and Children, each again with policies and Children. */
function* mapTree(root: JsonObject, file: string, problems: Problem[]): Generator<Fact> {
  const rootId = requireText(root, 'Id', { file, path: '' });
  const arn = textOf(root, 'Arn');
  const id = organizationIn(arn) ?? rootId;
  const carried = new Map<string, { summary: JsonObject; targets: string[] }>();
  const levels: Fact[] = [];
  const walk = (node: JsonObject, spot: Spot, parent: string): void => {
    const nodeId = requireText(node, 'Id', spot);
    for (const { record, spot: at } of records(node, 'Policies', spot)) {
      const policy = requireText(record, 'Id', at);
      const known = carried.get(policy);
      if (known) known.targets.push(nodeId);
      else carried.set(policy, { summary: record, targets: [nodeId] });
    }
    const kind = nodeId.startsWith('r-') ? 'organization-root' : 'organizational-unit';
    levels.push(isAccountId(nodeId) ? accountFact(nodeId, node, id, parent) : level(kind, nodeId, node, parent));
    for (const child of records(node, 'Children', spot)) walk(child.record, child.spot, nodeId);
  };
  walk(root, { file, path: '' }, id);
  yield {
    id,
    kind: 'organization',
    name: id,
    props: compact({
      managementAccount: accountIn(arn),
      policyTypes: enabledTypes(
        [root],
        undefined,
        [...carried.values()].map(({ summary }) => summary),
      ),
    }),
  };
  yield* levels;
  for (const [policy, { summary, targets }] of carried)
    yield policyFact(policy, summary, summary['Content'], targets, file, problems);
}

function level(
  kind: 'organization-root' | 'organizational-unit',
  id: string,
  record: JsonObject,
  parent: string | undefined,
): Fact {
  return { id, kind, name: textOf(record, 'Name') ?? id, props: {}, ...parentEdge(parent) };
}

function accountFact(id: string, record: JsonObject, organization: string, parent: string | undefined): Fact {
  return {
    id,
    kind: 'account',
    name: textOf(record, 'Name') ?? id,
    account: id,
    props: compact({
      status: textOf(record, 'Status', 'State'),
      email: textOf(record, 'Email'),
      organization,
      tags: tagMap(record['Tags']),
    }),
    ...parentEdge(parent),
  };
}

function policyFact(
  id: string,
  summary: JsonObject,
  content: Json | undefined,
  targets: readonly string[],
  file: string,
  problems: Problem[],
): Fact {
  const document = policyDocument(content, { subject: id, path: '/document', file }, problems);
  return {
    id,
    kind: 'organization-policy',
    name: textOf(summary, 'Name') ?? id,
    props: compact({ policyType: textOf(summary, 'Type'), document, awsManaged: summary['AwsManaged'] === true }),
    edges: targets.map((to): Edge => ({ kind: 'applies-to', to })),
  };
}

function policySummary(record: JsonObject): JsonObject {
  return objectOf(record['PolicySummary']) ?? record;
}

/** Types enabled at the root; where no list says, those of which policies are attached. */
function enabledTypes(
  roots: readonly JsonObject[],
  organization: JsonObject | undefined,
  policies: readonly JsonObject[],
): string[] {
  const lists = [
    ...roots.map((root) => root['PolicyTypes']),
    ...(roots.some((root) => root['PolicyTypes']) ? [] : [organization?.['AvailablePolicyTypes']]),
  ];
  const listed = lists.filter((list) => Array.isArray(list)) as (readonly Json[])[];
  const enabled = listed.flat().flatMap((entry) => {
    const type = objectOf(entry);
    return (type?.['Status'] ?? 'ENABLED') === 'ENABLED' ? (textOf(type, 'Type') ?? []) : [];
  });
  const types = listed.length > 0 ? enabled : policies.flatMap((policy) => textOf(policy, 'Type') ?? []);
  return [...new Set(types)].toSorted();
}

function parentOf(
  record: JsonObject,
  id: string,
  onlyRoot: string | undefined,
  file: string,
  problems: Problem[],
): string | undefined {
  const parent = textOf(record, 'ParentId');
  if (parent !== undefined) return parent;
  problems.push({
    severity: 'lint',
    code: 'missing-parent',
    message:
      onlyRoot === undefined
        ? 'the record names no parent'
        : 'the record names no parent, taken as directly below the root',
    subject: id,
    file,
  });
  return onlyRoot;
}

function parentEdge(parent: string | undefined): { edges?: readonly Edge[] } {
  return parent === undefined ? {} : { edges: [{ kind: 'parent', to: parent }] };
}

function accountId(record: JsonObject, spot: Spot): string {
  const id = requireText(record, 'Id', spot);
  if (!isAccountId(id)) throw invalidField('Id', 'an account id of twelve digits', placeOf(spot, 'Id'));
  return id;
}

function organizationIn(arn: string | undefined): string | undefined {
  return /[/:](o-[a-z0-9]{4,32})(?:\/|$)/.exec(arn ?? '')?.[1];
}

function accountIn(arn: string | undefined): string | undefined {
  const account = arn === undefined ? undefined : parseArn(arn)?.account;
  return isAccountId(account) ? account : undefined;
}
