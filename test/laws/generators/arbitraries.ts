import fc from 'fast-check';
import type { SimulateInput } from '../../oracle/aws/input.js';
import { type GeneratedEstate, generateEstate } from './estate.js';
import { type Random, taped } from './random.js';
import { generateSimulateInput } from './simulate-input.js';

/** Choices as a tape of numbers: a shorter tape and smaller numbers make a plainer value, so failures shrink. */
function fromTape<T>(length: number, generate: (random: Random) => T): fc.Arbitrary<T> {
  const choice = fc.integer({ min: 0, max: 9999 }).map((value) => value / 10000);
  return fc.array(choice, { minLength: 0, maxLength: length, size: 'max' }).map((tape) => generate(taped(tape)));
}

export const simulateInputs: fc.Arbitrary<SimulateInput> = fromTape(400, generateSimulateInput);
export const estates: fc.Arbitrary<GeneratedEstate> = fromTape(1500, generateEstate);
