import type { Statement } from '../connection.js';

/**
 * Versions of parts that ended in a generation made before the date and whose index still stands: what no younger generation rests on.
 */
export function endedVersions(before: string): Statement {
  return {
    text: `MATCH (part:Part) WHERE part.until >= 0 AND part.indexed
           WITH part.version AS version, max(part.until) AS until
           MATCH (generation:Generation {number: until}) WHERE generation.createdAt <= $before
           RETURN version ORDER BY version`,
    parameters: { before },
  };
}

/** From here on readers know that the index of the version is gone or going. */
export function markPruned(version: number): Statement {
  return {
    text: `MERGE (:Pruned {version: $version}) WITH 1 AS one
           MATCH (part:Part {version: $version}) SET part.indexed = false`,
    parameters: { version },
  };
}

/** Pruned versions of which something is left. */
export const prunedVersions: Statement = {
  text: `MATCH (pruned:Pruned) WHERE pruned.version >= 0 AND EXISTS { MATCH (row:Indexed {version: pruned.version}) }
         RETURN pruned.version AS version`,
  parameters: {},
};

/** Patterns that nothing is filed under any more, some of them. */
export function deleteIdlePatterns(limit: number): Statement {
  return {
    text: `MATCH (pattern:Pattern) WHERE pattern.actionKey >= '' AND NOT EXISTS { (pattern)-[:ALLOWS]->() }
           WITH pattern LIMIT toInteger($limit) DELETE pattern RETURN count(*) AS count`,
    parameters: { limit },
  };
}

/** A row where the generation rests on a version whose index is gone. */
export function restsOnPruned(generation: number): Statement {
  return {
    text: `MATCH (part:Part) WHERE part.until > $generation AND part.since <= $generation
           MATCH (pruned:Pruned {version: part.version}) RETURN DISTINCT pruned.version AS version`,
    parameters: { generation },
  };
}
