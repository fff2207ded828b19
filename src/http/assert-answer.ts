import { GrantgraphError } from '../base/errors.js';
import type { Answer, AnyRoute } from './route.js';

/** Is a JSON answer what the route's own schema says, and with it the document and the typed client? Errors: `internal`. */
export function assertAnswer(route: AnyRoute, answer: Answer): void {
  if ('stream' in answer) return;
  const schema = route.answers[answer.status ?? 200]?.content?.['application/json'];
  const told = answer.headers?.['content-type'] ?? 'application/json';
  if (!schema || !told.startsWith('application/json')) return;
  const parsed = schema.safeParse('text' in answer ? JSON.parse(answer.text) : answer.json);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  throw new GrantgraphError('internal', `${route.operation} answers what its schema does not know`, {
    exit: 4,
    cause: new Error(`/${issue?.path.join('/')}: ${issue?.message}`),
  });
}
