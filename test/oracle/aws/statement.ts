import type { Caller } from './caller.js';
import { conditionHolds } from './condition.js';
import { listOf, type Statement } from './input.js';
import type { Lookup } from './keys.js';
import { covers, coversEverything, lowerCase, readPattern, readResourcePattern } from './pattern.js';
import { every, not, some, type Truth, truthOf } from './truth.js';

/** What one request asks, with everything known of it. */
export interface Question {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string | undefined;
  readonly lookup: Lookup;
  /** The caller has a permissions boundary. */
  readonly bounded: boolean;
}

/** Action, resource and condition of a statement together; the principal is matched apart. */
export function statementHolds(statement: Statement, version: string | undefined, question: Question): Truth {
  const variables = { enabled: version === '2012-10-17', lookup: question.lookup };
  return every([
    actionMatches(statement, question.action),
    resourceMatches(statement, variables, question.resource),
    conditionHolds(statement.Condition, variables),
  ]);
}

/** Both parts of an action compare without case. IAM/reference_policies_elements_action, …_notaction. */
function actionMatches(statement: Statement, action: string): Truth {
  if (statement.NotAction !== undefined) return not(someAction(listOf(statement.NotAction), action));
  return someAction(listOf(statement.Action), action);
}

function someAction(patterns: readonly string[], action: string): Truth {
  return some(
    patterns.map((text) =>
      covers(
        lowerCase(readPattern(text, { variables: false, wildcards: true, lookup: nothing })),
        action.toLowerCase(),
      ),
    ),
  );
}

const nothing: Lookup = () => ({ state: 'absent' });

/** Trust policies carry no Resource: it is the role. IAM/reference_policies_elements_resource, …_notresource. */
function resourceMatches(
  statement: Statement,
  variables: { readonly enabled: boolean; readonly lookup: Lookup },
  resource: string,
): Truth {
  const matches = (text: string) => {
    const pattern = readResourcePattern(text, {
      variables: variables.enabled,
      wildcards: true,
      lookup: variables.lookup,
    });
    return resource === '*' ? truthOf(coversEverything(pattern)) : covers(pattern, resource);
  };
  if (statement.NotResource !== undefined) return not(some(listOf(statement.NotResource).map(matches)));
  if (statement.Resource !== undefined) return some(listOf(statement.Resource).map(matches));
  return truthOf(true);
}
