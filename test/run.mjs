import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Runs the test projects beside one another: those over a server wait much, and leave the machine to the others. What the second one says
 * comes when the first has ended, so that neither talks over the other. Arguments go to both.
 */
const projects = ['embedded', 'neo4j'];
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

mkdirSync('.cache', { recursive: true });

function run(project) {
  const report = `.cache/test-results-${project}.json`;
  const args = ['run', '--project', project, '--passWithNoTests', ...process.argv.slice(2)];
  const outputs = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const child = spawn(process.execPath, [vitest, ...args, ...outputs], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  child.stdout.on('data', (data) => said.push(data));
  child.stderr.on('data', (data) => said.push(data));
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal ?? 1)));
  return {
    report,
    ended,
    listen: () => {
      process.stdout.write(Buffer.concat(said));
      child.stdout.pipe(process.stdout);
      child.stderr.pipe(process.stderr);
    },
  };
}

const running = projects.map(run);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
const codes = [];
for (const { listen, ended } of running) {
  listen();
  codes.push(await ended);
}

const counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
for (const { report } of running) {
  const counted = JSON.parse(readFileSync(report, 'utf8'));
  for (const name of Object.keys(counts)) counts[name] += counted[name];
}
writeFileSync('.cache/test-results.json', JSON.stringify(counts));
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = counts;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
