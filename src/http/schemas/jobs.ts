import { z } from 'zod';

const instant = z.string().describe('ISO instant');

export const job = z
  .object({
    id: z.string(),
    kind: z.string(),
    key: z.string().describe('one job of a key goes on at a time'),
    about: z.object({}).loose().describe('what was asked for'),
    by: z.string().describe('who started it'),
    state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
    progress: z.object({
      step: z.string(),
      done: z.number().nullable().describe('in units of the step; null = not counted'),
      total: z.number().nullable(),
      fraction: z.number().min(0).max(1).nullable().describe('of the step'),
    }),
    queuedAt: instant,
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    cancelledBy: z.string().nullable().describe('who asked for its end'),
    result: z.object({}).loose().nullable(),
    failure: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).nullable(),
  })
  .meta({ id: 'Job' });

export const jobList = z.object({ jobs: z.array(job) }).meta({ id: 'JobList' });

export const jobLog = z
  .object({
    lines: z.array(z.object({ at: instant, level: z.enum(['info', 'warn']), text: z.string() })),
    dropped: z.int().describe('earlier lines that are no longer kept'),
  })
  .meta({ id: 'JobLog' });

/** A key that no object has already. */
const fileName = z
  .string()
  .min(1)
  .max(320)
  .regex(/^(?!__proto__$|constructor$|prototype$)/, 'not a name of a prototype');

export const ingestRequest = z
  .strictObject({
    from: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe('a dump in the directory that the service was given (--ingest-dir): file or directory, relative to it'),
    files: z
      .record(fileName, z.union([z.string(), z.object({}).loose(), z.array(z.unknown())]))
      .optional()
      .describe('a dump as it would stand in a directory: file name to its text, or to the JSON it holds'),
    live: z.boolean().optional().describe('collect with the credentials of the service (--ingest-live)'),
    scope: z.string().min(1).max(200).optional().describe('scope of files that name none'),
    collectedAt: z
      .union([z.iso.date(), z.iso.datetime({ offset: true })])
      .optional()
      .describe('when the data was taken; without it: now'),
    complete: z.boolean().optional().describe('drop parts of these scopes that are not brought'),
  })
  .describe('one of `from`, `files` and `live`')
  .meta({ id: 'IngestRequest' });
