import type { AzureCase, CaseBlock, CaseDeny, Side, Term } from '../../oracle/azure/input.js';
import { chance, pick, type Random } from './random.js';

/** The question as `simulate` reads it; spaces, casing and spelling of the conditions vary with `random`. */
export function printCase(asked: AzureCase, random: Random): Record<string, unknown> {
  return {
    provider: 'azure',
    request: {
      principalId: asked.principalId,
      memberOf: asked.memberOf,
      [asked.data ? 'dataAction' : 'action']: asked.action,
      scope: asked.scope,
      context: asked.context,
    },
    roleDefinitions: asked.roles.map(({ guid, permissions }) => ({
      id: `/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
      name: guid,
      roleName: `role ${guid.slice(-1)}`,
      permissions: permissions.map((one) => block(one, random)),
    })),
    roleAssignments: asked.assignments.map(({ id, scope, principalId, roleGuid, condition, eligible }) => ({
      id,
      type: `Microsoft.Authorization/${eligible ? 'roleEligibilityScheduleInstances' : 'roleAssignments'}`,
      ...nested(random, {
        scope,
        principalId,
        roleDefinitionId: `/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/${roleGuid.toUpperCase()}`,
        ...conditionOf(condition, random),
      }),
    })),
    denyAssignments: asked.denies.map((one) => ({ id: one.id, ...nested(random, denyOf(one, random)) })),
    hierarchy: asked.hierarchy,
  };
}

function nested(random: Random, fields: Record<string, unknown>): Record<string, unknown> {
  return chance(random, 0.4) ? { properties: fields } : fields;
}

function denyOf(deny: CaseDeny, random: Random): Record<string, unknown> {
  return {
    denyAssignmentName: deny.id,
    scope: deny.scope,
    permissions: deny.permissions.map((one) => block(one, random)),
    principals: deny.principals.map((id) => ({ id, type: 'Unknown' })),
    excludePrincipals: deny.excludePrincipals.map((id) => ({ id, type: 'Unknown' })),
    doNotApplyToChildScopes: deny.doNotApplyToChildScopes,
    ...(deny.enforced ? {} : { denyAssignmentEffect: 'Audit' }),
  };
}

function block({ condition, ...lists }: CaseBlock, random: Random): Record<string, unknown> {
  return { ...lists, ...conditionOf(condition, random) };
}

function conditionOf(condition: Term | null, random: Random): Record<string, unknown> {
  return condition === null ? {} : { condition: printTerm(condition, random), conditionVersion: '2.0' };
}

/** Parentheses around everything that is joined, so that nothing hangs on precedence. */
export function printTerm(term: Term, random: Random): string {
  const gap = () => pick(random, [' ', ' ', '  ', '\n    ']);
  const inner = (one: Term) => {
    const text = printTerm(one, random);
    return one.is === 'and' || one.is === 'or' || chance(random, 0.3) ? `(${text})` : text;
  };
  switch (term.is) {
    case 'and':
    case 'or': {
      const word = pick(random, term.is === 'and' ? ['AND', 'and', '&&'] : ['OR', 'Or', '||']);
      return term.terms.map(inner).join(`${gap()}${word}${gap()}`);
    }
    case 'not':
      return chance(random, 0.5) ? `!(${printTerm(term.term, random)})` : `NOT ${inner(term.term)}`;
    case 'action':
      return `ActionMatches{'${term.pattern}'}`;
    case 'suboperation':
      return `SubOperationMatches{'${term.name}'}`;
    case 'exists':
      return `Exists ${term.attribute}`;
    case 'compare':
      return `${side(term.left, random)}${gap()}${term.operator}${gap()}${side(term.right, random)}`;
  }
}

function side(one: Side, random: Random): string {
  if ('attribute' in one) return one.attribute;
  const values = one.values.map((value) => literal(value, random));
  return one.set ? `{${values.join(pick(random, [', ', ',']))}}` : values[0]!;
}

function literal(value: string | number | boolean, random: Random): string {
  if (typeof value !== 'string') return String(value);
  const bare = /^[0-9a-f-]{32,36}$/i.test(value) && chance(random, 0.5);
  return bare ? value : `'${value.replaceAll("'", "\\'")}'`;
}
