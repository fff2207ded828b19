import { z } from 'zod';

/** What clients send. Objects a client sends are strict: a misspelt field is an error, not nothing. */

export const text = (most: number, description: string) => z.string().min(1).max(most).describe(description);

export const queryText = text(100_000, 'RQL, or a question').meta({
  examples: ["who can s3:GetObject on 'customer-exports'", 'config from iam where source.public = true'],
});

const plain = z.union([z.string().max(10_000), z.number(), z.boolean()]);

/** No key of a prototype: objects made of these must stay what they are. */
const key = z
  .string()
  .max(200)
  .regex(/^(?!__proto__$|constructor$|prototype$)/, 'not a name of a prototype');

export const parameters = z.record(key, plain).describe('values of `$names` in the text').meta({ id: 'Parameters' });

export const context = z
  .record(key, z.union([plain, z.null(), z.array(plain).max(1000)]))
  .describe('request keys and their values; null = known to be absent')
  .meta({ id: 'Context' });

export const reach = z
  .enum(['own', 'all'])
  .describe('whose rights count: own sessions, or also those of whoever one can become')
  .meta({ id: 'Reach' });

export const cursor = text(2000, '`cursor` of the page before');
export const limit = z.int().min(1).max(10_000).describe('most rows of a page; default 100');
/** The same from the text of a URL. */
export const limitText = z.coerce.number().int().min(1).max(10_000).describe('most rows of a page; default 100');
