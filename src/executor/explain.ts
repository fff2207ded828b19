import type { Access, AskOptions, Estimate, RowSeed } from '../access/contract.js';
import type { AwsCatalogue } from '../catalogue/contract.js';
import type { RowsPlan, Seed } from '../planner/index.js';
import type { WorkingSet } from '../store/contract.js';
import { rowSeeds } from './accepted-rows.js';
import { advice } from './advice.js';
import { compile } from './compile.js';
import type { Actual } from './execute.js';
import { columnOf } from './group.js';
import { Pace } from './limits.js';
import { environmentOf } from './row-environment.js';

/** The plan of a query over rows, line by line, from its text alone. */
export function planWords(plan: RowsPlan): string[] {
  return [...plan.branches.flatMap(({ seed }, at) => numbered(plan, at, [...wayIn(seed)])), ...afterwards(plan)];
}

/** The same with what the index expects of each way in. Errors: those of names in a question that fit nothing. */
export function planWithEstimates(
  plan: RowsPlan,
  access: Access,
  set: WorkingSet,
  catalogue: AwsCatalogue,
  options: AskOptions,
): string[] {
  const environment = environmentOf(set, catalogue, options.now);
  const pace = new Pace({ milliseconds: Number.POSITIVE_INFINITY, advice: advice(plan) });
  const running = { plan, access, environment, options, pace, findings: { unknown: new Set<string>(), made: 0 } };
  const branches = plan.branches.flatMap((branch, at) => {
    const holds = compile(branch.where, environment);
    const seeds = holds({}) === false ? [] : rowSeeds(running, branch, holds);
    const found = seeds.map(({ seed }) => `${start(seed)}: ${estimateWords(access.estimate(seed))}`);
    return numbered(plan, at, [
      ...wayIn(branch.seed),
      ...(found.length > 0 ? found : ['nothing collected can satisfy it: no row is looked at']),
    ]);
  });
  return [...branches, ...afterwards(plan)];
}

/** What a run did. */
export function actualWords({ rowsLookedAt, rowsKept, classes, decisions, resources, milliseconds }: Actual): string {
  const looked = [
    count(classes, 'identity class', 'identity classes'),
    ...(resources > 0 ? [count(resources, 'resource', 'resources')] : []),
  ].join(' and ');
  return [
    `looked at ${looked}, computed ${count(decisions, 'verdict', 'verdicts')}`,
    `made ${count(rowsLookedAt, 'row', 'rows')}, kept ${rowsKept.toLocaleString('en')}`,
    `worked for ${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds).toLocaleString('en')} ms`,
  ].join('; ');
}

function numbered(plan: RowsPlan, at: number, lines: readonly string[]): string[] {
  if (plan.branches.length === 1) return [...lines];
  return [`part ${at + 1} of ${plan.branches.length}:`, ...lines.map((line) => `  ${line}`)];
}

function wayIn({ sources, sourceNames, granters, actions, services, inventory }: Seed): string[] {
  const named = sources ?? sourceNames;
  return [
    `sources: ${named ? list(named) : 'everybody'}`,
    ...(granters ? [`granted by: ${list(granters.texts)}`] : []),
    `actions: ${actions ? list(actions) : 'all'}${services ? ` of ${list(services)}` : ''}`,
    `destinations: ${inventory ? inventoryWords(inventory) : 'as granted'}`,
  ];
}

function inventoryWords({
  resources,
  accounts,
  account,
  regions,
  region,
  types,
  tags,
}: NonNullable<Seed['inventory']>): string {
  if (resources) return list(resources);
  const inAccounts = accounts ?? (account === undefined ? undefined : [account]);
  const inRegions = regions ?? (region === undefined ? undefined : [region]);
  return [
    'resources of the inventory',
    ...(types ? [`of type ${list(types)}`] : []),
    ...(inAccounts ? [`in ${list(inAccounts)}`] : []),
    ...(inRegions ? [`in ${list(inRegions)}`] : []),
    ...(tags ? [`by tag ${list(tags.flatMap(({ keys }) => keys.slice(0, 1)))}`] : []),
  ].join(' ');
}

/** Which of the ways in was taken. */
function start({ sources, granters, actions, resources }: RowSeed): string {
  if (resources !== undefined && resources !== 'granted')
    return sources ? 'starts from the resources and what these sources may do there' : 'starts from the resources';
  if (sources) return 'starts from the sources';
  if (granters) return 'starts from whoever grants';
  return actions ? 'starts from the holders of the actions' : 'starts from everybody';
}

function estimateWords({ identities, classes, resources, actions }: Estimate): string {
  return [
    ...(resources === null ? [] : [count(resources, 'resource', 'resources')]),
    `${count(identities, 'identity', 'identities')} in ${count(classes, 'class', 'classes')}`,
    count(actions, 'action', 'actions'),
  ].join(', ');
}

function afterwards({ reach, containsAll, groupBy, orderBy, limit }: RowsPlan): string[] {
  const keys = (orderBy ?? []).map((key) => `${columnOf(key)}${key.descending ? ' down' : ''}`);
  return [
    ...(containsAll.length > 0 ? [`together: whoever holds ${list(containsAll.flat())} through one entity`] : []),
    ...(groupBy ? [`grouped by ${groupBy.map(columnOf).join(', ')}: needs every row`] : []),
    ...(orderBy ? [`ordered by ${keys.join(', ')}: needs every row`] : []),
    ...(limit === undefined ? [] : [`ends after ${count(limit, 'row', 'rows')}`]),
    `rights counted: ${reach === 'all' ? 'own and those of whoever one can become' : 'own sessions'}`,
  ];
}

function list(texts: readonly string[]): string {
  return texts.length <= 4 ? texts.join(', ') : `${texts.slice(0, 3).join(', ')} and ${texts.length - 3} more`;
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
