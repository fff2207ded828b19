import { awsEdgeKinds, awsNodeKinds } from './aws.js';

/** One node kind: kinds are data; types, name binding, indexes and docs derive from these tables. */
export interface NodeKindRow {
  readonly kind: string;
  readonly provider: string;
  /** What stands for it in prose. */
  readonly description: string;
  /** Can it act (be a source)? */
  readonly identity: boolean;
}

export interface EdgeKindRow {
  readonly kind: string;
  readonly provider: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly description: string;
  /** Stores keep a reverse look-up for it. */
  readonly reverse: boolean;
}

export const nodeKinds = [...awsNodeKinds] as const satisfies readonly NodeKindRow[];
export const edgeKinds = [...awsEdgeKinds] as const satisfies readonly EdgeKindRow[];

export type NodeKind = (typeof nodeKinds)[number]['kind'];
export type EdgeKind = (typeof edgeKinds)[number]['kind'];

export const reverseEdgeKinds: ReadonlySet<string> = new Set(
  edgeKinds.filter((row) => row.reverse).map((row) => row.kind),
);
export const identityKinds: ReadonlySet<string> = new Set(
  nodeKinds.filter((row) => row.identity).map((row) => row.kind),
);
