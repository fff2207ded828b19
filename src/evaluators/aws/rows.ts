import type { AwsRequest } from './contract.js';
import { allowEntry } from './matching/principal.js';
import type { CompiledPolicy, Statement } from './policy/compile.js';
import { coversAction, prepare, restOfStatement } from './statement.js';

/** Allow statements of one policy that are not certainly false for the request. */
export function allowingStatements(policy: CompiledPolicy, request: AwsRequest): readonly Statement[] {
  if (!policy.valid) return [];
  const prepared = prepare(request);
  const trust = policy.kind === 'trust';
  return policy.statements.filter(
    (statement) =>
      statement.effect === 'Allow' &&
      coversAction(statement, prepared.action) &&
      allowEntry(statement, request.principal, trust) !== null &&
      restOfStatement(statement, prepared) !== false,
  );
}
