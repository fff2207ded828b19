import { readFileSync } from 'node:fs';
import type { Fact, Json, JsonObject, Problem } from '../../../src/graph/fact.js';
import { readable } from '../../shared/dump-files.js';
import { readJsonFile } from '../../shared/json-text.js';
import { readNdjson } from '../../shared/ndjson.js';
import { mapAccountSettings } from '../map/account-settings.js';
import { mapCredentialReport } from '../map/credential-report.js';
import { type IdentitiesPage, mapIdentities } from '../map/identities.js';
import { mapIdentityCenter } from '../map/identity-center.js';
import { mapLastAccessed } from '../map/last-accessed.js';
import { mapOrganization } from '../map/organization.js';
import { mapProviders } from '../map/providers.js';
import { invalidField, type Spot, textOf } from '../map/record.js';
import { describedElsewhere, resourceFact } from '../map/resources.js';
import type { AwsPart } from './forms.js';
import type { AwsDumpFile } from './recognise.js';

/** Facts of all files of one part. `scope` is undefined only while the accounts of a file are still being found out. */
export function* factsOf(
  part: AwsPart,
  files: readonly AwsDumpFile[],
  scope: string | undefined,
  problems: Problem[],
): Generator<Fact> {
  if (part === 'identities') {
    yield* mapIdentities(files.flatMap(pagesOf), problems);
    return;
  }
  for (const file of files) yield* fileFacts(part, file, scope, problems);
}

function* fileFacts(part: AwsPart, file: AwsDumpFile, scope: string | undefined, problems: Problem[]): Generator<Fact> {
  switch (part) {
    case 'organization':
      return yield* mapOrganization(objectFile(file), file.path, problems);
    case 'identity-center':
      return yield* mapIdentityCenter(objectFile(file), file.path, scope ?? '', problems);
    case 'settings':
      return yield* mapAccountSettings(objectFile(file), file.path, scope ?? '', problems);
    case 'credential-report':
      return yield* mapCredentialReport(reportText(file), file.path);
    case 'last-accessed':
      return yield* mapLastAccessed(objectFile(file), file.path, problems);
    case 'providers':
      return yield* mapProviders(objectFile(file), file.path);
    default:
      return yield* resourceFacts(file, scope, problems);
  }
}

function* resourceFacts(file: AwsDumpFile, scope: string | undefined, problems: Problem[]): Generator<Fact> {
  let told = false;
  for (const { record, spot } of inventory(file)) {
    if (!describedElsewhere(record)) yield resourceFact(record, spot, scope, problems);
    else if (!told) {
      told = true;
      const message = 'IAM users, roles, groups, policies and providers are not taken from the inventory';
      problems.push({
        severity: 'lint',
        code: 'identity-in-inventory',
        message,
        subject: textOf(record, 'Arn', 'Resource')!,
        file: file.path,
      });
    }
  }
}

/** Records one by one; only NDJSON is read without holding the file. */
function* inventory(file: AwsDumpFile): Generator<{ readonly record: JsonObject; readonly spot: Spot }> {
  if (file.form.encoding === 'ndjson') {
    for (const { record, line } of readNdjson(file.path)) yield { record, spot: { file: file.path, path: '', line } };
    return;
  }
  const json = readJsonFile(file.path);
  if (!Array.isArray(json)) {
    yield { record: asObject(json, file, ''), spot: { file: file.path, path: '' } };
    return;
  }
  for (const [index, entry] of json.entries()) {
    const path = `/${index}`;
    yield { record: asObject(entry, file, path), spot: { file: file.path, path } };
  }
}

/** A file is one page, or a list of pages. */
function pagesOf(file: AwsDumpFile): IdentitiesPage[] {
  const json = readJsonFile(file.path);
  if (!Array.isArray(json)) return [{ file: file.path, path: '', json: asObject(json, file, '') }];
  return json.map((page, index) => ({ file: file.path, path: `/${index}`, json: asObject(page, file, `/${index}`) }));
}

/** The report as CSV, or the answer of `aws iam get-credential-report` with the CSV in base64. */
export function reportText(file: AwsDumpFile): string {
  if (file.form.encoding === 'csv') return readable(file.path, () => readFileSync(file.path, 'utf8'));
  const content = textOf(objectFile(file), 'Content');
  if (content === undefined) throw invalidField('Content', 'a text', { file: file.path, path: '/Content' });
  return Buffer.from(content, 'base64').toString('utf8');
}

function objectFile(file: AwsDumpFile): JsonObject {
  return asObject(readJsonFile(file.path), file, '');
}

function asObject(value: Json, file: AwsDumpFile, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw invalidField(path === '' ? file.name : path.slice(1), 'an object', { file: file.path, path });
}
