import { readFileSync } from 'node:fs';

export interface Mistake {
  readonly query: string;
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /** All that is printed, line by line. */
  readonly printed: string;
}

/** Reads a file of mistakes: blocks parted by dashes, JSON first (the query, or a list of query and parameters), what is printed after it. */
export function readMistakes(file: URL): readonly Mistake[] {
  const [, ...blocks] = readFileSync(file, 'utf8').split('----\n');
  return blocks.map((block) => {
    const cut = block.indexOf('\n');
    const [query, parameters] = [JSON.parse(block.slice(0, cut))].flat();
    return { query, ...(parameters ? { parameters } : {}), printed: block.slice(cut + 1).replace(/\n$/, '') };
  });
}
