import { isObject } from './document.js';
import type { Say } from './say.js';

/**
 * Statement ids are names for readers, no verdict hangs on them. IAM asks for letters and digits, once in a policy; services that keep
 * policies themselves have rules of their own. Returns the ids that name several statements, and so none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export function noteSids(
  statements: readonly unknown[],
  placeOf: (index: number) => string,
  ofIam: boolean,
  say: Say,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  statements.forEach((statement, index) => {
    const sid = isObject(statement) ? statement['Sid'] : undefined;
    if (typeof sid !== 'string' || sid === '') return;
    const path = `${placeOf(index)}/Sid`;
    if (seen.has(sid)) {
      repeated.add(sid);
      say('duplicate-sid', `\`${sid}\` names two statements`, path, 'lint');
    } else if (ofIam && !/^[A-Za-z0-9]+$/.test(sid))
      say('suspicious-sid', `\`${sid}\`: IAM takes letters and digits alone`, path, 'lint');
    seen.add(sid);
  });
  return repeated;
}
