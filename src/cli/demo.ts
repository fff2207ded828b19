import { join } from 'node:path';
import colors from 'picocolors';
import { localAdministrator } from '../callers/caller.js';
import { demo } from '../commands/demo.js';
import { listQueries } from '../commands/saved-queries.js';
import { renderJson } from '../reports/json.js';
import { renderVerdict } from '../reports/verdict.js';
import { TerminalProgress } from './progress.js';
import { writeTable } from './query.js';
import type { Session } from './session.js';

/** The data directory of the demo is its own: nothing of the user's is touched. */
export const demoData = (directory: string): string => join(directory, 'data');

export async function demoCommand(
  { environment, options: global, signal }: Session,
  options: { readonly dir: string },
): Promise<number> {
  const progress = new TerminalProgress(process.stderr, global.quiet);
  const { files, ingested, answers } = await demo(environment, localAdministrator, options.dir, progress, signal);
  progress.clear();
  if (global.format === 'json' || global.format === 'ndjson') {
    process.stdout.write(renderJson({ files, ingested, answers }, { compact: global.format === 'ndjson' }));
    return 0;
  }
  const saved = (await listQueries()).length;
  const out = (line = '') => process.stdout.write(`${line}\n`);
  const { generation, parts, ms } = ingested.report;
  out(colors.bold('Larkfield Freight, a sample organisation'));
  out(
    `${files.length} dump files in ${join(options.dir, 'dump')}, ${generation.facts} facts of ${new Set(parts.map((part) => part.scope)).size} scopes stored in ${ms} ms`,
  );
  for (const { question, answer, ms: took } of answers) {
    out();
    out(`${colors.bold(colors.cyan(question.title))}  ${colors.dim(`${took.toFixed(0)} ms`)}`);
    out(colors.dim(`  ${question.query}`));
    out();
    if (answer.kind === 'check') out(renderVerdict(answer.answer, { color: colors.isColorSupported }));
    else if (answer.kind === 'rows') writeTable(answer);
    out(colors.dim(`  note: ${question.look}`));
  }
  out();
  const own = `--data ${demoData(options.dir)}`;
  const here = `npx grantgraph ${global.store.startsWith('embedded:') ? own : `--store ${global.store.replace(/:[^:@/]*@/, '@')}`}`;
  out('What to try next:');
  out(`  npx grantgraph queries                     ${saved} saved queries, each finds something here`);
  out(`  ${here} run exposure`);
  out(`  ${here} run becomes-administrator`);
  out('Ask your own:');
  out(`  ${here} query "who can sqs:SendMessage on 'settlements'"`);
  out(`  ${here} check --principal hana@larkfield.example --action kms:Decrypt --resource larkfield-payroll`);
  out(`  ${here} repl`);
  return 0;
}
