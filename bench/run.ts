import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Command, Option } from 'commander';
import { Lab, note } from './lab.js';
import { markdown } from './measure.js';
import type { Section } from './section.js';
import { allPairsSection } from './sections/all-pairs.js';
import { growth } from './sections/growth.js';
import { httpSection, httpStreamSection } from './sections/http.js';
import { ingest } from './sections/ingest.js';
import { inventory } from './sections/inventory.js';
import { memory } from './sections/memory.js';
import { parseSection, querySection } from './sections/query.js';
import { simulate } from './sections/simulate.js';
import { storesQuerySection, storesSection } from './sections/stores.js';
import { storesLoadSection } from './sections/stores-load.js';
import { whatCanSection } from './sections/what-can.js';
import { whoCanSection } from './sections/who-can.js';

const sections: readonly Section[] = [
  ingest,
  whoCanSection,
  growth,
  whatCanSection,
  parseSection,
  querySection,
  allPairsSection,
  memory,
  simulate,
  inventory,
  storesSection,
  storesQuerySection,
  storesLoadSection,
  httpSection,
  httpStreamSection,
];

interface Settings {
  readonly scale: 'small' | 'full';
  readonly section?: readonly string[];
  readonly out?: string;
  readonly keep: boolean;
}

const settings = new Command('bench')
  .addOption(
    new Option('--scale <scale>', 'small: the first two sizes; full: all, and a million resources')
      .choices(['small', 'full'])
      .default('small'),
  )
  .addOption(new Option('--section <name...>', 'only these parts').choices(sections.map(({ name }) => name)))
  .option('--out <file>', 'also write the report to a Markdown file')
  .option('--keep', 'keep the generated estates', false)
  .parse()
  .opts<Settings>();

const wanted = sections.filter(({ name, full }) =>
  settings.section ? settings.section.includes(name) : !full || settings.scale === 'full',
);

const lab = new Lab(settings.scale, settings.keep);
try {
  const parts = [heading()];
  for (const { name, title, words, run } of wanted) {
    note(`section ${name}`);
    parts.push(`## ${title}\n\n${words ? `${words}\n\n` : ''}${markdown(await run(lab))}`);
  }
  const report = `${parts.join('\n\n')}\n`;
  process.stdout.write(report);
  if (settings.out) writeFileSync(settings.out, report);
} finally {
  await lab.close();
}

function heading(): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}, Node ${process.versions.node}`;
  return `# Bench

Made by \`npm run bench -- --scale ${settings.scale}\` on ${machine}. Times are wall milliseconds, medians where a thing is done more
than once; the ratios were taken side by side in one run and are what counts. Five managed policies a principal; seven in ten
principals carry one of the policy sets that provisioning makes (one set for ten principals).`;
}
