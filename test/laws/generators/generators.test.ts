import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oracleDecide, oracleKleene } from '../../oracle/aws/decide.js';
import { identitiesOf } from '../../oracle/aws/estate/inventory.js';
import { oracleEstate } from '../../oracle/aws/estate.js';
import { listOf, type SimulateInput, statementsOf } from '../../oracle/aws/input.js';
import { documentsOf } from '../../oracle/aws/worlds.js';
import { estates, simulateInputs } from './arbitraries.js';
import { generateEstate } from './estate.js';
import { generateAsked } from './estate-names.js';
import { seeded } from './random.js';
import { isSettled } from './settled.js';
import { generateSimulateInput } from './simulate-input.js';

const NOW = '2026-11-23T00:00:00Z';
const inputs = (count: number) => Array.from({ length: count }, (_, seed) => generateSimulateInput(seeded(seed)));

describe('random simulate inputs', () => {
  it('come out as allow, deny and conditional about a third each, denies of both kinds', () => {
    const outcomes = inputs(3000).map((input) => oracleKleene(input));
    const share = (test: (one: (typeof outcomes)[number]) => boolean) => outcomes.filter(test).length / outcomes.length;
    for (const verdict of ['allow', 'deny', 'conditional']) {
      expect(share((one) => one.verdict === verdict)).toBeGreaterThan(0.22);
      expect(share((one) => one.verdict === verdict)).toBeLessThan(0.48);
    }
    expect(share((one) => one.explicit)).toBeGreaterThan(0.04);
  });

  it('are the same for the same seed and mostly settled by the vendor text', () => {
    expect(generateSimulateInput(seeded(7))).toEqual(generateSimulateInput(seeded(7)));
    const settled = inputs(1000).filter(isSettled).length;
    expect(settled).toBeGreaterThan(800);
  });

  it('use every kind of caller, element and operator', () => {
    const text = inputs(3000).map((input) => JSON.stringify(input));
    const words = [
      'NotAction',
      'NotResource',
      'NotPrincipal',
      'IfExists',
      'ForAllValues:',
      'ForAnyValue:',
      '"Null"',
      ", 'blue'}",
      ':root"',
    ];
    const callers = [
      'federated-user/',
      'assumed-role/',
      'saml-provider',
      '.amazonaws.com"',
      '"principal":"*"',
      'aws-service-role',
    ];
    const layers = [
      'permissionBoundaries',
      'sessionPolicies',
      'serviceControlPolicies',
      'resourceControlPolicies',
      'vpcEndpointPolicies',
    ];
    for (const word of [
      ...words,
      ...callers,
      ...layers,
      '2008-10-17',
      'BinaryEquals',
      'NumericLessThan',
      'NotIpAddress',
      'ArnNotLike',
    ]) {
      expect(text.filter((one) => one.includes(word)).length, word).toBeGreaterThan(5);
    }
  });

  it('are valid policies', () => {
    fc.assert(
      fc.property(simulateInputs, (input) => {
        for (const statement of documentsOf(input).flatMap((one) => [...statementsOf(one)])) {
          expect((statement.Action === undefined) !== (statement.NotAction === undefined)).toBe(true);
          expect(statement.Principal !== undefined && statement.NotPrincipal !== undefined).toBe(false);
          for (const list of [statement.Action, statement.NotAction, statement.Resource, statement.NotResource]) {
            if (list !== undefined) expect(listOf(list).length).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 200, seed: 20261123 },
    );
  });
});

describe('the two oracles', () => {
  it('agree wherever the statement-by-statement one decides, and on what is left open', () => {
    fc.assert(
      fc.property(simulateInputs, (input) => {
        const reference = oracleKleene(input);
        const worlds = oracleDecide(input);
        if (worlds === null) return;
        if (reference.verdict !== 'conditional') {
          expect(worlds.verdict).toBe(reference.verdict);
          if (reference.explicit) expect(worlds.explicit).toBe(true);
        } else {
          for (const key of worlds.residualKeys) expect(reference.residualKeys).toContain(key);
        }
      }),
      { numRuns: 400, seed: 20261123 },
    );
  });

  const rank = { deny: 0, conditional: 1, allow: 2 };
  const everything = {
    name: 'all',
    policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }] },
  };
  const changed: readonly (readonly [
    string,
    (input: SimulateInput) => SimulateInput,
    (before: number, after: number) => boolean,
  ])[] = [
    [
      'an identity Allow never lowers',
      (input) => ({ ...input, identityPolicies: [...input.identityPolicies, everything] }),
      (before, after) => after >= before,
    ],
    [
      'an identity Deny never raises',
      (input) => ({
        ...input,
        identityPolicies: [
          ...input.identityPolicies,
          {
            name: 'no',
            policy: { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 's3:Get*', Resource: '*' } },
          },
        ],
      }),
      (before, after) => after <= before,
    ],
    [
      'a further boundary never raises',
      (input) => ({ ...input, permissionBoundaries: [...(input.permissionBoundaries ?? []), everything] }),
      (before, after) => after <= before,
    ],
    [
      'a further level of control policies never raises',
      (input) => ({
        ...input,
        serviceControlPolicies: [...(input.serviceControlPolicies ?? []), { level: 'x', policies: [everything] }],
      }),
      (before, after) => after <= before,
    ],
  ];
  it.each(changed)('%s a verdict', (_, change, holds) => {
    fc.assert(
      fc.property(simulateInputs, (input) => {
        expect(holds(rank[oracleKleene(input).verdict], rank[oracleKleene(change(input)).verdict])).toBe(true);
      }),
      { numRuns: 300, seed: 20261123 },
    );
  });
});

describe('random estates', () => {
  it('hold every verdict, for every kind of identity', () => {
    const seen: Record<string, number> = {};
    for (let seed = 0; seed < 60; seed += 1) {
      const random = seeded(seed);
      const { estate, names } = generateEstate(random);
      const oracle = oracleEstate(estate, NOW);
      const { action, resource } = generateAsked(random, names);
      for (const id of identitiesOf(estate)) {
        const { verdict } = oracle.check(id, action, resource);
        const kind = /:(user|role|function|instance)/.exec(id)?.[1] ?? (id.startsWith('d-') ? 'person' : id);
        for (const name of [verdict, `${kind}: ${verdict === 'deny' ? 'deny' : 'access'}`])
          seen[name] = (seen[name] ?? 0) + 1;
      }
    }
    for (const name of ['allow', 'deny', 'conditional', 'unknown']) expect(seen[name], name).toBeGreaterThan(5);
    for (const kind of ['user', 'role', 'function', 'instance', 'person', 'public']) {
      expect(seen[`${kind}: access`], kind).toBeGreaterThan(0);
      expect(seen[`${kind}: deny`], kind).toBeGreaterThan(0);
    }
  });

  it('who and what hold exactly the pairs that check does not deny', () => {
    fc.assert(
      fc.property(estates, fc.nat(1000), ({ estate, names }, seed) => {
        const { action, resource } = generateAsked(seeded(seed), names);
        const oracle = oracleEstate(estate, NOW);
        const holders = new Map(oracle.who(action, resource).map((one) => [one.id, one.verdict]));
        for (const id of identitiesOf(estate)) {
          const { verdict } = oracle.check(id, action, resource);
          expect(holders.get(id) ?? 'deny').toBe(verdict);
          if (!resource.includes('s3:::')) {
            const found = oracle.what(id, action).find((one) => one.id === resource);
            expect(found?.verdict ?? 'deny').toBe(verdict);
          }
        }
      }),
      { numRuns: 15, seed: 20261123 },
    );
  });
});
