import { accountOf, type Caller, parseCaller } from '../../oracle/aws/caller.js';
import { listOf, type SimulateInput, type Statement, statementsOf } from '../../oracle/aws/input.js';
import { documentsOf, mentionedKeys } from '../../oracle/aws/worlds.js';

/**
 * False where the vendor's text leaves the outcome open, so that two careful readers may differ: such inputs prove nothing about an engine.
 * Each reason is one function.
 */
export function isSettled(input: SimulateInput): boolean {
  const caller = parseCaller(input.request.principal, input.request.action, undefined);
  return !(
    usesPrincipalKeysWithoutAccount(input, caller) ||
    trustsEveryoneAtHome(input, caller) ||
    allowsEveryoneButSome(input) ||
    tagsAsRoot(input, caller) ||
    mentionsFederatedUserInNotPrincipal(input, caller)
  );
}

/** Which principal keys a service, a token exchange or an unsigned call carries is documented only in part. */
function usesPrincipalKeysWithoutAccount(input: SimulateInput, caller: Caller): boolean {
  if (accountOf(caller) !== undefined) return false;
  const open =
    caller.kind === 'anonymous'
      ? /^aws:(principalorg|principaltag)|^kms:calleraccount/
      : /^aws:principal(arn|account|type|org|tag)|^aws:userid|^kms:calleraccount/;
  return mentionedKeys(documentsOf(input)).some((key) => open.test(key));
}

/** `*` in a trust policy: whether callers of the same account also need an Allow of their own. */
function trustsEveryoneAtHome(input: SimulateInput, caller: Caller): boolean {
  if (!isTrust(input) || caller.kind === 'anonymous') return false;
  return resourceStatements(input).some((statement) => statement.Effect === 'Allow' && namesEveryone(statement));
}

/** Allow with NotPrincipal: whom a partial list leaves out. */
function allowsEveryoneButSome(input: SimulateInput): boolean {
  return resourceStatements(input).some(
    (statement) => statement.Effect === 'Allow' && statement.NotPrincipal !== undefined,
  );
}

/** Root users cannot assume roles; what they could tag or name in doing so is a question without sense. */
function tagsAsRoot(input: SimulateInput, caller: Caller): boolean {
  return isTrust(input) && caller.kind === 'root' && !/^sts:AssumeRole$/i.test(input.request.action);
}

function mentionsFederatedUserInNotPrincipal(input: SimulateInput, caller: Caller): boolean {
  const listed = resourceStatements(input).some((statement) => statement.NotPrincipal !== undefined);
  return listed && caller.kind === 'federated-user';
}

function isTrust(input: SimulateInput): boolean {
  return /^sts:/i.test(input.request.action);
}

function resourceStatements(input: SimulateInput): readonly Statement[] {
  return input.resourcePolicy === undefined ? [] : statementsOf(input.resourcePolicy);
}

function namesEveryone(statement: Statement): boolean {
  const principal = statement.Principal;
  if (principal === undefined) return false;
  return (
    principal === '*' ||
    listOf((principal as Readonly<Record<string, string | readonly string[]>>)['AWS']).includes('*')
  );
}
