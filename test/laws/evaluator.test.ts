import { describe, expect, it } from 'vitest';
import { simulateAws } from '../../src/evaluators/aws/simulate.js';
import type { Decision, Reason, Residual, Verdict } from '../../src/evaluators/verdict.js';
import type {
  NamedPolicy,
  PolicyDocument,
  PolicyLevel,
  PrincipalElement,
  SimulateInput,
  Statement,
} from '../oracle/aws/input.js';
import { statementsOf } from '../oracle/aws/input.js';
import { chance, seeded } from './generators/random.js';
import { generateSimulateInput } from './generators/simulate-input.js';
import { generateStatement, identityShape, type Theme } from './generators/statements.js';

const cases = 4000;
const first = 70_000;
const order: Readonly<Record<Exclude<Verdict, 'unknown'>, number>> = { deny: 0, conditional: 1, allow: 2 };
const rank = ({ verdict }: Decision): number => order[verdict as Exclude<Verdict, 'unknown'>];

interface Example {
  readonly seed: number;
  readonly input: SimulateInput;
  readonly decision: Decision;
}

const examples: readonly Example[] = Array.from({ length: cases }, (_, at) => {
  const input = generateSimulateInput(seeded(first + at));
  return { seed: first + at, input, decision: simulateAws(input) };
});

/** The first example whose changed input breaks the law, with both verdicts. */
function breach(
  change: (example: Example) => SimulateInput | null,
  holds: (before: Decision, after: Decision) => boolean,
): { readonly checked: number; readonly moved: number; readonly found: unknown } {
  let checked = 0;
  let moved = 0;
  for (const example of examples) {
    const changed = change(example);
    if (changed === null) continue;
    checked += 1;
    const after = simulateAws(changed);
    if (after.verdict !== example.decision.verdict) moved += 1;
    if (!holds(example.decision, after))
      return { checked, moved, found: { seed: example.seed, before: example.decision, after, changed } };
  }
  return { checked, moved, found: null };
}

const neverLower = (before: Decision, after: Decision) => rank(after) >= rank(before);
const neverHigher = (before: Decision, after: Decision) => rank(after) <= rank(before);

describe('reasons', () => {
  it('come with every kind of verdict', () => {
    const kinds = examples.map(({ decision }) => `${decision.verdict} ${decision.explicit}`);
    for (const kind of ['allow false', 'conditional false', 'deny false', 'deny true'])
      expect(kinds.filter((one) => one === kind).length, kind).toBeGreaterThan(cases / 20);
    expect(examples.every(({ decision }) => decision.because.length > 0)).toBe(true);
  });

  it('are sufficient: the statements named, alone, give the same verdict and residual', () => {
    const { checked, found } = breach(
      ({ input, decision }) => (isImplicit(decision) ? null : onlyNamed(input, decision.because)),
      (before, after) =>
        after.verdict === before.verdict &&
        after.explicit === before.explicit &&
        canonical(after.residual) === canonical(before.residual),
    );
    expect(found).toBeNull();
    expect(checked).toBeGreaterThan(cases / 2);
  });

  it('of an implicit deny name one layer that failed', () => {
    for (const { seed, decision } of examples)
      if (isImplicit(decision))
        expect(decision.because, String(seed)).toEqual([
          expect.objectContaining({
            key: 'no-allow',
            layer: expect.stringMatching(/^(identity|boundary|session|resource|trust|endpoint|scp:.+)$/),
          }),
        ]);
  });

  it('of an implicit deny stay when the named layer alone is kept as it is', () => {
    const { checked, found } = breach(
      ({ input, decision }) => (isImplicit(decision) ? openElsewhere(input, decision.because[0]!.layer) : null),
      (_before, after) => after.verdict === 'deny',
    );
    expect(found).toBeNull();
    expect(checked).toBeGreaterThan(100);
  });
});

