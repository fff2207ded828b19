/** A source of choices. The first of several is always the plainest, so that shrinking towards 0 simplifies. */
export interface Random {
  /** In [0, 1). */
  next(): number;
}

/** Reproducible on every machine: the 32-bit generator known as mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    },
  };
}

/** Choices read from a list, the plainest ones after its end; lets a property-testing library shrink what is generated. */
export function taped(tape: readonly number[]): Random {
  let at = 0;
  return {
    next() {
      const value = tape[at] ?? 0;
      at += 1;
      return value;
    },
  };
}

export function below(random: Random, limit: number): number {
  return Math.floor(random.next() * limit);
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[below(random, from.length)]!;
}

/** True with the given probability; the plainest choice is false. */
export function chance(random: Random, probability: number): boolean {
  return random.next() >= 1 - probability;
}

/** One of the values, each as often as its weight says. */
export function weighted<T>(random: Random, choices: readonly (readonly [number, T])[]): T {
  let rest = random.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of choices) {
    rest -= weight;
    if (rest < 0) return value;
  }
  return choices.at(-1)![1];
}

/** Between `least` and `most` values made one after the other. */
export function several<T>(random: Random, least: number, most: number, make: () => T): T[] {
  return Array.from({ length: least + below(random, most - least + 1) }, make);
}

/** One value bare or a few in a list, as policy elements may be written. */
export function oneOrSeveral<T>(random: Random, most: number, make: () => T): T | T[] {
  if (!chance(random, 0.35)) return make();
  return [...new Set(several(random, 1, most, make))];
}
