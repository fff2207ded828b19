import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locked, serverCache } from './install-lock.js';
import { lacking } from './requirement.js';

/** The last long-term version; it runs on Java 17. The server is for tests alone, and no part of the package. */
const version = '5.26.30';

/** The directory of the server's jars, which are resolved once from Maven Central into the cache. Null where they cannot be had. */
export function neo4jJars(): string | null {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (java.status !== 0) return lacking('Neo4j', 'there is no Java here');
  const directory = join(serverCache, `neo4j-${version}`);
  if (existsSync(directory)) return directory;
  mkdirSync(serverCache, { recursive: true });
  return locked(`${directory}.lock`, () => (existsSync(directory) ? directory : resolveJars(directory)));
}

function resolveJars(directory: string): string | null {
  const making = mkdtempSync(`${directory}-`);
  const dependency = (group: string, artifact: string) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  writeFileSync(
    join(making, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>server</groupId><artifactId>server</artifactId>
     <version>1</version><dependencies>${dependency('org.neo4j', 'neo4j')}${dependency('org.neo4j.app', 'neo4j-server')}</dependencies></project>`,
  );
  try {
    const got = spawnSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], {
      cwd: making,
      encoding: 'utf8',
      timeout: 220_000,
    });
    if (got.status !== 0)
      return lacking('Neo4j', `its jars cannot be resolved: ${got.error?.message ?? got.stdout.slice(-300)}`);
    renameSync(join(making, 'jars'), directory);
    return directory;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
