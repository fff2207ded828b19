import type { Statement } from '../connection.js';
import { locked } from './lease.js';
import { storeName } from './names.js';
import { deleteRows } from './write-index.js';

/**
 * Versions of parts that ended in a generation made before the date and whose index still stands: what no younger generation rests on.
 */
export function endedVersions(before: string): Statement {
  return {
    text: `MATCH (part:Part) WHERE part.until >= 0 AND part.indexed
           WITH part.version AS version, max(part.until) AS until, max(part.rebuiltAt) AS rebuiltAt
           MATCH (generation:Generation {number: until})
           WHERE generation.createdAt <= $before AND (rebuiltAt IS NULL OR rebuiltAt <= $before)
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

/** Some rows of a version that was marked, unless somebody makes its index again; repeated until none is left. */
export function deletePruned(version: number, limit: number): Statement {
  return {
    text: `${locked} MATCH (pruned:Pruned {version: $version}) WHERE pruned.rebuilding IS NULL
           ${deleteRows}`,
    parameters: { name: storeName, version, limit },
  };
}

/**
 * States of parts in a generation whose index is not the one that a reader knows: `gone` = it was dropped, or is going; else it was made
 * again later than `known` (the latest such instant the reader has seen; null = he has seen nothing yet).
 */
export function changedIndexes(generation: number, known: string | null): Statement {
  return {
    text: `MATCH (part:Part) WHERE part.until > $generation AND part.since <= $generation
           OPTIONAL MATCH (pruned:Pruned {version: part.version})
           WITH part, pruned WHERE pruned IS NOT NULL OR part.rebuiltAt > $known
           RETURN part {.*} AS part, pruned IS NOT NULL AS gone ORDER BY part.version`,
    parameters: { generation, known },
  };
}

/** From here on nobody drops rows of the version. */
export function beginRebuilding(version: number): Statement {
  return {
    text: 'MATCH (pruned:Pruned {version: $version}) SET pruned.rebuilding = true',
    parameters: { version },
  };
}

/** The index of the version stands again. */
export function endRebuilding(version: number, rebuiltAt: string): Statement {
  return {
    text: `MATCH (pruned:Pruned {version: $version}) DELETE pruned
           WITH 1 AS one MATCH (part:Part {version: $version}) SET part.indexed = true, part.rebuiltAt = $rebuiltAt`,
    parameters: { version, rebuiltAt },
  };
}
