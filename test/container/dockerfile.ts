import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface Instruction {
  readonly name: string;
  /** `--name=value` in front of the arguments. */
  readonly flags: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Stage {
  readonly image: string;
  readonly name: string | null;
  readonly instructions: readonly Instruction[];
}

/** Stages of the repository's Dockerfile; continued lines are joined, comments left out. */
export function readStages(text = readFileSync(`${repository}/Dockerfile`, 'utf8')): Stage[] {
  const stages: { image: string; name: string | null; instructions: Instruction[] }[] = [];
  for (const line of logicalLines(text)) {
    const instruction = parseInstruction(line);
    const from = /^(\S+)(?: AS (\S+))?$/i.exec(instruction.text);
    if (instruction.name === 'FROM' && from) stages.push({ image: from[1]!, name: from[2] ?? null, instructions: [] });
    else stages.at(-1)!.instructions.push(instruction);
  }
  return stages;
}

function logicalLines(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line));
  return lines
    .join('\n')
    .replace(/\s*\\\n\s*/g, ' ')
    .split('\n');
}

function parseInstruction(line: string): Instruction {
  const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line.trim())!;
  const flags: Record<string, string> = {};
  let text = rest!;
  for (let flag = /^--([a-z-]+)=(\S+)\s+/.exec(text); flag; flag = /^--([a-z-]+)=(\S+)\s+/.exec(text)) {
    flags[flag[1]!] = flag[2]!;
    text = text.slice(flag[0].length);
  }
  return { name: name!, flags, text };
}

/** The one instruction of that name in a stage. */
export function only(stage: Stage, name: string): Instruction {
  const found = stage.instructions.filter((one) => one.name === name);
  if (found.length !== 1) throw new Error(`${found.length} times ${name}`);
  return found[0]!;
}

/** Exec form: a JSON list of texts. `CMD` in front of it is taken off (health checks). */
export function execForm({ text }: Instruction): string[] {
  const list: unknown = JSON.parse(text.replace(/^CMD\s+/, ''));
  if (!Array.isArray(list) || !list.every((one) => typeof one === 'string')) throw new Error(`no exec form: ${text}`);
  return list;
}

export function copies(
  stage: Stage,
): { readonly from: string | null; readonly sources: string[]; readonly to: string }[] {
  return stage.instructions
    .filter(({ name }) => name === 'COPY')
    .map(({ flags, text }) => {
      const words = text.split(/\s+/);
      return { from: flags['from'] ?? null, sources: words.slice(0, -1), to: words.at(-1)! };
    });
}

/** `ENV` of a stage. */
export function environmentOf(stage: Stage): Record<string, string> {
  const pairs = stage.instructions.filter(({ name }) => name === 'ENV').flatMap(({ text }) => text.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}
