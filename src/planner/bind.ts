import type { AttributeName, Clauses, Expression, Predicate, Query, Value } from '../../grammar/ast.js';
import { type Diagnostic, quoted } from '../../grammar/diagnostics.js';
import { unknownName } from '../../grammar/suggest.js';
import type { AskContext } from '../access/contract.js';
import { type Attribute, attributeNames, findAttribute } from './attributes.js';
import { beyondOf } from './beyond.js';
import { branchesOf } from './branches.js';
import { isDate } from './date.js';
import { given, type Parameters } from './given.js';
import type { BoundExpression, BoundPredicate, BoundValue, Branch, GroupKey, Plan, RowsPlan, Seed } from './plan.js';
import { literals, topLevel } from './predicates.js';
import { planQuestion } from './questions.js';
import { becomingKinds } from './rules/becoming-needs-reach.js';
import { rules } from './rules/index.js';
import { keysFit } from './rules/key-count.js';
import type { Placement } from './rules/rule.js';

export type { Parameters } from './given.js';

export interface Bound {
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Names, types and values against the tables; parameters become values. Without `parameters` they are not checked (lint). */
export function bind(query: Query, parameters?: Parameters): Bound {
  const binder = new Binder(parameters);
  const plan = binder.plan(query);
  return { plan: binder.diagnostics.length === 0 ? plan : null, diagnostics: binder.diagnostics };
}

export class Binder {
  readonly diagnostics: Diagnostic[] = [];

  constructor(private readonly parameters: Parameters | undefined) {}

  plan(query: Query): Plan | null {
    if (query.kind === 'question') return planQuestion(query, this);
    if (query.kind === 'resource') {
      this.diagnostics.push({
        code: 'not-supported',
        message: '`config from cloud.resource` cannot be answered yet',
        span: query.span,
        hint: 'ask about permissions: `config from iam where …`',
      });
      return null;
    }
    const reachAll = query.clauses.reach !== undefined || impliesReach(query.where, this.parameters);
    const where = this.expression(query.where, { topLevel: true, reachAll });
    const containsAll = topLevel(where).flatMap((part) =>
      part.kind === 'predicate' && part.operator === 'CONTAINS ALL' ? [literals(part)] : [],
    );
    const clauses = this.clauses(query.clauses);
    const branches = branchesOf(where);
    const plan: RowsPlan = {
      kind: 'rows',
      where,
      seed: branches.length === 1 ? branches[0]!.seed : sharedSeed(branches),
      branches,
      beyond: beyondOf(where, [...(clauses.groupBy ?? []), ...(clauses.orderBy ?? [])]),
      containsAll,
      reach: reachAll ? 'all' : 'own',
      ...clauses,
    };
    return plan;
  }

  clauses(clauses: Clauses): Partial<RowsPlan> {
    const limit = clauses.limit === undefined ? undefined : this.number(clauses.limit);
    const asOf = clauses.asOf === undefined ? undefined : this.date(clauses.asOf);
    const orderBy = clauses.orderBy?.flatMap(({ attribute, descending }) => {
      const key = this.groupKey(attribute);
      return key ? [{ ...key, descending }] : [];
    });
    const groupBy = clauses.groupBy?.flatMap((attribute) => this.groupKey(attribute) ?? []);
    this.orderedByGroups(clauses);
    return {
      ...(clauses.context ? { context: this.context(clauses) } : {}),
      ...(asOf === undefined ? {} : { asOf }),
      ...(limit === undefined ? {} : { limit }),
      ...(orderBy ? { orderBy } : {}),
      ...(groupBy ? { groupBy } : {}),
    };
  }

  /** Rows of a grouped answer have their keys and nothing else to be ordered by. */
  private orderedByGroups({ groupBy, orderBy }: Clauses): void {
    const id = ({ name, keys }: AttributeName) =>
      JSON.stringify([findAttribute(name)?.name, keys.map((key) => this.keyOf(key))]);
    const grouped = groupBy && new Set(groupBy.map(id));
    for (const { attribute } of orderBy ?? []) {
      if (!grouped || grouped.has(id(attribute)) || !findAttribute(attribute.name)) continue;
      this.diagnostics.push({
        code: 'not-grouped',
        message: `${quoted(attribute.name)} is not in the group by`,
        span: attribute.span,
        hint: 'order by what the rows are grouped by, or group by it as well',
      });
    }
  }

  private keyOf(key: Value): unknown {
    const wanted = given(key, this.parameters, 'string');
    return wanted.kind === 'parameter' || wanted.kind === 'attribute' ? wanted.name : wanted.value;
  }

  /** A text where a question or a key expects one. A number would lose the zeros an account id begins with. */
  text(value: Value): string {
    const wanted = given(value, this.parameters, 'string');
    const bound = this.value(wanted);
    if (bound?.kind === 'literal' && typeof bound.value === 'string') return bound.value;
    if (bound)
      this.diagnostics.push({
        code: 'wrong-value-type',
        message: 'a quoted text is expected here',
        span: value.span,
        hint: 'write the name or id in single quotes',
      });
    return '';
  }

