import { renderCsv } from './csv.js';
import { renderJson } from './json.js';
import type { RowsShape } from './rows-table.js';

/** Rows for programs: one JSON document, one JSON object a line, or CSV of the columns that fit one. */
export function renderRows(answer: RowsShape, format: 'json' | 'ndjson' | 'csv'): string {
  const { rows, columns, total, cursor, coverage, couldBecome } = answer;
  switch (format) {
    case 'json':
      return renderJson({ rows, total, cursor, coverage, ...(couldBecome ? { couldBecome } : {}) });
    case 'ndjson':
      return rows.map((row) => renderJson(row, { compact: true })).join('');
    case 'csv':
      return renderCsv(columns ? Object.keys(rows[0] ?? {}) : csvColumns, rows);
  }
}

/** Fields of a permission that fit one line. */
export const csvColumns: readonly string[] = [
  'sourceResourceId',
  'sourceResourceName',
  'sourceResourceType',
  'sourceCloudAccount',
  'sourceIdpEmail',
  'grantedByCloudEntityId',
  'grantedByCloudEntityType',
  'grantedByCloudPolicyId',
  'grantedByCloudPolicyType',
  'grantedByStatement',
  'effectiveActionName',
  'destResourceId',
  'destResourceType',
  'destCloudServiceName',
  'destCloudAccount',
  'destCloudRegion',
  'destPattern',
  'verdict',
  'residual',
  'path',
];
