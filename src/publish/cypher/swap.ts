import type { Statement } from '../../store/neo4j/connection.js';
import type { Publication } from '../contract.js';
import { draftLabel, publishedLabels } from './names.js';

/** What is published now, if anything. */
export const readPublication: Statement = {
  text: 'MATCH (access:PublishedAccess) RETURN access {.*} AS access',
  parameters: {},
};

/** From here on nobody finds what was published before; its edges hang on nodes without a label that queries begin at. */
export const withdraw: Statement = {
  text: `MATCH (n:Published) REMOVE n:Published:PublishedAccess:${publishedLabels.join(':')} SET n:Unpublished`,
  parameters: {},
};

/** From here on the drafts are found. */
export const bringOut: readonly Statement[] = publishedLabels.map((label) => ({
  text: `MATCH (n:${draftLabel(label)}) REMOVE n:Publishing:${draftLabel(label)}, n.key SET n:Published:${label}`,
  parameters: {},
}));

export function announce(publication: Publication, token: string): Statement {
  return {
    text: 'CREATE (access:Published:PublishedAccess) SET access = $publication, access.token = $token',
    parameters: { publication, token },
  };
}

/** A row where the publication of this token stands. */
export function announced(token: string): Statement {
  return {
    text: 'MATCH (access:PublishedAccess) WHERE access.token = $token RETURN access.generation AS generation',
    parameters: { token },
  };
}
