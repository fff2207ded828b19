import { GrantgraphError } from '../base/errors.js';
import type { Role } from './caller.js';
import { everything, type WrittenScope } from './token-record.js';

/** Role and row scope that a rule gives. */
export interface Grant {
  readonly role: Role;
  readonly scope: WrittenScope;
}

/** Whom a claim of an identity provider's token makes somebody here. */
export interface ClaimRule extends Grant {
  /** Name of the claim; of nested ones the path, `realm_access.roles`. */
  readonly claim: string;
  /** The claim is this text, a list with it, or words with it among them. Null = any value will do. */
  readonly value: string | null;
  /** A claim that lists the accounts of the row scope; without such a claim in a token none. */
  readonly accountsClaim: string | null;
}

export interface IssuerSettings {
  /** As its tokens spell it: an https URL, or http of this machine. */
  readonly issuer: string;
  /** A token must be for one of these. */
  readonly audiences: readonly string[];
  /** Signatures that are taken; asymmetric ones only. */
  readonly algorithms: readonly string[];
  readonly clockSkewSeconds: number;
  /** Claim that names people in the audit log; default: `preferred_username`, `email`, then `sub`. */
  readonly nameClaim: string | null;
  /** The first rule that fits counts; nobody comes in without one. */
  readonly rules: readonly ClaimRule[];
}

export interface CertificateRule extends Grant {
  readonly name: string;
  /** SHA-256 of the certificate, 64 hexadecimal digits. */
  readonly fingerprint: string | null;
  /** Its subject's common name. */
  readonly subject: string | null;
}

export interface CallerSettings {
  readonly issuers: readonly IssuerSettings[];
  readonly certificates: readonly CertificateRule[];
}

export const noCallerSettings: CallerSettings = Object.freeze({ issuers: [], certificates: [] });

/** No `none`, and nothing symmetric: a public key is no secret. */
export const safeAlgorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
] as const;

const roles: Readonly<Record<string, Role>> = { read: 'reader', analyst: 'analyst', admin: 'admin' };
const mostSkewSeconds = 300;

/**
 * Settings as people write them, in JSON:
 * `{"issuers":[{"issuer","audience": text or list,"algorithms"?,"clockSkewSeconds"? (60),"nameClaim"?,"rules":[{"claim","value"?,"role":
 * "read"|"analyst"|"admin","accounts"?,"accountsClaim"?,"providers"?,"tags"?: ["key=value","key"]}]}],
 * "certificates":[{"name","fingerprint"|"subject","role","accounts"?,"providers"?,"tags"?}]}`.
 * Errors: `invalid-settings`, which points.
 */
export function parseCallerSettings(json: unknown, file?: string): CallerSettings {
  const reader = new Reader(file);
  const root = reader.object(json, '', ['issuers', 'certificates']);
  return {
    issuers: reader.list(root['issuers'] ?? [], '/issuers').map((one, at) => issuerOf(reader, one, `/issuers/${at}`)),
    certificates: reader
      .list(root['certificates'] ?? [], '/certificates')
      .map((one, at) => certificateOf(reader, one, `/certificates/${at}`)),
  };
}

function issuerOf(reader: Reader, json: unknown, path: string): IssuerSettings {
  const names = ['issuer', 'audience', 'algorithms', 'clockSkewSeconds', 'nameClaim', 'rules'];
  const one = reader.object(json, path, names);
  const issuer = reader.text(one['issuer'], `${path}/issuer`);
  if (!isSafeUrl(issuer))
    throw reader.wrong(`${path}/issuer`, 'an issuer is an https URL, or an http one of this machine');
  const algorithms =
    one['algorithms'] === undefined ? safeAlgorithms : reader.texts(one['algorithms'], `${path}/algorithms`);
  const unsafe = algorithms.find((name) => !(safeAlgorithms as readonly string[]).includes(name));
  if (unsafe !== undefined)
    throw reader.wrong(`${path}/algorithms`, `\`${unsafe}\` is not taken; one of ${safeAlgorithms.join(', ')} is`);
  const skew = one['clockSkewSeconds'] ?? 60;
  if (typeof skew !== 'number' || !(skew >= 0 && skew <= mostSkewSeconds))
    throw reader.wrong(`${path}/clockSkewSeconds`, `a number of seconds up to ${mostSkewSeconds} is needed`);
  const rules = reader.list(one['rules'], `${path}/rules`);
  return {
    ...{ issuer, algorithms, clockSkewSeconds: skew },
    audiences: reader.someTexts(one['audience'], `${path}/audience`),
    nameClaim: reader.optional(one['nameClaim'], `${path}/nameClaim`),
    rules: rules.map((rule, at) => ruleOf(reader, rule, `${path}/rules/${at}`)),
  };
}

