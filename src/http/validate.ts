import type { z } from 'zod';
import { HttpError } from './problem.js';

/** What a schema makes of a value. Errors: `invalid-request`, which names every place and no value. */
export function validated<T>(schema: z.ZodType<T> | undefined, value: unknown, where: 'body' | 'query' | 'path'): T {
  if (!schema) return undefined as T;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 20).map(({ path, message, code }) => ({
    code: String(code),
    message: message.replace(/^Invalid input: /, ''),
    path: `/${path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
  }));
  const first = issues[0]!;
  const place = first.path === '/' ? `the ${where}` : `\`${first.path}\` of the ${where}`;
  throw new HttpError(400, 'invalid-request', `${place}: ${first.message}`, {
    hint: 'see /docs for what the route takes',
    data: { issues },
  });
}