  private expression(expression: Expression, placement: Placement): BoundExpression {
    switch (expression.kind) {
      case 'predicate':
        return this.predicate(expression, placement);
      case 'not':
        return { kind: 'not', part: this.expression(expression.part, { ...placement, topLevel: false }) };
      default: {
        const below = { ...placement, topLevel: placement.topLevel && expression.kind === 'and' };
        return { kind: expression.kind, parts: expression.parts.map((part) => this.expression(part, below)) };
      }
    }
  }

  private predicate(written: Predicate, placement: Placement): BoundPredicate {
    const attribute = this.attribute(written.attribute);
    const type = attribute?.type ?? 'string';
    const predicate = { ...written, values: written.values.map((value) => given(value, this.parameters, type)) };
    if (attribute) {
      for (const rule of rules) {
        const diagnostic = rule(predicate, attribute, placement);
        if (diagnostic === null) continue;
        this.diagnostics.push(diagnostic);
        break;
      }
    }
    const keys = predicate.attribute.keys.map((key) => this.text(key));
    const values = predicate.values.flatMap((value) => this.value(value) ?? []);
    return { kind: 'predicate', attribute: attribute ?? nowhere, keys, operator: predicate.operator, values };
  }

  private attribute({ name, span }: AttributeName): Attribute | undefined {
    const attribute = findAttribute(name);
    if (!attribute)
      this.diagnostics.push(
        unknownName('attribute', 'unknown-attribute', name, [span[0], span[0] + name.length], attributeNames),
      );
    return attribute;
  }

  private groupKey(name: AttributeName): GroupKey | undefined {
    const attribute = this.attribute(name);
    const complaint = attribute && keysFit(name, attribute);
    if (complaint) this.diagnostics.push(complaint);
    return attribute && { attribute, keys: name.keys.map((key) => this.text(key)) };
  }

  private value(value: Value): BoundValue | undefined {
    if (value.kind === 'attribute') {
      const attribute = findAttribute(value.name);
      return attribute && { kind: 'attribute', attribute };
    }
    if (value.kind !== 'parameter') return { kind: 'literal', value: value.value };
    if (this.parameters === undefined) return { kind: 'literal', value: '' };
    const found = Object.hasOwn(this.parameters, value.name) ? this.parameters[value.name] : undefined;
    if (found !== undefined) return { kind: 'literal', value: found };
    const names = Object.keys(this.parameters).map((name) => `$${name}`);
    const known = names.length === 0 ? 'no parameters were given: --param name=value' : `given: ${names.join(', ')}`;
    this.diagnostics.push(unknownName('parameter', 'unknown-parameter', `$${value.name}`, value.span, names, known));
    return undefined;
  }

  private number(value: Value): number | undefined {
    const bound = this.value(value);
    if (value.kind === 'parameter' && this.parameters === undefined) return undefined;
    const number = bound?.kind === 'literal' ? bound.value : undefined;
    if (typeof number === 'number' && Number.isInteger(number) && number >= 0) return number;
    if (bound)
      this.diagnostics.push({
        code: 'wrong-value-type',
        message: '`limit` takes a whole number',
        span: value.span,
        hint: 'such as limit 50',
      });
    return undefined;
  }

  date(value: Value): string | undefined {
    const bound = this.value(given(value, this.parameters, 'string'));
    if (value.kind === 'parameter' && this.parameters === undefined) return undefined;
    const text = bound?.kind === 'literal' ? String(bound.value) : '';
    if (isDate(text)) return text;
    if (bound)
      this.diagnostics.push({
        code: 'wrong-value-type',
        message: `${quoted(text)} is not a date`,
        span: value.span,
        hint: "write it as '2026-11-01'",
      });
    return undefined;
  }

  private context(clauses: Clauses): AskContext {
    const context: Record<string, null | string | number | boolean> = {};
    for (const { key, value } of clauses.context ?? []) {
      const bound = value === null ? null : this.value(value);
      context[key] = bound?.kind === 'literal' ? bound.value : null;
    }
    return context;
  }
}

/** What narrows every branch alike. */
function sharedSeed(branches: readonly Branch[]): Seed {
  const [first, ...others] = branches.map(({ seed }) => seed);
  const same = Object.entries(first ?? {}).filter(([key, value]) =>
    others.every((seed) => JSON.stringify(seed[key as keyof Seed]) === JSON.stringify(value)),
  );
  return Object.fromEntries(same);
}

const nowhere: Attribute = { name: '', side: 'verdict', type: 'string', keys: [0, 2], multi: false, description: '' };

/** A positive top-level test on a becoming kind asks for `reach all` by itself. */
function impliesReach(expression: Expression, parameters: Parameters | undefined): boolean {
  if (expression.kind === 'and') return expression.parts.some((part) => impliesReach(part, parameters));
  return (
    expression.kind === 'predicate' &&
    expression.attribute.name.toLowerCase() === 'path.kind' &&
    (expression.operator === '=' || expression.operator === 'IN') &&
    expression.values
      .map((value) => given(value, parameters, 'string'))
      .some((value) => value.kind === 'string' && becomingKinds.has(value.value.toLowerCase()))
  );
}
