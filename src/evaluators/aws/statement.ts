import { and, type Formula, leaf, not, or } from '../formula.js';
import { type ConditionContext, evaluateCondition, type TimeNotes } from './conditions/evaluate.js';
import { requestLookup } from './context.js';
import type { AwsRequest, KeyValue } from './contract.js';
import { covers, intersect, matches, toGlob, writtenGlob } from './matching/glob.js';
import { expand, type Template } from './matching/variables.js';
import type { ActionMatcher, Statement } from './policy/compile.js';

/** One request, prepared for many statements. */
export interface PreparedRequest {
  readonly request: AwsRequest;
  readonly action: string;
  /** Encoded glob of the resource; literal when it is no pattern. */
  readonly resource: string;
  readonly pattern: boolean;
  readonly lookup: (key: string) => KeyValue;
  /** Set by the statement looked at: when its time conditions end, or that they alone have ended. */
  readonly time: TimeNotes;
}

export function prepare(request: AwsRequest): PreparedRequest {
  const pattern = request.resourceIsPattern === true;
  return {
    request,
    action: request.action.toLowerCase(),
    resource: pattern ? toGlob(request.resource) : request.resource,
    pattern,
    lookup: requestLookup(request),
    time: { until: null, expired: false },
  };
}

/** Action or NotAction alone, without case. */
export function coversAction(statement: Statement, action: string): boolean {
  return lists(statement.action, action) !== statement.negatedAction;
}

function lists({ everything, exact, globs }: ActionMatcher, action: string): boolean {
  if (everything || exact.has(action)) return true;
  for (const glob of globs) if (matches(glob, action)) return true;
  return false;
}

/** Resource and condition of a statement whose action and principal already match. */
export function restOfStatement(statement: Statement, prepared: PreparedRequest): Formula {
  const resource = resourceFormula(statement, prepared);
  if (resource === false) return false;
  const condition = conditionFormula(statement, prepared);
  return resource === true ? condition : and([resource, condition]);
}

export function conditionFormula(statement: Statement, prepared: PreparedRequest): Formula {
  if (statement.tests.length === 0) return true;
  const context: ConditionContext = { lookup: prepared.lookup, time: prepared.time, deny: statement.effect === 'Deny' };
  const open: Formula[] = [];
  let expired = false;
  for (const test of statement.tests) {
    const part = evaluateCondition(test, context);
    if (part === false) {
      if (!prepared.time.expired) return false;
      prepared.time.expired = false;
      expired = true;
    } else if (part !== true) open.push(part);
  }
  if (!expired) return and(open);
  prepared.time.expired = true;
  return false;
}

function resourceFormula(statement: Statement, prepared: PreparedRequest): Formula {
  if (statement.resource === null) return true;
  const open: Formula[] = [];
  for (const text of statement.resource) {
    const part = oneResource(text, prepared);
    if (part === true) return !statement.negatedResource;
    if (part !== false) open.push(part);
  }
  if (open.length === 0) return statement.negatedResource;
  return statement.negatedResource ? not(or(open)) : or(open);
}

function oneResource(text: Template, prepared: PreparedRequest): Formula {
  if (!prepared.pattern) {
    if (!prepared.resource.startsWith(text.prefix)) return false;
    if (text.fixed !== null) return matches(text.fixed, prepared.resource);
  }
  const expansion = expand(text, prepared.lookup);
  if (expansion.state === 'nothing') return false;
  const glob = expansion.state === 'glob' ? expansion.glob : expansion.loose;
  const meets = prepared.pattern ? intersect(glob, prepared.resource) : matches(glob, prepared.resource);
  if (!meets) return false;
  if (expansion.state === 'open') {
    if (expansion.missing !== undefined) return leaf({ missing: expansion.missing });
    return leaf({ key: expansion.key, operator: 'StringLike', values: [text.raw] });
  }
  if (!prepared.pattern || covers(glob, prepared.resource)) return true;
  return leaf({ resource: [writtenGlob(glob)] });
}
