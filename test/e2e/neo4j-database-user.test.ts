import { readFileSync } from 'node:fs';
import neo4j from 'neo4j-driver';
import { describe, expect, inject, it } from 'vitest';

const server = inject('neo4j');
const document = readFileSync(new URL('../../docs/neo4j.md', import.meta.url), 'utf8');
const statements = [...document.matchAll(/```cypher\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block!.split(';'))
  .map((text) => text.trim())
  .filter((text) => text !== '');

describe.runIf(server !== null)('the rights that the document gives to a database user', () => {
  it('are written as the server reads them', async () => {
    const driver = neo4j.driver(server!.url, neo4j.auth.basic(server!.user, server!.password));
    const session = driver.session({ database: 'system' });
    const read = async (text: string): Promise<string> => {
      try {
        await session.run(`EXPLAIN ${text}`, { first: 'first password', second: 'second password' });
        return 'read';
      } catch (error) {
        return String((error as { code?: string }).code);
      }
    };
    try {
      expect(statements).toHaveLength(12);
      // The community edition knows no roles: it understands the words and says so.
      for (const text of statements)
        expect(['read', 'Neo.ClientError.Statement.UnsupportedAdministrationCommand'], text).toContain(
          await read(text),
        );
      expect(await read('GRANT WRITING ON GRAPH grants TO a')).toBe('Neo.ClientError.Statement.SyntaxError');
    } finally {
      await session.close();
      await driver.close();
    }
  });
});
