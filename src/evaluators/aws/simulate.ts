import { GrantgraphError } from '../../base/errors.js';
import { pointerToken } from '../../base/json-pointer.js';
import type { Decision } from '../verdict.js';
import { parseCaller, registered, withUniqueId } from './caller.js';
import type { AttachedPolicy, AwsPolicies, AwsRequest, KeyValue, PolicyLevel } from './contract.js';
import { decide } from './decide.js';
import { isScalar, keyValueOf } from './key-value.js';
import { type CompiledPolicy, compilePolicy, type PolicyKind } from './policy/compile.js';
import { isObject } from './policy/document.js';
import { isTrustAction } from './trust-actions.js';

type Json = Record<string, unknown>;

const bad = (code: string, message: string, path: string): GrantgraphError =>
  new GrantgraphError(code, message, { place: { path } });

/** One request over inline policies (design: simulate). Errors name the place by JSON pointer. */
export function simulateAws(input: unknown): Decision {
  if (!isObject(input)) throw bad('invalid-input', 'an object is expected', '');
  const request = input['request'];
  if (!isObject(request)) throw bad('missing-field', '`request` is missing', '/request');
  const name = text(request, 'principal', '/request');
  const action = text(request, 'action', '/request');
  if (!/^[a-z0-9-]+:[a-z0-9]+$/i.test(action))
    throw bad('invalid-action', `\`${action}\` is not an action`, '/request/action');
  const context = contextOf(request['context']);
  const caller = parseCaller(name, action, context('aws:principalarn'));
  if (caller === null) throw bad('invalid-principal', `\`${name}\` is not a principal`, '/request/principal');
  const resource = text(request, 'resource', '/request');
  if (resource !== '*' && !/^arn:([^:]*:){4}/.test(resource))
    throw bad('invalid-arn', `\`${resource}\` is neither an ARN nor \`*\``, '/request/resource');
  const principal = withUniqueId(registered(caller, resource), context('aws:userid'));
  const own = /^\d{12}$/.test(resource.split(':')[4] ?? '') ? resource.split(':')[4] : principal.account;
  const owner = accountOf(request, 'resourceAccount') ?? own;
  const managementAccount = accountOf(request, 'managementAccount');
  const question: AwsRequest = {
    principal,
    action,
    resource,
    ...(owner === undefined ? {} : { resourceAccount: owner }),
    ...(managementAccount === undefined ? {} : { managementAccount }),
    context,
  };
  return decide(question, policiesOf(input, isTrustAction(action)));
}

function policiesOf(input: Json, trust: boolean): AwsPolicies {
  const list = (key: string, kind: PolicyKind) => policyList(input[key], kind, `/${key}`);
  const resource = input['resourcePolicy'];
  return {
    identity: list('identityPolicies', 'identity'),
    boundaries: list('permissionBoundaries', 'boundary'),
    sessions: list('sessionPolicies', 'session'),
    ...levels(input, 'serviceControlPolicies', 'serviceControl', 'scp'),
    ...levels(input, 'resourceControlPolicies', 'resourceControl', 'rcp'),
    ...(resource === undefined || resource === null
      ? {}
      : {
          resource: {
            id: 'resourcePolicy',
            name: 'resourcePolicy',
            policy: compiled(resource, trust ? 'trust' : 'resource', '/resourcePolicy'),
          },
        }),
    endpoint: list('vpcEndpointPolicies', 'endpoint'),
  };
}

function levels(
  input: Json,
  key: string,
  name: 'serviceControl' | 'resourceControl',
  kind: 'scp' | 'rcp',
): Partial<AwsPolicies> {
  const value = input[key];
  if (value === undefined || value === null) return {};
  if (!Array.isArray(value)) throw bad('invalid-field', `\`${key}\` must be a list`, `/${key}`);
  const found = value.map((level, at): PolicyLevel => {
    if (!isObject(level) || typeof level['level'] !== 'string')
      throw bad('missing-field', '`level` is missing', `/${key}/${at}/level`);
    return { level: level['level'], policies: policyList(level['policies'], kind, `/${key}/${at}/policies`) };
  });
  return { [name]: found };
}

function policyList(value: unknown, kind: PolicyKind, path: string): AttachedPolicy[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw bad('invalid-field', 'a list of policies is expected', path);
  return value.map((one, at) => {
    if (!isObject(one) || one['policy'] === undefined)
      throw bad('missing-field', '`policy` is missing', `${path}/${at}/policy`);
    const name = typeof one['name'] === 'string' ? one['name'] : `${at}`;
    return { id: name, name, policy: compiled(one['policy'], kind, `${path}/${at}/policy`) };
  });
}

const cache = new Map<string, CompiledPolicy>();

function compiled(document: unknown, kind: PolicyKind, path: string): CompiledPolicy {
  const key = `${kind} ${JSON.stringify(document)}`;
  let policy = cache.get(key);
  if (!policy) {
    policy = compilePolicy(document, kind);
    if (cache.size > 20_000) cache.clear();
    cache.set(key, policy);
  }
  const problem = policy.problems.find((one) => one.severity === 'invalid');
  if (problem) throw bad(problem.code, problem.message, `${path}${problem.path}`);
  return policy;
}

function contextOf(value: unknown): (key: string) => KeyValue | undefined {
  if (value === undefined || value === null) return () => undefined;
  if (!isObject(value)) throw bad('invalid-context', '`context` must be an object', '/request/context');
  const known = new Map<string, KeyValue>();
  for (const [key, one] of Object.entries(value)) {
    if (one !== null && !isScalar(one) && !(Array.isArray(one) && one.every(isScalar)))
      throw bad(
        'invalid-context',
        `the value of \`${key}\` must be a string, number, boolean, null or a list`,
        `/request/context/${pointerToken(key)}`,
      );
    known.set(key.toLowerCase(), keyValueOf(one));
  }
  return (key) => known.get(key);
}

function accountOf(request: Json, key: string): string | undefined {
  const value = request[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || !/^\d{12}$/.test(value))
    throw bad('invalid-field', `\`${key}\` must be an account id of 12 digits in quotes`, `/request/${key}`);
  return value;
}

function text(json: Json, key: string, path: string): string {
  const value = json[key];
  if (value === undefined || value === null) throw bad('missing-field', `\`${key}\` is missing`, `${path}/${key}`);
  if (typeof value !== 'string' || value === '')
    throw bad('invalid-field', `\`${key}\` must be a text that is not empty`, `${path}/${key}`);
  return value;
}
