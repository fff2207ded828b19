import { z } from 'zod';

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().describe('stable, as on the command line'),
    hint: z.string().optional(),
    place: z.object({}).loose().optional(),
    diagnostics: z
      .array(
        z
          .object({
            code: z.string(),
            message: z.string(),
            span: z.array(z.int()).describe('UTF-16 offsets, end exclusive'),
          })
          .loose(),
      )
      .optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
