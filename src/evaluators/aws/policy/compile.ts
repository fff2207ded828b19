import { pointerToken } from '../../../base/json-pointer.js';
import { toGlob } from '../matching/glob.js';
import { resourceTemplate, type Template } from '../matching/variables.js';
import { type Condition, conditionList } from './condition-block.js';
import { isObject, readDocument } from './document.js';
import { principalList } from './principals.js';
import type { Say } from './say.js';
import { noteSids } from './sids.js';
import { variableFault } from './variable-fault.js';

export type { Condition } from './condition-block.js';

export type PolicyKind = 'identity' | 'boundary' | 'session' | 'scp' | 'rcp' | 'resource' | 'trust' | 'endpoint';

export interface PolicyProblem {
  readonly severity: 'invalid' | 'lint';
  readonly code: string;
  readonly message: string;
  readonly path: string;
}

/** The parts of a statement as written, for rows and reasons. */
export interface StatementText {
  readonly index: number;
  /** Absent too where several statements share it. */
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
  }[];
}

export interface ActionMatcher {
  readonly everything: boolean;
  readonly exact: ReadonlySet<string>;
  readonly globs: readonly string[];
}

export interface Statement extends StatementText {
  readonly principals?: readonly string[];
  readonly notPrincipals?: readonly string[];
  readonly action: ActionMatcher;
  readonly negatedAction: boolean;
  readonly resource: readonly Template[] | null;
  readonly negatedResource: boolean;
  /** Matches an ARN only if a `*` within one of its parts runs over colons. */
  readonly crossing: boolean;
  readonly tests: readonly Condition[];
}

export interface CompiledPolicy {
  readonly kind: PolicyKind;
  readonly version: string;
  readonly statements: readonly Statement[];
  readonly problems: readonly PolicyProblem[];
  /** False when the platform would refuse it: nothing may be concluded from it. */
  readonly valid: boolean;
}

const withPrincipal: ReadonlySet<PolicyKind> = new Set(['resource', 'trust', 'endpoint', 'rcp']);

/** Reads one policy document. Never throws: what is wrong stands in `problems`. */
export function compilePolicy(document: unknown, kind: PolicyKind): CompiledPolicy {
  const problems: PolicyProblem[] = [];
  const say = (code: string, message: string, path: string, severity: 'invalid' | 'lint' = 'invalid') =>
    problems.push({ severity, code, message, path });
  const { json, error, twice } = readDocument(document);
  if (!isObject(json)) {
    say('invalid-policy', error ?? 'a policy must be a JSON object', '');
    return { kind, version: '2008-10-17', statements: [], problems, valid: false };
  }
  // IAM/reference_policies_grammar: a name stands once in an object.
  if (twice !== undefined) say('duplicate-key', 'a name stands twice in one object', twice);
  for (const key of Object.keys(json))
    if (!['Version', 'Id', 'Statement'].includes(key))
      say('unknown-element', `\`${key}\` is not an element of a policy`, `/${pointerToken(key)}`);
  const version = json['Version'] === undefined ? '2008-10-17' : json['Version'];
  if (version !== '2012-10-17' && version !== '2008-10-17')
    say('invalid-version', `\`${String(version)}\` is not a policy version`, '/Version');
  const raw = json['Statement'];
  if (raw === undefined) say('missing-statement', 'a policy needs `Statement`', '');
  const list = raw === undefined ? [] : Array.isArray(raw) ? raw : [raw];
  const statements: Statement[] = [];
  const place = (index: number) => (Array.isArray(raw) ? `/Statement/${index}` : '/Statement');
  const repeated = noteSids(list, place, kind !== 'resource' && kind !== 'endpoint', say);
  list.forEach((one, index) => {
    const path = place(index);
    if (!isObject(one)) say('invalid-statement', 'a statement must be an object', path);
    else statements.push(compileStatement(one, index, path, kind, version === '2012-10-17', say, repeated));
  });
  return {
    kind,
    version: String(version),
    statements,
    problems,
    valid: !problems.some((problem) => problem.severity === 'invalid'),
  };
}

const elements = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

