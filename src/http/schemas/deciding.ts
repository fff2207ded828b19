import { z } from 'zod';

/** Words of every decision. */

export const verdict = z.enum(['allow', 'conditional', 'deny', 'unknown']).meta({ id: 'Verdict' });

export const residual = z
  .unknown()
  .describe(
    'the condition that remains: `{all|any: […]}`, `{not}`, `{key, operator, values}`, `{resource: […]}` or `{missing}`; null = none',
  )
  .meta({ id: 'Residual' });

export const hop = z
  .object({
    hop: z.enum(['member', 'runs-as', 'sso', 'federate', 'assume', 'impersonate', 'own', 'pass', 'execute']),
    from: z.string(),
    to: z.string(),
    residual: residual.optional(),
  })
  .meta({ id: 'Hop' });

export const reason = z
  .object({
    key: z.string().describe('`identity-allow`, `explicit-deny`, `no-allow` …'),
    layer: z.string(),
    policy: z.string().optional(),
    statement: z.union([z.string(), z.number()]).optional(),
    entity: z.string().optional(),
    path: z.array(hop).optional(),
    note: z.string().optional(),
  })
  .meta({ id: 'Reason' });

export const coverage = z
  .object({
    scopes: z.array(
      z.object({
        id: z.string(),
        parts: z.record(z.string(), z.object({ collectedAt: z.string(), stale: z.boolean() })),
      }),
    ),
    notCollected: z.array(
      z.object({
        layer: z.string(),
        scope: z.string(),
        couldFlip: z.boolean(),
        direction: z.enum(['gain', 'lose']),
      }),
    ),
  })
  .describe('what the answer rests on, and what was never collected')
  .meta({ id: 'Coverage' });
