import { z } from 'zod';
import { coverage, hop, reason, residual, verdict } from './deciding.js';

const maybe = z.string().nullable();

/** One effective permission, in the field names of the permission API (reference §4.2) and our own. */
export const row = z
  .object({
    id: z.string(),
    sourcePublic: z.boolean(),
    sourceCloudType: maybe,
    sourceCloudAccount: maybe,
    sourceResourceName: z.string(),
    sourceResourceType: z.string(),
    sourceResourceId: z.string(),
    sourceIdpEmail: maybe,
    grantedByCloudEntityId: z.string(),
    grantedByCloudEntityType: z.string(),
    grantedByCloudPolicyName: z.string(),
    grantedByStatement: z.union([z.string(), z.number()]),
    effectiveActionName: z.string(),
    destCloudAccount: maybe,
    destCloudRegion: maybe,
    destCloudServiceName: z.string(),
    destResourceName: z.string(),
    destResourceType: z.string(),
    destResourceId: z.string(),
    destPattern: z.string(),
    isWildCardDestCloudResourceName: z.boolean(),
    verdict,
    residual,
    until: maybe,
    path: z.array(hop),
    because: z.array(reason),
  })
  .loose()
  .meta({ id: 'PermissionRow' });

/** A grouped answer has the columns that were asked for. */
const groupedRow = z.object({}).loose().meta({ id: 'GroupedRow' });

export const rowsPage = z
  .object({
    rows: z.array(z.union([row, groupedRow])),
    total: z.int().nullable().describe('null = not counted'),
    cursor: maybe.describe('asks for the next page; null = this is the last'),
    coverage,
    couldBecome: z
      .object({ count: z.int(), exact: z.boolean(), examples: z.array(z.string()) })
      .optional()
      .describe('how many further identities could become one of the listed'),
  })
  .meta({ id: 'RowsPage' });

export const checkAnswer = z
  .object({
    verdict,
    explicit: z.boolean(),
    because: z.array(reason),
    residual,
    until: z.string().optional(),
    coverage,
    identities: z.array(z.object({ id: z.string(), verdict })),
    principal: z.string(),
    resource: z.string(),
    action: z.string(),
  })
  .loose()
  .meta({ id: 'CheckAnswer' });

export const pathsAnswer = z
  .object({
    identities: z.array(z.string()),
    resource: z.string(),
    paths: z.array(
      z.object({ hops: z.array(z.unknown()), grants: z.array(z.unknown()), verdict, length: z.int() }).loose(),
    ),
    coverage,
  })
  .loose()
  .meta({ id: 'PathsAnswer' });

export const changesPage = z
  .object({
    from: z.object({ date: z.string(), generation: z.int().nullable() }).loose(),
    to: z.object({ date: z.string(), generation: z.int().nullable() }).loose(),
    changes: z.array(z.unknown()),
    counts: z.object({ gained: z.int(), lost: z.int(), changed: z.int() }),
    total: z.int(),
    cursor: maybe,
    coverage,
  })
  .loose()
  .meta({ id: 'ChangesPage' });

/** What a query answers: by its question. */
export const queryAnswer = z.union([rowsPage, checkAnswer, pathsAnswer, changesPage]).meta({ id: 'QueryAnswer' });
