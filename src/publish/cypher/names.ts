/** What is published. Each node also carries `Published`; while it is being written it has none of these, see `draftLabels`. */
export const publishedLabels = [
  'PublishedIdentity',
  'PublishedGroup',
  'PublishedAccount',
  'PublishedRights',
  'PublishedDestination',
] as const;
export type PublishedLabel = (typeof publishedLabels)[number];

/** `PublishedRights` is `PublishingRights` until all of it stands. */
export function draftLabel(label: PublishedLabel): string {
  return label.replace('Published', 'Publishing');
}

export const edgeTypes = ['HAS', 'CAN', 'IN_GROUP', 'IN_ACCOUNT'] as const;
export type PublishedEdge = (typeof edgeTypes)[number];

export const lockName = 'grantgraph';
