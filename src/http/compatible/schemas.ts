import { z } from 'zod';
import { type GroupField, groupFields } from './grouped-items.js';
import { columnsOf, type Edition } from './permission-rows.js';

/** Requests are read as the product reads them: fields that it knows and this service has no use for are passed over. */

const query = z.string().min(1).max(100_000).describe('RQL: `config from iam where …`');
const token = z.string().max(300_000).nullish().describe('`nextPageToken` of the page before');
const limit = z.int().min(0).describe('most items of a page; 0 = 100, and at most 10,000');

export const loginRequest = z
  .object({
    username: z.string().min(1).max(200).describe('id of an API token'),
    password: z.string().min(1).max(200).describe('its secret, or all of the token'),
    customerName: z.string().max(200).nullish(),
    prismaId: z.string().max(200).nullish(),
  })
  .meta({ id: 'CompatibleLogin' });

export const loginAnswer = z
  .object({
    token: z.string().describe('goes into the header `x-redlock-auth`; counts for 10 minutes'),
    message: z.literal('login_successful'),
    customerNames: z.array(z.object({ customerName: z.string(), prismaId: z.string(), tosAccepted: z.boolean() })),
    roles: z.array(z.string()).optional(),
  })
  .meta({ id: 'CompatibleLoginAnswer' });

export const searchV1 = z
  .object({ query, limit, id: z.string().max(200).nullish() })
  .meta({ id: 'PermissionSearchV1' });
export const pageV1 = z
  .object({ pageToken: z.string().min(1).max(300_000), limit: limit.nullish() })
  .meta({ id: 'PermissionPageV1' });
export const searchV3 = z
  .object({ query, id: z.string().max(200).nullish(), nextPageToken: token })
  .meta({ id: 'PermissionSearchV3' });
export const searchV4 = z
  .object({
    query,
    searchId: z.string().max(200).nullish(),
    nextPageToken: token,
    groupByFields: z
      .array(z.enum(groupFields as [GroupField, ...GroupField[]]))
      .max(50)
      .nullish()
      .describe('none, or all of them = rows as they are'),
  })
  .meta({ id: 'PermissionSearchV4' });
export const limitOfUrl = z.object({
  limit: z.coerce.number().int().min(0).optional().describe('as in the first edition'),
});

function item(edition: Edition): z.ZodType {
  const fields = columnsOf(edition).map((column) => [column, fieldOf(column)] as const);
  return z.object(Object.fromEntries(fields)).meta({ id: `Permission${edition.toUpperCase()}` });
}

function fieldOf(column: string): z.ZodType {
  if (column === 'exceptions') return z.array(z.object({ messageCode: z.string() }));
  if (column === 'id') return z.string();
  if (column === 'sourcePublic' || /wildcard/i.test(column)) return z.boolean().nullable();
  return column === 'accessedResourcesCount' ? z.int().nullable() : z.string().nullable();
}

function pageOf(edition: Edition): z.ZodType {
  return z
    .object({
      items: z.array(item(edition)),
      nextPageToken: z.string().nullable(),
      totalRows: z.int().nullable().describe('null = not counted'),
      searchedDestCloudResourceNames: z.array(z.string()),
    })
    .meta({ id: `PermissionPageData${edition.toUpperCase()}` });
}

function answerOf(edition: Edition, data: z.ZodType): z.ZodType {
  return z
    .object({
      data,
      query: z.string(),
      id: z.string(),
      saved: z.boolean(),
      name: z.string(),
      timeRange: z.object({ type: z.literal('to_now'), value: z.literal('epoch') }),
      searchType: z.literal('iam'),
      description: z.string(),
      cloudType: z.string().nullable(),
    })
    .meta({ id: `PermissionSearchAnswer${edition.toUpperCase()}` });
}

const pageV1Data = pageOf('v1');
export const pageData = { v1: pageV1Data };
export const searchAnswer = {
  v1: answerOf('v1', pageV1Data),
  v3: answerOf('v3', pageOf('v3')),
  v4: answerOf('v4', pageOf('v4')),
};

export const csv = z.string().meta({ id: 'PermissionCsv' });

export const compatibleProblem = z
  .object({ error: z.object({ code: z.string(), message: z.string(), details: z.array(z.string()) }) })
  .meta({ id: 'CompatibleError' });