describe('grants', () => {
  it('an Allow in an identity policy never lowers a verdict', () => {
    const { moved, found } = breach(({ seed, input }) => withIdentity(input, grant(seed, input, 'Allow')), neverLower);
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(50);
  });

  it('a Deny in an identity policy never raises one', () => {
    const { moved, found } = breach(({ seed, input }) => withIdentity(input, grant(seed, input, 'Deny')), neverHigher);
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(50);
  });

  it('an Allow in a resource policy never lowers a verdict', () => {
    const { moved, found } = breach(({ seed, input }) => withResource(input, grant(seed, input, 'Allow')), neverLower);
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(50);
  });

  it('a Deny in a resource policy never raises one', () => {
    const { moved, found } = breach(({ seed, input }) => withResource(input, grant(seed, input, 'Deny')), neverHigher);
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(50);
  });
});

describe('ceilings never raise a verdict', () => {
  it('a boundary', () => {
    const { moved, found } = breach(
      ({ seed, input }) => ({
        ...input,
        permissionBoundaries: [...(input.permissionBoundaries ?? []), added(grant(seed, input))],
      }),
      neverHigher,
    );
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(50);
  });

  // A federated user has nothing without one, and several are a union: only a first one of a role session limits.
  it('a session policy', () => {
    const { moved, found } = breach(
      ({ seed, input }) =>
        input.request.principal.includes(':federated-user/') || input.sessionPolicies?.length
          ? null
          : { ...input, sessionPolicies: [added(grant(seed, input))] },
      neverHigher,
    );
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(50);
  });

  it('a level of service control policies', () => {
    const { moved, found } = breach(
      ({ seed, input }) => ({
        ...input,
        serviceControlPolicies: [...(input.serviceControlPolicies ?? []), level(grant(seed, input))],
      }),
      neverHigher,
    );
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(50);
  });

  it('a level of resource control policies', () => {
    const { moved, found } = breach(
      ({ seed, input }) => ({
        ...input,
        resourceControlPolicies: [
          ...(input.resourceControlPolicies ?? []),
          level(controlDeny(grant(seed, input, 'Deny'), input)),
        ],
      }),
      neverHigher,
    );
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(20);
  });

  it('an endpoint, where none was passed before', () => {
    const { moved, found } = breach(
      ({ seed, input }) =>
        input.vpcEndpointPolicies?.length
          ? null
          : { ...input, vpcEndpointPolicies: [added({ ...grant(seed, input), Principal: '*' })] },
      neverHigher,
    );
    expect(found).toBeNull();
    expect(moved).toBeGreaterThan(50);
  });
});

function isImplicit({ verdict, explicit }: Decision): boolean {
  return verdict === 'deny' && !explicit;
}

/** A statement that has to do with the request, of its own seed. */
function grant(seed: number, { request }: SimulateInput, effect?: 'Allow' | 'Deny'): Statement {
  const random = seeded(seed ^ 0x5bd1e995);
  const theme: Theme = {
    principal: request.principal,
    action: request.action,
    resource: request.resource,
    keys: [],
    conditioned: 0,
  };
  const {
    Principal: _principal,
    NotPrincipal: _others,
    ...statement
  } = generateStatement(random, theme, identityShape);
  const condition = chance(random, 0.3) ? { Condition: { Bool: { 'aws:ViaAWSService': 'false' } } } : {};
  return { ...statement, ...condition, Effect: effect ?? statement.Effect };
}

/** Customer policies there deny everyone, without NotAction. */
function controlDeny({ NotAction: _complement, ...statement }: Statement, { request }: SimulateInput): Statement {
  return { ...statement, Action: statement.Action ?? request.action, Principal: '*' };
}

function added(statement: Statement): NamedPolicy {
  return { name: 'added', policy: { Version: '2012-10-17', Statement: [statement] } };
}

function level(statement: Statement): PolicyLevel {
  return { level: 'added', policies: [added(statement)] };
}

function withIdentity(input: SimulateInput, statement: Statement): SimulateInput {
  return { ...input, identityPolicies: [...(input.identityPolicies ?? []), added(statement)] };
}

