import type { Rule } from './rule.js';

export const becomingKinds: ReadonlySet<string> = new Set(['assume', 'impersonate', 'own', 'pass', 'execute']);

/** Rights gained by becoming somebody count only when asked for; a positive test on the top level asks for them. */
export const becomingNeedsReach: Rule = ({ operator, values }, attribute, { topLevel, reachAll }) => {
  if (attribute.name !== 'path.kind' || reachAll || (topLevel && (operator === '=' || operator === 'IN'))) return null;
  const value = values.find((one) => one.kind === 'string' && becomingKinds.has(one.value.toLowerCase()));
  if (!value) return null;
  return {
    code: 'needs-reach-all',
    message: 'paths of this kind are not followed here',
    span: value.span,
    hint: 'end the query with `reach all`',
  };
};
