import { edgeKinds, nodeKinds } from '../../../graph/kinds/index.js';

/** The name of the one `Store` node. */
export const storeName = 'grantgraph';
export const schemaVersion = 2;

/** What else of grantgraph may stand in the database beside a store: published access, and what is left of its making. No label stands with another. */
export const besideStore = ['Published', 'Publishing', 'Unpublished', 'PublishLock'] as const;

/** Label of a fact's kind: `sso-user` is `SsoUser`. Labels are made of the tables of kinds alone, never of what a dump says. */
export const kindLabels: ReadonlyMap<string, string> = new Map(nodeKinds.map(({ kind }) => [kind, pascal(kind)]));

/** Relationship type of an edge kind: `member-of` is `MEMBER_OF`. */
export const edgeTypes: ReadonlyMap<string, string> = new Map(
  edgeKinds.map(({ kind }) => [kind, kind.toUpperCase().replaceAll('-', '_')]),
);

function pascal(kind: string): string {
  return kind.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}
