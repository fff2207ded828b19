import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GrantgraphError } from '../base/errors.js';

/** `dist/catalogue/aws.json`: everything the AWS catalogue knows, one row per service so that services decode when first asked for. */
export interface CatalogueFile {
  readonly format: 1;
  /** Version of the data it was made from. */
  readonly version: string;
  /** Digest of the compiler and its data tables: equal version and digest = nothing to compile. */
  readonly digest: string;
  readonly services: readonly ServiceRow[];
  /** Condition keys, lower case, each followed by `=` and the first letter of its type; `[` stands before multivalued ones (`[S`). */
  readonly keys: string;
  /** Services that support resource control policies. */
  readonly rcp: readonly string[];
}

export interface ServiceRow {
  readonly prefix: string;
  /** How many actions; ids run on from service to service. */
  readonly count: number;
  /** `Name,flags,set` joined by `;`: flags in base 36 (see `levelBits`), set = index into `sets`, in base 36. */
  readonly actions: string;
  /** Distinct lists of resource types: indexes into `types`. */
  readonly sets: readonly (readonly number[])[];
  readonly types: readonly (readonly [type: string, format: string, ...further: string[]])[];
}

export const levelBits = { 'Data Read': 1, 'Data Write': 2, 'Metadata Read': 4, 'Metadata Write': 8 } as const;
export const administrativeBit = 16;

/** From compiled code (`dist/src/catalogue`) and from sources (`src/catalogue`). */
const places = ['../../catalogue/aws.json', '../../dist/catalogue/aws.json'];

/** Error: `catalogue-missing`. */
export function readCatalogueFile(from: readonly string[] = places): CatalogueFile {
  const file = from.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
  if (file === undefined) {
    throw new GrantgraphError('catalogue-missing', 'the AWS catalogue has not been built', {
      exit: 4,
      hint: 'run `npm run build`',
    });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as CatalogueFile;
}