function withResource(input: SimulateInput, statement: Statement): SimulateInput | null {
  const { request } = input;
  if (/^iam:|^ec2:/.test(request.action)) return null;
  const Principal = principalOf(request.principal);
  const { Resource, NotResource, ...rest } = statement;
  const scope = request.action.startsWith('sts:')
    ? {}
    : { ...(Resource === undefined ? {} : { Resource }), ...(NotResource === undefined ? {} : { NotResource }) };
  const before = input.resourcePolicy;
  return {
    ...input,
    resourcePolicy: {
      ...(before ?? { Version: '2012-10-17' }),
      Statement: [...(before === undefined ? [] : statementsOf(before)), { ...rest, ...scope, Principal }],
    },
  };
}

function principalOf(principal: string): PrincipalElement {
  if (principal === '*') return '*';
  if (/^[a-z0-9-]+\.amazonaws\.com$/.test(principal) && !principal.startsWith('cognito')) return { Service: principal };
  return /-provider\/|^cognito/.test(principal) ? { Federated: principal } : { AWS: principal };
}

/** Every layer stays; of its statements only those named. */
function onlyNamed(input: SimulateInput, because: readonly Reason[]): SimulateInput {
  const isNamed = (layer: string, policy: string, statement: Statement, at: number) =>
    because.some(
      (reason) => reason.layer === layer && reason.policy === policy && reason.statement === (statement.Sid || at),
    );
  const kept = (layer: string, policy: string, document: PolicyDocument): PolicyDocument => ({
    ...document,
    Statement: statementsOf(document).filter((statement, at) => isNamed(layer, policy, statement, at)),
  });
  const list = (layer: string, policies: readonly NamedPolicy[]) =>
    policies.map(({ name, policy }) => ({ name, policy: kept(layer, name, policy) }));
  const levels = (kind: string, of: readonly PolicyLevel[]) =>
    of.map(({ level: name, policies }) => ({ level: name, policies: list(`${kind}:${name}`, policies) }));
  const side = /^sts:/.test(input.request.action) ? 'trust' : 'resource';
  return {
    ...input,
    identityPolicies: list('identity', input.identityPolicies ?? []),
    ...(input.permissionBoundaries && { permissionBoundaries: list('boundary', input.permissionBoundaries) }),
    ...(input.sessionPolicies && { sessionPolicies: list('session', input.sessionPolicies) }),
    ...(input.serviceControlPolicies && { serviceControlPolicies: levels('scp', input.serviceControlPolicies) }),
    ...(input.resourceControlPolicies && { resourceControlPolicies: levels('rcp', input.resourceControlPolicies) }),
    ...(input.resourcePolicy && { resourcePolicy: kept(side, 'resourcePolicy', input.resourcePolicy) }),
    ...(input.vpcEndpointPolicies && { vpcEndpointPolicies: list('endpoint', input.vpcEndpointPolicies) }),
  };
}

/** Every other ceiling wide open and the identity granting all: the layer named must fail by itself. */
function openElsewhere(input: SimulateInput, failed: string): SimulateInput | null {
  if (failed === 'resource' || failed === 'trust') {
    const all = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
    return { ...opened(input, failed), identityPolicies: [added(all)] };
  }
  return opened(input, failed);
}

function opened(input: SimulateInput, failed: string): SimulateInput {
  const { permissionBoundaries, sessionPolicies, serviceControlPolicies, vpcEndpointPolicies, ...rest } = input;
  return {
    ...rest,
    ...(failed === 'boundary' && permissionBoundaries ? { permissionBoundaries } : {}),
    ...(sessionPolicies && (failed === 'session' || input.request.principal.includes(':federated-user/'))
      ? { sessionPolicies }
      : {}),
    ...(failed.startsWith('scp:') && serviceControlPolicies ? { serviceControlPolicies } : {}),
    ...(failed === 'endpoint' && vpcEndpointPolicies ? { vpcEndpointPolicies } : {}),
  };
}

/** Order and repetition within all and any mean nothing. */
function canonical(residual: Residual | null): string {
  if (residual === null) return 'null';
  if ('all' in residual) return `all(${[...new Set(residual.all.map(canonical))].toSorted().join()})`;
  if ('any' in residual) return `any(${[...new Set(residual.any.map(canonical))].toSorted().join()})`;
  if ('not' in residual) return `not(${canonical(residual.not)})`;
  return JSON.stringify(residual);
}
