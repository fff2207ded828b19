/** Median of `runs` timings in milliseconds, after one that is not counted. */
export async function median(runs: number, work: () => unknown): Promise<number> {
  const [time] = await interleaved(runs, [work]);
  return time!;
}

/** Medians of several works done in turn, so that they share whatever disturbs the machine. */
export async function interleaved(runs: number, works: readonly (() => unknown)[]): Promise<readonly number[]> {
  for (const work of works) await work();
  const times = works.map((): number[] => []);
  for (let run = 0; run < runs; run++) {
    for (const [at, work] of works.entries()) times[at]!.push(await once(work));
  }
  return times.map((list) => list.toSorted((left, right) => left - right)[Math.floor(runs / 2)]!);
}

export async function once(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export const ms = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));
export const ratio = (value: number, base: number): string => `${(value / base).toFixed(2)}×`;

export interface Row {
  readonly what: string;
  readonly [column: string]: string | number;
}

/** A Markdown table of equal rows. */
export function markdown(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly unknown[]) => `| ${cells.map(String).join(' | ')} |`;
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ''))),
  ].join('\n');
}
