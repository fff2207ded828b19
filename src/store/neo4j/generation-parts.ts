import { GrantgraphError } from '../../base/errors.js';
import type { Generation, PartStatus } from '../contract.js';
import type { Row } from './connection.js';
import type { PartState } from './cypher/write-parts.js';
import { partStatus } from './part-reading.js';
import { firstOfVersion, versionOf } from './version-key.js';

/** The parts of one generation: whose facts they are, and which versions of the index count. */
export class GenerationParts {
  statuses: readonly PartStatus[] = [];
  versions: readonly number[] = [];
  counts = { identities: 0, classes: 0, resources: 0 };
  /** When the last of their indexes was made again; '' = none was, null = nothing is read yet. */
  rebuiltAt: string | null = null;
  /** False until `take`: then nothing else may be asked. */
  read = false;
  private places: ReadonlyMap<number, { readonly part: string; readonly scope: string }> = new Map();
  private active: ReadonlySet<number> = new Set();
  private byName: ReadonlyMap<string, PartState> = new Map();

  constructor(readonly generation: Generation) {}

  /** Rows of `readParts`. */
  take(rows: readonly Row[]): void {
    const states = rows.map((row) => row['part'] as PartState);
    this.statuses = rows.map(partStatus);
    this.places = new Map(states.map(({ pid, part, scope }) => [pid, { part, scope }]));
    this.versions = [...new Set(states.map(({ version }) => version))].toSorted((left, right) => left - right);
    this.active = new Set(this.versions);
    this.byName = new Map(
      states.filter(({ indexed }) => indexed).map((state) => [`${state.scope}\n${state.part}`, state]),
    );
    const total = (column: 'identities' | 'classes' | 'resources') =>
      states.reduce((sum, state) => sum + (state[column] ?? 0), 0);
    this.counts = { identities: total('identities'), classes: total('classes'), resources: total('resources') };
    this.rebuiltAt = states.reduce((last, state) => ((state.rebuiltAt ?? '') > last ? state.rebuiltAt! : last), '');
    this.read = true;
  }

  placeOf(pid: number): { readonly part: string; readonly scope: string } {
    return this.places.get(pid) ?? { part: '', scope: '' };
  }

  /** Does the key of a document, grant or class belong to the generation? */
  holds(key: number): boolean {
    return this.active.has(versionOf(key));
  }

  holdsVersion(version: unknown): boolean {
    return this.active.has(Number(version));
  }

  /** Errors: `unknown-part`. */
  documentKey(scope: string, part: string, local: number): number {
    const state = this.byName.get(`${scope}\n${part}`);
    if (!state) throw new GrantgraphError('unknown-part', `no index of \`${part}\` of \`${scope}\``, { exit: 4 });
    return firstOfVersion(state.version) + local;
  }
}
