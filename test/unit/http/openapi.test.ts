import { describe, expect, it } from 'vitest';
import { operations } from '../../../src/client/operations.js';
import { openApiOf } from '../../../src/http/openapi.js';
import { routes, routeTable } from '../../../src/http/routes/index.js';

const document = openApiOf(routeTable, '0.1.0') as unknown as {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { operationId: string; responses: object; security: object[] }>>;
  readonly components: { readonly schemas: Record<string, object> };
};

describe('the OpenAPI document', () => {
  it('holds every route of the table and nothing else', () => {
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${method} ${path} ${operationId}`),
    );
    expect(document.openapi).toBe('3.1.0');
    expect(documented.sort()).toEqual(routeTable.map((one) => `${one.method} ${one.path} ${one.operation}`).sort());
  });

  it('refers only to what it holds', () => {
    const text = JSON.stringify(document);
    const named = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  it('says of every route who may use it, and what may go wrong', () => {
    for (const methods of Object.values(document.paths))
      for (const { operationId, security, responses } of Object.values(methods)) {
        const { needs, form } = routeTable.find(({ operation }) => operation === operationId)!;
        expect(security).toEqual(needs === null ? [] : [{ [form ? 'session' : 'bearer']: [] }]);
        const good = Object.keys(responses).filter((status) => status.startsWith('2'));
        expect(['200', '202']).toContain(good.join());
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '401', '403', '429', '500', '503']));
      }
  });
});

describe('the client', () => {
  it('calls every route as the table has it', () => {
    const table = Object.entries(routes).map(([name, { method, path }]) => [name, [method, path]]);
    expect(Object.entries(operations)).toEqual(table);
  });

  it('calls operations by the names they have', () => {
    for (const [name, { operation }] of Object.entries(routes)) expect(operation).toBe(name);
  });
});
