import type { PolicyKind } from './compile.js';
import { isObject } from './document.js';
import type { Say } from './say.js';

/** Policies that services keep by rules of their own; the others are IAM's. */
const byService: ReadonlySet<PolicyKind> = new Set(['resource', 'endpoint']);

/**
 * Statement ids are names for readers, no verdict hangs on them. IAM asks for letters and digits, once in a policy:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export function noteSids(statements: readonly unknown[], kind: PolicyKind, say: Say): void {
  const seen = new Set<string>();
  statements.forEach((statement, index) => {
    const sid = isObject(statement) ? statement['Sid'] : undefined;
    if (typeof sid !== 'string' || sid === '') return;
    const path = `/Statement/${index}/Sid`;
    if (seen.has(sid)) say('duplicate-sid', `\`${sid}\` names two statements`, path, 'lint');
    else if (!byService.has(kind) && !/^[A-Za-z0-9]+$/.test(sid))
      say('suspicious-sid', `\`${sid}\`: IAM takes letters and digits alone`, path, 'lint');
    seen.add(sid);
  });
}