function compileStatement(
  json: Record<string, unknown>,
  index: number,
  path: string,
  kind: PolicyKind,
  variables: boolean,
  say: Say,
  repeated: ReadonlySet<string>,
): Statement {
  for (const key of Object.keys(json))
    if (!elements.has(key))
      say('unknown-element', `\`${key}\` is not an element of a statement`, `${path}/${pointerToken(key)}`);
  const effect = json['Effect'];
  if (effect === undefined) say('invalid-effect', '`Effect` is missing', path);
  else if (effect !== 'Allow' && effect !== 'Deny')
    say('invalid-effect', `\`Effect\` must be Allow or Deny, not \`${String(effect)}\``, `${path}/Effect`);
  if (json['Sid'] !== undefined && typeof json['Sid'] !== 'string')
    say('invalid-sid', '`Sid` must be a string', `${path}/Sid`);
  const actions = strings(json, 'Action', path, say);
  const notActions = strings(json, 'NotAction', path, say);
  if ((actions === undefined) === (notActions === undefined))
    say('invalid-statement', 'a statement needs exactly one of `Action` and `NotAction`', path);
  const resources = strings(json, 'Resource', path, say);
  const notResources = strings(json, 'NotResource', path, say);
  if (resources && notResources)
    say('invalid-statement', 'a statement takes `Resource` or `NotResource`, not both', path);
  if ((resources || notResources) && kind === 'trust')
    say(
      'invalid-statement',
      'a trust policy is about its own role: it takes no resource',
      `${path}/${resources ? 'Resource' : 'NotResource'}`,
    );
  if (!resources && !notResources && kind !== 'trust' && kind !== 'resource')
    say('invalid-statement', 'a statement needs `Resource` or `NotResource`', path);
  for (const [name, list] of [
    ['Action', actions],
    ['NotAction', notActions],
  ] as const) {
    list?.forEach((action, at) => {
      if (!/^(\*+|[a-z0-9*?-]+:[a-z0-9*?_.-]+)$/i.test(action))
        say('invalid-action', `\`${action}\` is not an action`, placeOf(json, name, at, path));
      else if (/[*?].*:/.test(action) && action !== '*:*')
        say('wildcard-service', `\`${action}\` has a wildcard in the service`, placeOf(json, name, at, path), 'lint');
    });
  }
  for (const [name, list] of [
    ['Resource', resources],
    ['NotResource', notResources],
  ] as const) {
    list?.forEach((resource, at) => {
      if (!/^(\*+|arn:|\$\{)/.test(resource) && !/^[*?]/.test(resource))
        say('invalid-resource', `\`${resource}\` is neither \`*\` nor an ARN`, placeOf(json, name, at, path));
      const fault = variables ? variableFault(resource) : null;
      if (fault !== null) say('invalid-variable', `\`${resource}\`: ${fault}`, placeOf(json, name, at, path));
    });
  }
  const principals = principalList(json['Principal'], `${path}/Principal`, say);
  const notPrincipals = principalList(json['NotPrincipal'], `${path}/NotPrincipal`, say);
  if (withPrincipal.has(kind)) {
    if ((principals === undefined) === (notPrincipals === undefined) && kind !== 'rcp')
      say(
        'invalid-principal',
        'a statement of a resource policy needs exactly one of `Principal` and `NotPrincipal`',
        path,
      );
    // ORG/orgs_manage_policies_rcps_syntax: everyone, and neither complement.
    if (kind === 'rcp' && notPrincipals)
      say('invalid-principal', 'a resource control policy takes no `NotPrincipal`', path);
    else if (kind === 'rcp' && principals?.join() !== '*')
      say('invalid-principal', 'a resource control policy needs the principal `*`', path);
    if (kind === 'rcp' && notActions) say('invalid-statement', 'a resource control policy takes no `NotAction`', path);
  } else if (principals || notPrincipals) say('invalid-principal', 'this kind of policy takes no principal', path);
  const conditions = conditionList(json['Condition'], `${path}/Condition`, variables, say);
  const templates = (list: readonly string[]) => list.map((text) => resourceTemplate(text, variables));
  const scope = resources ?? notResources;
  return {
    index,
    ...(typeof json['Sid'] === 'string' && json['Sid'] !== '' && !repeated.has(json['Sid'])
      ? { sid: json['Sid'] }
      : {}),
    effect: effect === 'Allow' ? 'Allow' : 'Deny',
    ...(actions ? { actions } : {}),
    ...(notActions ? { notActions } : {}),
    ...(resources ? { resources } : {}),
    ...(notResources ? { notResources } : {}),
    ...(principals ? { principals } : {}),
    ...(notPrincipals ? { notPrincipals } : {}),
    conditions: conditions.map((one) => ({ operator: one.operator.text, key: one.written, values: one.texts })),
    action: actionMatcher(actions ?? notActions ?? []),
    negatedAction: actions === undefined,
    resource: scope ? templates(scope) : null,
    negatedResource: notResources !== undefined,
    crossing: resources?.every(crossesColons) ?? false,
    tests: conditions,
  };
}

/** Documented is only a `*` that ends a part of the ARN (IAM/reference_policies_elements_resource). */
function crossesColons(resource: string): boolean {
  return resource.split(':').length < 6 && !/\*(:|$)/.test(resource);
}

function actionMatcher(list: readonly string[]): ActionMatcher {
  const lower = list.map((action) => action.toLowerCase());
  const globs = lower.filter((action) => /[*?]/.test(action) && !/^\*+$/.test(action)).map(toGlob);
  return {
    everything: lower.some((action) => /^\*+$/.test(action)),
    exact: new Set(lower.filter((action) => !/[*?]/.test(action))),
    globs,
  };
}

/** Where a value of an element stands: under its index only in a list. */
function placeOf(json: Record<string, unknown>, element: string, at: number, path: string): string {
  return Array.isArray(json[element]) ? `${path}/${element}/${at}` : `${path}/${element}`;
}

function strings(json: Record<string, unknown>, key: string, path: string, say: Say): readonly string[] | undefined {
  const value = json[key];
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every((one) => typeof one === 'string')) {
    say('invalid-value', `\`${key}\` must be a string or a list of strings`, `${path}/${key}`);
    return list.filter((one): one is string => typeof one === 'string');
  }
  return list as string[];
}
