import colors from 'picocolors';
import type { References, SavedQuery, Severity } from '../library/index.js';
import { paragraph, readingWidth } from './paragraph.js';

/** How wide a reader reads, and whether in colour; absent: as standard output is. */
export interface Look {
  readonly width?: number;
  readonly color?: boolean;
}

type Ink = ReturnType<typeof colors.createColors>;

const inkOf = ({ color }: Look): Ink => colors.createColors(color ?? colors.isColorSupported);
const widthOf = ({ width }: Look): number => width ?? readingWidth();

const paint: Readonly<Record<Severity, (text: string, ink: Ink) => string>> = {
  critical: (text, ink) => ink.bold(ink.red(text)),
  high: (text, ink) => ink.red(text),
  medium: (text, ink) => ink.yellow(text),
  low: (text, ink) => ink.cyan(text),
  info: (text, ink) => ink.dim(text),
};

const widestSeverity = 'critical'.length;

/** Packs as headings; id, title and question of every query. */
export function renderQueryList(queries: readonly SavedQuery[], look: Look = {}): string {
  const ink = inkOf(look);
  const indent = widestSeverity + 4;
  const lines: string[] = [];
  let pack = '';
  for (const query of queries) {
    if (query.pack !== pack) {
      lines.push(...(pack === '' ? [] : ['']), ink.bold(query.pack));
      pack = query.pack;
    }
    const severity = paint[query.severity](query.severity.padEnd(widestSeverity), ink);
    lines.push(`  ${severity}  ${ink.bold(query.id)}: ${query.title}`);
    lines.push(ink.dim(`${' '.repeat(indent)}${paragraph(query.question, widthOf(look), indent)}`));
  }
  return lines.join('\n');
}

/** Title line and question: what stands above an answer. */
export function renderQueryHead({ severity, title, pack, id, question }: SavedQuery, look: Look = {}): string {
  const ink = inkOf(look);
  const head = `${paint[severity](severity.toUpperCase(), ink)}  ${ink.bold(title)}  ${ink.dim(`${pack}/${id}`)}`;
  return `${head}\n${paragraph(question, widthOf(look))}`;
}

/** Why the answer matters and what to do: what stands below it. */
export function renderQueryAdvice({ why, remedy, references }: SavedQuery, look: Look = {}): string {
  const lines = [labelled('why', why, look), labelled('do', remedy, look)];
  const cited = citations(references);
  if (cited !== '') lines.push(labelled('see', cited, look));
  return lines.join('\n');
}

/** Everything about one saved query. */
export function renderSavedQuery(query: SavedQuery, look: Look = {}): string {
  const { parameters, references, identity, maturity, file, text } = query;
  const lines = [
    renderQueryHead(query, look),
    '',
    renderQueryAdvice({ ...query, references: {} }, look),
    ...Object.entries(names).flatMap(([key, name]) => {
      const numbers = references[key as keyof References];
      return numbers ? [labelled('see', `${name} ${numbers.join(', ')}`, look)] : [];
    }),
    labelled('one row per', identity.join(', '), look),
    labelled('maturity', maturity, look),
    ...parameters.map(({ name, type, default: standard, description }) =>
      labelled(
        'parameter',
        `$${name} (${type}, ${standard === undefined ? 'must be given' : `default ${standard}`}): ${description}`,
        look,
      ),
    ),
    labelled('file', file, look),
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

function labelled(label: string, text: string, look: Look): string {
  const indent = 'parameter'.length + 4;
  return `${inkOf(look).dim(label.padEnd(indent))}${paragraph(text, widthOf(look), indent)}`;
}
