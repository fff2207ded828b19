import colors from 'picocolors';
import type { Coverage } from '../access/contract.js';
import type { Hop, Reason, Residual, Verdict } from '../evaluators/verdict.js';
import { printable } from './printable.js';
import { renderResidual } from './residual.js';
import { cell } from './table.js';
import { renderVerdict, type VerdictOptions } from './verdict.js';

type Row = Readonly<Record<string, unknown>>;

/** Fields of a permission in the order people read them. */
const sections: readonly (readonly [title: string, fields: readonly (readonly [label: string, field: string])[]])[] = [
  [
    'source',
    [
      ['name', 'sourceResourceName'],
      ['type', 'sourceResourceType'],
      ['id', 'sourceResourceId'],
      ['account', 'sourceCloudAccount'],
      ['region', 'sourceCloudRegion'],
      ['e-mail', 'sourceIdpEmail'],
      ['user name', 'sourceIdpUsername'],
      ['identity provider', 'sourceIdpService'],
    ],
  ],
  [
    'granted by',
    [
      ['entity', 'grantedByCloudEntityName'],
      ['entity type', 'grantedByCloudEntityType'],
      ['entity id', 'grantedByCloudEntityId'],
      ['policy', 'grantedByCloudPolicyName'],
      ['policy type', 'grantedByCloudPolicyType'],
      ['policy id', 'grantedByCloudPolicyId'],
      ['statement', 'grantedByStatement'],
    ],
  ],
  [
    'action',
    [
      ['name', 'effectiveActionName'],
      ['last used', 'lastAccessDate'],
      ['days ago', 'lastAccessDays'],
      ['use', 'lastAccessStatus'],
    ],
  ],
  [
    'destination',
    [
      ['name', 'destResourceName'],
      ['type', 'destResourceType'],
      ['id', 'destResourceId'],
      ['granted as', 'destPattern'],
      ['service', 'destCloudServiceName'],
      ['account', 'destCloudAccount'],
      ['region', 'destCloudRegion'],
    ],
  ],
];

/** One row whole: a permission field by field and then its proof; a group with its values. */
export function renderRowDetail(row: Row, grouped: boolean, coverage: Coverage, options: VerdictOptions = {}): string {
  const ink = colors.createColors(options.color ?? colors.isColorSupported);
  if (grouped)
    return fieldLines(
      Object.entries(row).map(([name, value]) => [name, value] as const),
      ink,
    ).join('\n');
  const lines = sections.flatMap(([title, fields]) => [
    ink.bold(title),
    ...fieldLines(
      fields.map(([label, field]) => [label, row[field]] as const),
      ink,
    ),
  ]);
  return [...lines, ink.bold('proof'), renderRowProof(row, coverage, options)].join('\n');
}

function fieldLines(
  fields: readonly (readonly [string, unknown])[],
  ink: ReturnType<typeof colors.createColors>,
): string[] {
  const shown = fields.map(([label, value]) => [label, cell(value)] as const).filter(([, value]) => value !== '');
  const width = shown.reduce((most, [label]) => Math.max(most, label.length), 0);
  return shown.map(([label, value]) => `  ${ink.dim(label.padEnd(width))}  ${value}`);
}

/** Why a row stands: its verdict, what is open, and every statement that decided. */
export function renderRowProof(row: Row, coverage: Coverage, options: VerdictOptions = {}): string {
  const text = (field: string) => String(row[field] ?? '');
  const path = row['path'] as readonly Hop[];
  const until = row['until'] as string | null;
  const proof = renderVerdict(
    {
      verdict: row['verdict'] as Verdict,
      explicit: false,
      because: row['because'] as readonly Reason[],
      residual: row['residual'] as Residual | null,
      ...(until === null ? {} : { until }),
      coverage,
      identities: [],
      principal: text('sourceResourceId'),
      resource: text('destResourceId'),
      action: text('effectiveActionName'),
    },
    options,
  );
  return path.length === 0 ? proof : `${proof}\n  by way of\n${renderRowPath(row, options)}`;
}

/** How the source comes to the grant: one hop a line, and at the end the statement. */
export function renderRowPath(row: Row, { name }: VerdictOptions = {}): string {
  const named = (id: string) => printable(name?.(id) ?? id);
  const hops = row['path'] as readonly Hop[];
  const lines = [`    ${named(String(row['sourceResourceId'] ?? ''))}`];
  for (const { hop, to, residual } of hops)
    lines.push(`      -${hop}-> ${named(to)}${residual ? ` (if ${renderResidual(residual)})` : ''}`);
  const policy = `${row['grantedByCloudPolicyName']} statement ${row['grantedByStatement']}`;
  lines.push(
    printable(
      `      which ${row['grantedByCloudEntityType'] === 'resource' ? 'is named by' : 'holds'} ${policy}: ${row['effectiveActionName']} on ${row['destPattern']}`,
    ),
  );
  return lines.join('\n');
}
