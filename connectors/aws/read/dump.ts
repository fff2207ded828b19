import { createHash } from 'node:crypto';
import { GrantgraphError } from '../../../src/base/errors.js';
import type { Fact, PartInput, Problem } from '../../../src/graph/fact.js';
import type { ReadOptions } from '../../contract.js';
import { type DumpFile, dumpFiles } from '../../shared/dump-files.js';
import { IdSet } from '../../shared/id-set.js';
import { mapperVersion } from '../map/version.js';
import { factsOf } from './facts.js';
import type { AwsPart } from './forms.js';
import { type AwsDumpFile, recognise } from './recognise.js';
import { scopesOf } from './scope.js';

interface PartFiles {
  readonly scope: string;
  readonly part: AwsPart;
  readonly files: AwsDumpFile[];
  mixed: boolean;
}

const formsHint =
  'AWS dumps are get-account-authorization-details, organization.json, identity-center.json, resources.ndjson, account.json, credential-report.csv, last-accessed.json and providers.json';

/**
 * Recognises the files of a dump and groups them into parts. Nothing is parsed here as long as the text tells whose it is;
 * facts are mapped when the part is read. Errors: `unreadable-file`, `empty-dump`, `unrecognised-dump`, `scope-needed`,
 * `invalid-json`; while facts are read also `invalid-arn`, `missing-field`, `invalid-field`, `invalid-record`, `file-too-large`.
 */
export async function readAwsDump(path: string, options: ReadOptions): Promise<readonly PartInput[]> {
  const { directory, files } = dumpFiles(path);
  if (directory && files.length === 0)
    throw new GrantgraphError('empty-dump', `\`${path}\` holds no files`, { place: { file: path }, hint: formsHint });
  const parts = new Map<string, PartFiles>();
  const skipped: string[] = [];
  for (const [index, file] of files.entries()) {
    options.progress.step(`reading ${file.label}`, index, files.length);
    const recognised = await recognise(file, !directory, options.signal);
    if ('skipped' in recognised) skipped.push(skip(file, recognised.skipped, directory, options));
    else place(recognised.file, parts, options.scope);
  }
  if (parts.size === 0) {
    throw new GrantgraphError('unrecognised-dump', `\`${path}\` holds no AWS dump: ${skipped[0]}`, {
      place: { file: path },
      hint: formsHint,
    });
  }
  return [...parts.values()].map((part) => partInput(part, options));
}

function skip(file: DumpFile, reason: string, directory: boolean, options: ReadOptions): string {
  if (!directory) {
    throw new GrantgraphError('unrecognised-dump', `\`${file.name}\` is no AWS dump: ${reason}`, {
      place: { file: file.path },
      hint: formsHint,
    });
  }
  options.progress.warn(`\`${file.label}\` skipped: ${reason}`);
  return `\`${file.label}\`: ${reason}`;
}

function place(file: AwsDumpFile, parts: Map<string, PartFiles>, given: string | undefined): void {
  const { scopes, mixed } = scopesOf(file, given);
  for (const scope of scopes) {
    const key = `${scope}\n${file.form.part}`;
    const known = parts.get(key);
    if (known) {
      known.files.push(file);
      known.mixed ||= mixed;
    } else {
      parts.set(key, { scope, part: file.form.part, files: [file], mixed });
    }
  }
}

function partInput(part: PartFiles, options: ReadOptions): PartInput {
  const problems: Problem[] = [];
  const names = part.files
    .flatMap((file) => [...(file.scan.found['notCollected'] ?? [])])
    .flatMap((list) => [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name!));
  return {
    provider: 'aws',
    scope: part.scope,
    part: part.part,
    source: part.files.map((file) => file.path).join(', '),
    digest: digestOf(part),
    facts: () => partFacts(part, problems, options),
    problems,
    ...(names.length > 0 ? { notCollected: [...new Set(names)].toSorted() } : {}),
  };
}

function digestOf({ scope, part, files }: PartFiles): string {
  const hash = createHash('sha256').update([mapperVersion, scope, part].join('\n'));
  for (const file of files) hash.update(`\n${file.form.encoding} ${file.scan.digest}`);
  return hash.digest('hex');
}

function* partFacts(part: PartFiles, problems: Problem[], options: ReadOptions): Generator<Fact> {
  problems.length = 0;
  options.progress.step(`mapping ${part.part} of ${part.scope}`);
  const seen = new IdSet();
  const foreign = new Set<string>();
  for (const fact of factsOf(part.part, part.files, part.scope, problems)) {
    if (part.mixed && fact.account !== undefined && fact.account !== part.scope) continue;
    options.signal?.throwIfAborted();
    if (!seen.add(fact.id)) {
      // Pages and filtered answers repeat the policies AWS manages.
      if (fact.id.includes(':iam::aws:policy/')) continue;
      problems.push({
        severity: 'lint',
        code: 'duplicate-record',
        message: 'the dump describes it more than once, the first record counts',
        subject: fact.id,
      });
      continue;
    }
    if (isForeign(part, fact) && !foreign.has(fact.account!)) {
      foreign.add(fact.account!);
      problems.push({
        severity: 'lint',
        code: 'foreign-account',
        message: `records of account \`${fact.account}\` stand in the dump of \`${part.scope}\``,
        subject: fact.id,
      });
    }
    yield fact;
  }
}

/** Organization parts list accounts by nature; elsewhere another account's record is worth a word. */
function isForeign({ part, scope }: PartFiles, fact: Fact): boolean {
  return part !== 'organization' && part !== 'identity-center' && fact.account !== undefined && fact.account !== scope;
}
