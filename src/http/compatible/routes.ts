import { renderCsv } from '../../reports/csv.js';
import { type Answer, type AnyRoute, type Asked, route } from '../route.js';
import type { PageData, SearchAnswer } from './envelope.js';
import type { GroupField } from './grouped-items.js';
import { extensionAnswer, loginAnswer } from './login.js';
import { type Wanted, wantedOf } from './page.js';
import { columnsOf, type Edition } from './permission-rows.js';
import * as schemas from './schemas.js';
import type { Search } from './search.js';

const about = { tag: 'Compatible', form: 'compatible' } as const;
const search = { ...about, method: 'post', needs: 'reader', costs: 'evaluation' } as const;

const loginRoute = route({
  ...about,
  ...{ method: 'post', path: '/login', operation: 'compatibleLogin', costs: 'light', needs: null },
  summary: 'Begin a session with id and secret of an API token',
  audited: ({ body }) => body.username,
  body: schemas.loginRequest,
  answers: { 200: { description: 'the session', content: { 'application/json': schemas.loginAnswer } } },
  handle: async ({ body: { username, password } }, { services }) => {
    const { session, who } = await services.sessions.login(username, password);
    return { json: loginAnswer(session), who };
  },
});

const extendRoute = route({
  ...about,
  ...{ method: 'get', path: '/auth_token/extend', operation: 'compatibleExtend', costs: 'light', needs: 'reader' },
  summary: 'A further session, for as long again',
  audited: () => 'session',
  answers: { 200: { description: 'the session', content: { 'application/json': schemas.loginAnswer } } },
  handle: async (_input, { services, bearer }) => {
    const { session, who } = await services.sessions.extend(bearer ?? '');
    return { json: extensionAnswer(session, who) };
  },
});

const firstRoute = route({
  ...search,
  ...{ path: '/api/v1/permission', operation: 'compatibleSearchV1' },
  summary: 'Search for permissions, first edition; JSON or CSV',
  audited: ({ body }) => body.query,
  body: schemas.searchV1,
  streams: ['csv'],
  answers: {
    200: { description: 'a page', content: { 'application/json': schemas.searchAnswer.v1, 'text/csv': schemas.csv } },
  },
  handle: ({ body: { query, limit, id } }, asked) => {
    const wanted = wantedOf({ query, limit });
    return asked.format === 'csv' ? csvOf(wanted, asked) : found(wanted, 'v1', asked, id);
  },
});

const furtherRoute = route({
  ...search,
  ...{ path: '/api/v1/permission/page', operation: 'compatiblePageV1' },
  summary: 'A further page of a search, first edition; JSON or CSV',
  audited: ({ body }) => wantedOf({ token: body.pageToken }).query,
  body: schemas.pageV1,
  streams: ['csv'],
  answers: {
    200: { description: 'a page', content: { 'application/json': schemas.pageData.v1, 'text/csv': schemas.csv } },
  },
  handle: async ({ body: { pageToken, limit } }, asked) => {
    const wanted = wantedOf({ token: pageToken, limit: limit ?? undefined });
    if (asked.format === 'csv') return csvOf(wanted, asked);
    const { data, rows } = await pageOf(wanted, 'v1', asked);
    return { text: JSON.stringify(data), rows };
  },
});

const thirdRoute = route({
  ...search,
  ...{ path: '/iam/api/v3/search/permission', operation: 'compatibleSearchV3' },
  summary: 'Search for permissions, third edition',
  audited: ({ body }) => body.query,
  query: schemas.limitOfUrl,
  body: schemas.searchV3,
  answers: { 200: { description: 'a page', content: { 'application/json': schemas.searchAnswer.v3 } } },
  handle: ({ query: { limit }, body: { query, id, nextPageToken } }, asked) =>
    found(wantedOf({ query, limit, token: nextPageToken }), 'v3', asked, id),
});

const fourthRoute = route({
  ...search,
  ...{ path: '/iam/api/v4/search/permission', operation: 'compatibleSearchV4' },
  summary: 'Search for permissions, fourth edition: grouped where fields are named',
  audited: ({ body }) => body.query,
  query: schemas.limitOfUrl,
  body: schemas.searchV4,
  answers: { 200: { description: 'a page', content: { 'application/json': schemas.searchAnswer.v4 } } },
  handle: ({ query: { limit }, body }, asked) => {
    const groupBy: readonly GroupField[] | undefined = body.groupByFields ?? undefined;
    const wanted = wantedOf({ query: body.query, limit, token: body.nextPageToken, groupBy });
    return found(wanted, 'v4', asked, body.searchId);
  },
});

async function found(wanted: Wanted, edition: Edition, asked: Asked, id: string | null | undefined): Promise<Answer> {
  const input: Search = { ...wanted, edition, ...(id ? { searchId: id } : {}) };
  return asked.services.evaluate(asked, 'permissions', input);
}

async function pageOf(wanted: Wanted, edition: Edition, asked: Asked): Promise<{ data: PageData; rows: number }> {
  const { text, rows } = await asked.services.evaluate(asked, 'permissions', { ...wanted, edition } satisfies Search);
  return { data: (JSON.parse(text) as SearchAnswer).data, rows };
}

/** A client compares the media type as a whole. Its further pages are asked for by a token in a header. */
async function csvOf(wanted: Wanted, asked: Asked): Promise<Answer> {
  const { data, rows } = await pageOf(wanted, 'v1', asked);
  const next = data.nextPageToken === null ? {} : { 'x-next-page-token': data.nextPageToken };
  return { text: renderCsv(columnsOf('v1'), data.items), rows, headers: { 'content-type': 'text/csv', ...next } };
}

/** By their operations. */
export const compatibleRoutes = {
  compatibleLogin: loginRoute,
  compatibleExtend: extendRoute,
  compatibleSearchV1: firstRoute,
  compatiblePageV1: furtherRoute,
  compatibleSearchV3: thirdRoute,
  compatibleSearchV4: fourthRoute,
} as const satisfies Readonly<Record<string, AnyRoute>>;
