import { readFileSync } from 'node:fs';

export interface Mistake {
  readonly query: string;
  /** All that is printed, line by line. */
  readonly printed: string;
}

/** Reads a file of mistakes: blocks parted by dashes, a JSON string first, what is printed after it. */
export function readMistakes(file: URL): readonly Mistake[] {
  const [, ...blocks] = readFileSync(file, 'utf8').split('----\n');
  return blocks.map((block) => {
    const cut = block.indexOf('\n');
    return { query: JSON.parse(block.slice(0, cut)) as string, printed: block.slice(cut + 1).replace(/\n$/, '') };
  });
}
