import type { Clauses, Query, Value } from '../../grammar/ast.js';
import type { Diagnostic } from '../../grammar/diagnostics.js';
import { findAttribute } from './attributes.js';
import { beyondOfSeed } from './beyond.js';
import type { GroupKey, Plan, RowsPlan, Seed } from './plan.js';
import { unknownRegion } from './regions.js';

type Question = Extract<Query, { kind: 'question' }>;

/** What questions need of whoever binds them. */
export interface QuestionBinder {
  readonly diagnostics: Diagnostic[];
  text(value: Value): string;
  clauses(clauses: Clauses): Partial<RowsPlan>;
}

const group = (...names: string[]): GroupKey[] => names.map((name) => ({ attribute: findAttribute(name)!, keys: [] }));

/** Question forms as plans over the same rows. */
export function planQuestion(question: Question, binder: QuestionBinder): Plan | null {
  const [first, second] = question.arguments.map((value) => binder.text(value)) as [string, string];
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
    default:
      binder.diagnostics.push({
        code: 'not-supported',
        message: 'this question cannot be answered yet',
        span: question.span,
        hint: "questions that can: who can, which users, what can, what accounts, can any user outside group, why can, why can't",
      });
      return null;
  }
}
