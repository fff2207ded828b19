import { GrantgraphError } from '../../../src/base/errors.js';
import type { Problem } from '../../../src/graph/fact.js';
import { readJsonFile } from '../../shared/json-text.js';
import { isAccountId } from '../map/arn.js';
import { accountsOfReport } from '../map/credential-report.js';
import { factsOf, reportText } from './facts.js';
import type { AwsPart } from './forms.js';
import type { AwsDumpFile } from './recognise.js';

/** Scopes a file speaks about: one, or every account of a file that mixes several. */
export interface FileScopes {
  readonly scopes: readonly string[];
  /** Several accounts share the file: each part takes only its own facts. */
  readonly mixed: boolean;
}

const one = (scope: string): FileScopes => ({ scopes: [scope], mixed: false });

/** From ARNs inside, else the directory named by an account, else what the caller gave. Error: `scope-needed`. */
export function scopesOf(file: AwsDumpFile, given: string | undefined): FileScopes {
  const { found } = file.scan;
  switch (file.form.part) {
    case 'organization':
      return one(
        first(found['organization']) ?? given ?? needed(file, 'organization', 'give its id (`o-…`) with --scope'),
      );
    case 'identity-center':
      return one(
        first(found['identityStore']) ?? given ?? needed(file, 'identity store', 'give its id (`d-…`) with --scope'),
      );
    case 'settings':
      return one(first(found['account']) ?? outerAccount(file, given) ?? neededAccount(file));
    case 'credential-report':
      return accounts(file, accountsOfReport(reportText(file)), given);
    case 'identities':
      return accounts(file, found['arnAccount'] ?? [], given);
    case 'resources':
      return accounts(file, [...(found['account'] ?? []), ...(found['arnAccount'] ?? [])], given);
    default:
      return accounts(file, found['iamAccount'] ?? [], given);
  }
}

function accounts(file: AwsDumpFile, candidates: Iterable<string>, given: string | undefined): FileScopes {
  const named = [...new Set(candidates)];
  const outer = outerAccount(file, given);
  if (named.length === 0)
    return outer === undefined && file.form.part !== 'resources' ? one(neededAccount(file)) : exact(file, outer);
  if (named.length === 1 && (outer === undefined || outer === named[0] || file.form.part !== 'resources'))
    return one(named[0]!);
  return exact(file, outer);
}

/** The texts disagree: only the records themselves tell whose they are. */
function exact(file: AwsDumpFile, outer: string | undefined): FileScopes {
  const ignored: Problem[] = [];
  const scopes = new Set<string>();
  const part: AwsPart = file.form.part;
  for (const fact of factsOf(part, [file], outer, ignored)) {
    if (isAccountId(fact.account)) scopes.add(fact.account);
    else if (part === 'resources') neededAccount(file);
  }
  if (scopes.size === 0) scopes.add(outer ?? neededAccount(file));
  return { scopes: [...scopes].toSorted(), mixed: scopes.size > 1 };
}

/** The nearest directory named by twelve digits, else the caller's word. */
function outerAccount(file: AwsDumpFile, given: string | undefined): string | undefined {
  const directory = file.directories.find((name) => isAccountId(name));
  if (directory !== undefined || given === undefined) return directory;
  if (isAccountId(given)) return given;
  throw new GrantgraphError('invalid-scope', `\`${given}\` is not an account id of twelve digits`, {
    exit: 2,
    place: { file: file.path },
  });
}

function neededAccount(file: AwsDumpFile): never {
  return needed(
    file,
    'account',
    'give its id with --scope, or put the file into a directory named by the twelve digits',
  );
}

function needed(file: AwsDumpFile, what: string, hint: string): never {
  // Half a file may end before it names its scope: then that is what is wrong with it.
  if (file.form.encoding === 'json') readJsonFile(file.path);
  throw new GrantgraphError('scope-needed', `\`${file.name}\` names no ${what}`, { place: { file: file.path }, hint });
}

function first(values: ReadonlySet<string> | undefined): string | undefined {
  return values?.values().next().value;
}