const grantNames = ['role', 'accounts', 'providers', 'tags'];

function ruleOf(reader: Reader, json: unknown, path: string): ClaimRule {
  const one = reader.object(json, path, ['claim', 'value', 'accountsClaim', ...grantNames]);
  if (one['accountsClaim'] !== undefined && one['accounts'] !== undefined)
    throw reader.wrong(`${path}/accountsClaim`, 'a rule has accounts of its own or takes them from a claim, not both');
  return {
    claim: reader.text(one['claim'], `${path}/claim`),
    value: reader.optional(one['value'], `${path}/value`),
    accountsClaim: reader.optional(one['accountsClaim'], `${path}/accountsClaim`),
    ...grantOf(reader, one, path),
  };
}

function certificateOf(reader: Reader, json: unknown, path: string): CertificateRule {
  const one = reader.object(json, path, ['name', 'fingerprint', 'subject', ...grantNames]);
  const fingerprint =
    reader.optional(one['fingerprint'], `${path}/fingerprint`)?.replaceAll(':', '').toLowerCase() ?? null;
  const subject = reader.optional(one['subject'], `${path}/subject`);
  if ((fingerprint === null) === (subject === null))
    throw reader.wrong(path, 'a certificate is known by its fingerprint or by its subject: give one');
  if (fingerprint !== null && !/^[0-9a-f]{64}$/.test(fingerprint))
    throw reader.wrong(`${path}/fingerprint`, 'a fingerprint is a SHA-256: 64 hexadecimal digits');
  return { name: reader.text(one['name'], `${path}/name`), fingerprint, subject, ...grantOf(reader, one, path) };
}

function grantOf(reader: Reader, one: Readonly<Record<string, unknown>>, path: string): Grant {
  const role = roles[String(one['role'])];
  if (role === undefined) throw reader.wrong(`${path}/role`, `a role is one of ${Object.keys(roles).join(', ')}`);
  const some = (name: string) => (one[name] === undefined ? null : reader.someTexts(one[name], `${path}/${name}`));
  const tags = some('tags')?.map((text) => {
    const at = text.indexOf('=');
    return at < 0 ? { key: text, value: null } : { key: text.slice(0, at), value: text.slice(at + 1) };
  });
  return {
    role,
    scope: { ...everything, accounts: some('accounts'), providers: some('providers'), tags: tags ?? null },
  };
}

/** https, or http of this machine, where nobody stands between. */
export function isSafeUrl(text: string): boolean {
  try {
    const { protocol, hostname, username, hash } = new URL(text);
    if (username !== '' || hash !== '') return false;
    return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
  } catch {
    return false;
  }
}

class Reader {
  constructor(private readonly file: string | undefined) {}

  wrong(path: string, message: string): GrantgraphError {
    return new GrantgraphError('invalid-settings', message, {
      exit: 2,
      place: { ...(this.file === undefined ? {} : { file: this.file }), path },
    });
  }

  object(json: unknown, path: string, names: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw this.wrong(path, 'an object is needed');
    const stranger = Object.keys(json).find((name) => !names.includes(name));
    // A restriction that is misspelt would open what it was to close.
    if (stranger !== undefined)
      throw this.wrong(path, `no setting is called \`${stranger}\`; there are ${names.join(', ')}`);
    return json as Readonly<Record<string, unknown>>;
  }

  list(json: unknown, path: string): readonly unknown[] {
    if (!Array.isArray(json)) throw this.wrong(path, 'a list is needed');
    return json;
  }

  text(json: unknown, path: string): string {
    if (typeof json !== 'string' || json.trim() === '') throw this.wrong(path, 'a text is needed');
    return json;
  }

  texts(json: unknown, path: string): readonly string[] {
    return this.list(json, path).map((one, at) => this.text(one, `${path}/${at}`));
  }

  /** One text or a list of them, at least one. */
  someTexts(json: unknown, path: string): readonly string[] {
    const texts = typeof json === 'string' ? [this.text(json, path)] : this.texts(json, path);
    if (texts.length === 0) throw this.wrong(path, 'at least one is needed');
    return texts;
  }

  optional(json: unknown, path: string): string | null {
    return json === undefined ? null : this.text(json, path);
  }
}
