import { once } from 'node:events';
import { createReadStream, openSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { GrantgraphError } from '../base/errors.js';

export interface SimulateResult {
  readonly lines: number;
  readonly failed: number;
}

/** Decides inline policies: one JSON object (over several lines) or NDJSON of any length; one result line for each, in order. */
export async function simulate(input: Readable, output: Writable): Promise<SimulateResult> {
  const { simulateLine } = await import('../evaluators/simulate.js');
  let lines = 0;
  let failed = 0;
  let buffer: string[] = [];
  const flush = async () => {
    if (buffer.length === 0) return;
    const text = `${buffer.join('\n')}\n`;
    buffer = [];
    if (!output.write(text)) await once(output, 'drain');
  };
  for await (const text of documents(input)) {
    const answer = simulateLine(text);
    lines++;
    if (answer.startsWith('{"error"')) failed++;
    buffer.push(answer);
    if (buffer.length >= 256) await flush();
  }
  await flush();
  if (lines === 0)
    throw new GrantgraphError('empty-input', 'nothing to simulate: the input is empty', {
      hint: 'give one JSON object, or one on each line',
    });
  return { lines, failed };
}

export function simulateSource(file: string | undefined): Readable {
  if (file === undefined || file === '-') return process.stdin;
  // Opened here, so that a file that cannot be read is an error of this call and not of a stream nobody listens to yet.
  return createReadStream('', { fd: openSync(file, 'r') });
}

/** Lines; but a first line that is no JSON of its own means one pretty-printed document. */
async function* documents(input: Readable): AsyncIterable<string> {
  let rest = '';
  let decided: 'lines' | 'whole' | null = null;
  input.setEncoding('utf8');
  for await (const chunk of input) {
    rest += chunk as string;
    if (decided === 'whole') continue;
    let at = rest.indexOf('\n');
    while (at >= 0) {
      const line = rest.slice(0, at).trim();
      if (decided === null && line !== '') decided = line === '{' || line === '[' || !closes(line) ? 'whole' : 'lines';
      if (decided === 'whole') break;
      rest = rest.slice(at + 1);
      if (line !== '') yield line;
      at = rest.indexOf('\n');
    }
  }
  const last = rest.trim();
  if (last === '') return;
  if (decided === 'whole' && !parses(last)) {
    yield* last
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return;
  }
  yield last;
}

/** An object that ends on its own line. */
function closes(line: string): boolean {
  return !line.startsWith('{') || line.endsWith('}');
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
