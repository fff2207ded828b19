import { readFileSync } from 'node:fs';
import { GrantgraphError } from '../../base/errors.js';

/** Where the database is and who we are there. `place` is the URL as people may see it: without a password. */
export interface Neo4jSettings {
  readonly uri: string;
  readonly database: string | undefined;
  readonly user: string;
  readonly password: string;
  readonly place: string;
}

const schemes = ['neo4j:', 'neo4j+s:', 'neo4j+ssc:', 'bolt:', 'bolt+s:', 'bolt+ssc:'];

export function isNeo4jUrl(text: string): boolean {
  return /^(neo4j|bolt)(\+s|\+ssc)?:/.test(text);
}

/**
 * `neo4j://[user@]host[:7687][/database]`. The password comes from the environment or a file, as the URL ends up in process lists and
 * histories; one in the URL is taken, and never shown. Errors: `invalid-store-url`, `no-credentials`.
 */
export function neo4jSettings(url: string, environment: Readonly<Record<string, string | undefined>>): Neo4jSettings {
  const parsed = parse(url);
  const path = decodeURIComponent(parsed.pathname.replace(/^\//, ''));
  if (path.includes('/')) throw invalid(place(parsed), 'a database is one name');
  const user = decodeURIComponent(parsed.username) || environment['GRANTGRAPH_NEO4J_USER'] || 'neo4j';
  const password = decodeURIComponent(parsed.password) || passwordOf(environment);
  if (password === undefined)
    throw new GrantgraphError('no-credentials', `no password for \`${user}\` at \`${place(parsed)}\``, {
      hint: 'set GRANTGRAPH_NEO4J_PASSWORD, or GRANTGRAPH_NEO4J_PASSWORD_FILE to a file that holds it',
    });
  // Routing policies stand behind the `?` and are the driver's affair.
  return {
    uri: `${parsed.protocol}//${parsed.host}${parsed.search}`,
    database: path === '' ? undefined : path,
    user,
    password,
    place: place(parsed),
  };
}

function parse(url: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw invalid(url.replace(/\/\/[^/]*@/, '//'), 'it cannot be read');
  }
  if (!schemes.includes(parsed.protocol)) throw invalid(place(parsed), 'it begins with none of them');
  if (parsed.hostname === '') throw invalid(place(parsed), 'it names no host');
  return parsed;
}

function place(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}

function invalid(url: string, why: string): GrantgraphError {
  return new GrantgraphError('invalid-store-url', `\`${url}\` is not the URL of a store: ${why}`, {
    exit: 2,
    hint: `write it as neo4j://host:7687 or neo4j://host:7687/database; schemes: ${schemes.map((scheme) => scheme.slice(0, -1)).join(', ')}`,
  });
}

function passwordOf(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = environment['GRANTGRAPH_NEO4J_PASSWORD'];
  if (given) return given;
  const file = environment['GRANTGRAPH_NEO4J_PASSWORD_FILE'];
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new GrantgraphError('no-credentials', `cannot read the password file \`${file}\``, {
      place: { file },
      hint: 'GRANTGRAPH_NEO4J_PASSWORD_FILE names it',
      cause,
    });
  }
}
