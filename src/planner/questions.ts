import type { Clauses, Query, Value } from '../../grammar/ast.js';
import type { Diagnostic, Span } from '../../grammar/diagnostics.js';
import { findAttribute } from './attributes.js';
import { beyondOfSeed } from './beyond.js';
import { endOf } from './date.js';
import type { GroupKey, Plan, RowsPlan, Seed } from './plan.js';
import { unknownRegion } from './regions.js';

type Question = Extract<Query, { kind: 'question' }>;

/** What questions need of whoever binds them. */
export interface QuestionBinder {
  readonly diagnostics: Diagnostic[];
  text(value: Value): string;
  date(value: Value): string | undefined;
  clauses(clauses: Clauses): Partial<RowsPlan>;
}

const group = (...names: string[]): GroupKey[] => names.map((name) => ({ attribute: findAttribute(name)!, keys: [] }));

/** Question forms as plans over the same rows. */
export function planQuestion(question: Question, binder: QuestionBinder): Plan {
  // Dates are read as dates.
  const texts = question.form === 'what-changed' ? [] : question.arguments;
  const [first, second] = texts.map((value) => binder.text(value)) as [string, string];
  const clauses = binder.clauses(question.clauses);
  const base = {
    kind: 'rows',
    where: null,
    containsAll: [],
    reach: question.clauses.reach ? 'all' : 'own',
    ...clauses,
  } as const;
  const rows = (seed: Seed, more: Partial<RowsPlan> = {}): RowsPlan => ({
    ...base,
    seed,
    branches: [{ where: null, seed }],
    beyond: beyondOfSeed(seed),
    ...more,
  });
  switch (question.form) {
    case 'who-can':
      return rows({ actions: [question.action!.text], inventory: { resources: [first] } });
    case 'which-users':
      return rows({ inventory: { resources: [first] } }, { usersOnly: true });
    case 'what-access':
      return rows({ sources: [first] });
    case 'what-everything':
      return rows(
        { sources: [first] },
        {
          groupBy:
            clauses.groupBy ?? group('dest.cloud.account', 'dest.cloud.service.name', 'dest.cloud.resource.name'),
        },
      );
    case 'outside-group': {
      const complaint = unknownRegion(second, question.arguments[1]!);
      if (complaint) binder.diagnostics.push(complaint);
      return rows({ inventory: { region: second } }, { usersOnly: true, outsideGroup: first });
    }
    case 'why-can':
    case 'why-cannot': {
      const { reach, context, asOf } = base;
      const why = question.form === 'why-can' ? 'can' : 'cannot';
      return {
        kind: 'check',
        principal: first,
        action: question.action!.text,
        resource: second,
        why,
        reach,
        ...(context ? { context } : {}),
        ...(asOf ? { asOf } : {}),
      };
    }
    case 'how-reach': {
      onlyClauses(question, binder, ['context', 'asOf', 'limit', 'reach']);
      const { context, asOf, limit } = base;
      return {
        kind: 'paths',
        identity: first,
        resource: second,
        ...(context ? { context } : {}),
        ...(asOf === undefined ? {} : { asOf }),
        ...(limit === undefined ? {} : { limit }),
      };
    }
    case 'what-changed':
      return planChanges(question, binder, base);
  }
}

function planChanges(
  question: Question,
  binder: QuestionBinder,
  { context, limit, reach }: Pick<RowsPlan, 'context' | 'limit' | 'reach'>,
): Plan {
  onlyClauses(question, binder, ['context', 'limit', 'reach']);
  const [first, second] = question.arguments as readonly [Value, Value];
  const from = binder.date(first) ?? '';
  const to = binder.date(second) ?? '';
  if (endOf(from) > endOf(to))
    binder.diagnostics.push({
      code: 'dates-reversed',
      message: 'the first date is later than the second',
      span: [first.span[0], second.span[1]],
      hint: 'write the earlier date first',
    });
  return {
    kind: 'changes',
    from,
    to,
    reach,
    ...(context ? { context } : {}),
    ...(limit === undefined ? {} : { limit }),
  };
}

const clauseWords = {
  context: 'with context',
  asOf: 'as of',
  groupBy: 'group by',
  orderBy: 'order by',
  limit: 'limit',
  reach: 'reach all',
} as const satisfies Record<keyof Clauses, string>;

/** A clause that could only be ignored is a mistake. */
function onlyClauses({ clauses, span }: Question, binder: QuestionBinder, taken: readonly (keyof Clauses)[]): void {
  for (const name of Object.keys(clauses) as (keyof Clauses)[]) {
    if (taken.includes(name) || clauses[name] === undefined) continue;
    binder.diagnostics.push({
      code: 'clause-not-taken',
      message: `this question takes no \`${clauseWords[name]}\``,
      span: spanOf(clauses, name) ?? span,
      hint: `it takes ${taken.map((one) => `\`${clauseWords[one]}\``).join(', ')}`,
    });
  }
}

function spanOf(clauses: Clauses, name: keyof Clauses): Span | undefined {
  if (name === 'asOf' || name === 'limit') return clauses[name]?.span;
  const listed = name === 'groupBy' ? clauses.groupBy : clauses.orderBy?.map(({ attribute }) => attribute);
  const [head, last] = [listed?.[0], listed?.at(-1)];
  return head && last && [head.span[0], last.span[1]];
}
