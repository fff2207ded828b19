import colors from 'picocolors';
import type { References, SavedQuery, Severity } from '../library/index.js';
import { paragraph, readingWidth } from './paragraph.js';

const paint: Readonly<Record<Severity, (text: string) => string>> = {
  critical: (text) => colors.bold(colors.red(text)),
  high: colors.red,
  medium: colors.yellow,
  low: colors.cyan,
  info: colors.dim,
};

const widestSeverity = 'critical'.length;

/** Packs as headings; id, title and question of every query. */
export function renderQueryList(queries: readonly SavedQuery[], width = readingWidth()): string {
  const indent = widestSeverity + 4;
  const lines: string[] = [];
  let pack = '';
  for (const query of queries) {
    if (query.pack !== pack) {
      lines.push(...(pack === '' ? [] : ['']), colors.bold(query.pack));
      pack = query.pack;
    }
    const severity = paint[query.severity](query.severity.padEnd(widestSeverity));
    lines.push(`  ${severity}  ${colors.bold(query.id)}: ${query.title}`);
    lines.push(colors.dim(`${' '.repeat(indent)}${paragraph(query.question, width, indent)}`));
  }
  return lines.join('\n');
}

/** Title line and question: what stands above an answer. */
export function renderQueryHead({ severity, title, pack, id, question }: SavedQuery, width = readingWidth()): string {
  const head = `${paint[severity](severity.toUpperCase())}  ${colors.bold(title)}  ${colors.dim(`${pack}/${id}`)}`;
  return `${head}\n${paragraph(question, width)}`;
}

/** Why the answer matters and what to do: what stands below it. */
export function renderQueryAdvice({ why, remedy, references }: SavedQuery, width = readingWidth()): string {
  const lines = [labelled('why', why, width), labelled('do', remedy, width)];
  const cited = citations(references);
  if (cited !== '') lines.push(labelled('see', cited, width));
  return lines.join('\n');
}

/** Everything about one saved query. */
export function renderSavedQuery(query: SavedQuery, width = readingWidth()): string {
  const { parameters, references, identity, maturity, file, text } = query;
  const lines = [
    renderQueryHead(query, width),
    '',
    renderQueryAdvice({ ...query, references: {} }, width),
    ...Object.entries(names).flatMap(([key, name]) => {
      const numbers = references[key as keyof References];
      return numbers ? [labelled('see', `${name} ${numbers.join(', ')}`, width)] : [];
    }),
    labelled('one row per', identity.join(', '), width),
    labelled('maturity', maturity, width),
    ...parameters.map(({ name, type, default: standard, description }) =>
      labelled(
        'parameter',
        `$${name} (${type}, ${standard === undefined ? 'must be given' : `default ${standard}`}): ${description}`,
        width,
      ),
    ),
    labelled('file', file, width),
    '',
    text,
  ];
  return lines.join('\n');
}

const names: Readonly<Record<keyof References, string>> = {
  cis: 'CIS AWS Foundations 3.0.0:',
  nist: 'NIST SP 800-53 rev. 5:',
  mitre: 'MITRE ATT&CK:',
  docs: '',
};

function citations(references: References): string {
  return Object.entries(names)
    .flatMap(([key, name]) => {
      const numbers = references[key as keyof References];
      return numbers ? [`${name} ${numbers.join(', ')}`.trim()] : [];
    })
    .join('; ');
}

function labelled(label: string, text: string, width: number): string {
  const indent = 'parameter'.length + 4;
  return `${colors.dim(label.padEnd(indent))}${paragraph(text, width, indent)}`;
}
