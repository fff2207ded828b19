import { accountOf, identified, parseArn, parseCaller } from './caller.js';
import type { SimulateInput, SimulateRequest } from './input.js';
import { derivedKeys, lookupIn } from './keys.js';
import { type Layers, type Outcome, outcomeOf } from './layers.js';
import type { Question } from './statement.js';
import { type World, worldsOf } from './worlds.js';

export type { Outcome } from './layers.js';

/** The reference: three-valued, statement by statement. `residualKeys` (lower case) holds every key a deciding statement leaves open. */
export function oracleKleene(input: SimulateInput): Outcome {
  return outcomeOf(questionOf(input.request, bounded(input)), layersOf(input));
}

/** More combinations of values than this are not tried. */
const MOST_WORLDS = 800;

export interface WorldOutcome {
  /** The input with every unknown key given. */
  readonly input: SimulateInput;
  readonly world: World;
  readonly outcome: Outcome;
}

/** The request two-valued: each unknown key takes each value that could matter. null: too many worlds to try. */
export function oracleWorlds(input: SimulateInput): readonly WorldOutcome[] | null {
  const worlds = worldsOf(input, unknownKeys(input), MOST_WORLDS);
  if (worlds === null) return null;
  return worlds.map((world) => {
    const whole = inWorld(input, world);
    return { input: whole, world, outcome: oracleKleene(whole) };
  });
}

/**
 * All worlds alike: that verdict; else `conditional`, and `residualKeys` are exactly the keys whose value alone can change the verdict in
 * some world. null: too many worlds to try.
 */
export function oracleDecide(input: SimulateInput): Outcome | null {
  const outcomes = oracleWorlds(input);
  if (outcomes === null) return null;
  const verdicts = new Set(outcomes.map(({ outcome }) => outcome.verdict));
  if (verdicts.has('conditional')) throw new Error('a complete request left something open');
  if (verdicts.size > 1) return { verdict: 'conditional', explicit: false, residualKeys: decisiveKeys(outcomes) };
  const explicit = outcomes.every(({ outcome }) => outcome.explicit);
  return { verdict: outcomes[0]!.outcome.verdict, explicit, residualKeys: new Set() };
}

function inWorld(input: SimulateInput, world: World): SimulateInput {
  return { ...input, request: { ...input.request, context: { ...input.request.context, ...world } } };
}

function decisiveKeys(outcomes: readonly WorldOutcome[]): Set<string> {
  const keys = new Set<string>();
  const byRest = new Map<string, string>();
  for (const key of Object.keys(outcomes[0]!.world)) {
    byRest.clear();
    for (const { world, outcome } of outcomes) {
      const rest = JSON.stringify({ ...world, [key]: 0 });
      if ((byRest.get(rest) ?? outcome.verdict) !== outcome.verdict) keys.add(key);
      byRest.set(rest, outcome.verdict);
    }
  }
  return keys;
}

/** Keys some policy mentions and the request says nothing of. */
function unknownKeys(input: SimulateInput): (key: string) => boolean {
  const { lookup } = questionOf(input.request, bounded(input));
  return (key) => lookup(key).state === 'unknown';
}

function bounded(input: SimulateInput): boolean {
  return (input.permissionBoundaries ?? []).length > 0;
}

export function questionOf(request: SimulateRequest, hasBoundary: boolean): Question {
  const given = lookupIn(new Map(), request.context)('aws:PrincipalArn');
  const userId = lookupIn(new Map(), request.context)('aws:userid');
  const caller = identified(
    parseCaller(request.principal, request.action, given.state === 'present' ? given.values[0] : undefined),
    userId.state === 'present' ? userId.values[0] : undefined,
  );
  const resourceAccount = resourceAccountOf(request, accountOf(caller));
  return {
    caller,
    action: request.action,
    resource: request.resource,
    resourceAccount,
    lookup: lookupIn(derivedKeys(caller, resourceAccount), request.context),
    bounded: hasBoundary,
  };
}

/** `resourceAccount`, else the account of the ARN, else the caller's. */
function resourceAccountOf(request: SimulateRequest, callerAccount: string | undefined): string | undefined {
  if (request.resourceAccount !== undefined) return request.resourceAccount;
  const account = parseArn(request.resource)?.account;
  return account === undefined || account === '' ? callerAccount : account;
}

/** Control policies are off for callers, respectively resources, of the management account. ORG/orgs_manage_policies_scps, …_rcps. */
export function layersOf(input: SimulateInput): Layers {
  const { caller, resourceAccount } = questionOf(input.request, bounded(input));
  const management = input.request.managementAccount;
  const documents = (policies: readonly { readonly policy: Layers['identity'][number] }[] | undefined) =>
    (policies ?? []).map((named) => named.policy);
  const levels = (list: SimulateInput['serviceControlPolicies']) =>
    (list ?? []).map((level) => documents(level.policies));
  return {
    identity: documents(input.identityPolicies),
    boundaries: documents(input.permissionBoundaries),
    sessions: documents(input.sessionPolicies),
    serviceControl:
      input.serviceControlPolicies === undefined || (management !== undefined && management === accountOf(caller))
        ? null
        : levels(input.serviceControlPolicies),
    resourceControl:
      management !== undefined && management === resourceAccount ? [] : levels(input.resourceControlPolicies),
    resource: input.resourcePolicy ?? null,
    endpoints: documents(input.vpcEndpointPolicies),
    beside: [],
    ownSideGrants: false,
    ownersOnly: false,
  };
}
