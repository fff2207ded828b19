import { GrantgraphError } from '../../../src/base/errors.js';
import type { DumpFile } from '../../shared/dump-files.js';
import { jsonHead } from '../../shared/json-keys.js';
import { readJsonFile, readTextFile } from '../../shared/json-text.js';
import { type FileScan, scanFile } from '../../shared/scan-file.js';
import { type AwsPart, type Form, formOf } from './forms.js';

/** A file that is part of an AWS dump, with what one pass over its bytes told. */
export interface AwsDumpFile extends DumpFile {
  readonly form: Form;
  readonly scan: FileScan;
}

export type Recognised = { readonly file: AwsDumpFile } | { readonly skipped: string };

/** Texts that tell the scope of a file and what its collector could not read, cheap enough for a pass over any size. */
const patterns = {
  account: /"Account(?:Id)?"\s*:\s*"(\d{12})"/g,
  arnAccount: /"Arn"\s*:\s*"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):/g,
  iamAccount: /arn:[a-z-]+:iam::(\d{12}):/g,
  organization: /[/"](o-[a-z0-9]{4,32})[/"]/g,
  identityStore: /"IdentityStoreId"\s*:\s*"([^"]+)"/g,
  notCollected: /"NotCollected"\s*:\s*\[([^\]]*)\]/g,
};

/** Which of them tell the scope of a part. */
const scopePatterns: Readonly<Record<AwsPart, readonly (keyof typeof patterns)[]>> = {
  identities: ['arnAccount'],
  organization: ['organization'],
  'identity-center': ['identityStore'],
  resources: ['account', 'arnAccount'],
  settings: ['account'],
  'credential-report': [],
  'last-accessed': ['iamAccount'],
  providers: ['iamAccount'],
};

/** All, where the head does not tell what the file is. */
function patternsFor(head: string, name: string): Readonly<Record<string, RegExp>> {
  const form = formOf(head, name);
  if (!form) return patterns;
  const names = [...scopePatterns[form.part], 'notCollected' as const];
  return Object.fromEntries(names.map((one) => [one, patterns[one]]));
}

/** Errors: `unreadable-file`, and `invalid-json` for what calls itself JSON and is none. */
export async function recognise(file: DumpFile, lone: boolean, signal?: AbortSignal): Promise<Recognised> {
  const scan = await scanFile(file.path, (head) => patternsFor(head, file.name), signal);
  const form =
    formOf(scan.head, file.name) ??
    (scan.complete || jsonHead(scan.head).container === 'none' ? null : formOf(readTextFile(file.path), file.name));
  if (form) return { file: { ...file, form, scan } };
  const claimsJson = /\.(json|ndjson|jsonl)$/i.test(file.name);
  // Reading it whole says where it stops being JSON; a name that promises nothing is only skipped.
  if (claimsJson || lone) refuseInvalid(file, lone && !claimsJson);
  return { skipped: reason(scan.head, scan.size) };
}

function refuseInvalid(file: DumpFile, foreign: boolean): void {
  try {
    readJsonFile(file.path);
  } catch (error) {
    if (!foreign || !(error instanceof GrantgraphError) || error.code !== 'invalid-json') throw error;
  }
}

function reason(head: string, size: number): string {
  if (size === 0) return 'it is empty';
  const { container, keys } = jsonHead(head);
  if (container === 'none') return 'it is neither JSON nor a credential report';
  const shown = [...keys].slice(0, 5).map((key) => `\`${key.slice(0, 60)}\``);
  if (shown.length === 0) return 'it holds no records';
  return `no AWS dump has the keys ${shown.join(', ')}${keys.size > shown.length ? ' …' : ''}`;
}
