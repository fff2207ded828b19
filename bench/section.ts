import type { Lab } from './lab.js';
import type { Row } from './measure.js';

/** A part of the report: one heading, a few words on what the figures mean, one table. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly words?: string;
  /** Runs with `--scale full` only. */
  readonly full?: boolean;
  readonly run: (lab: Lab) => Promise<readonly Row[]>;
}
