import type { AccessRow, RowSeed, Source } from '../access/contract.js';
import type { ActionInfo } from '../catalogue/contract.js';
import { type BoundExpression, topLevel } from '../planner/index.js';
import type { RowEnvironment } from './getters.js';
import { matches } from './matches.js';

/** Attributes whose value hangs on more than their own side of the row. */
const mixed: ReadonlySet<string> = new Set(['action.lastaccess.days']);

/** What the query says of the source alone, and of the action alone: it can be asked before a row exists. */
export function acceptances(
  where: BoundExpression | null,
  environment: RowEnvironment,
): Pick<RowSeed, 'acceptSource' | 'acceptAction'> {
  if (where === null) return {};
  const parts = topLevel(where);
  const source = parts.filter((part) => onlyAbout(part, 'source'));
  const action = parts.filter((part) => onlyAbout(part, 'action'));
  const holds = (list: readonly BoundExpression[], row: Partial<AccessRow>) =>
    list.every((part) => matches(part, row as AccessRow, environment));
  return {
    ...(source.length > 0 ? { acceptSource: (one: Source) => holds(source, { source: one }) } : {}),
    ...(action.length > 0 ? { acceptAction: (one: ActionInfo) => holds(action, { action: one }) } : {}),
  };
}

function onlyAbout(expression: BoundExpression, side: 'source' | 'action'): boolean {
  if (expression.kind === 'not') return onlyAbout(expression.part, side);
  if (expression.kind !== 'predicate') return expression.parts.every((part) => onlyAbout(part, side));
  const { attribute, values } = expression;
  const others = values.flatMap((value) => (value.kind === 'attribute' ? [value.attribute] : []));
  return [attribute, ...others].every((one) => one.side === side && !mixed.has(one.name));
}
