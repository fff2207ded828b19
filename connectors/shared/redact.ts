import type { Json, JsonObject } from '../../src/graph/fact.js';

/** What stands in place of a secret. `length` counts characters of the original text. */
export interface Redacted {
  readonly redacted: true;
  readonly kind: string;
  readonly length: number;
  readonly [key: string]: Json;
}

/** Last words of a key that name a secret, with the kind they are reported under. */
const secretEndings: readonly (readonly [words: string, kind: string])[] = [
  ['password', 'password'],
  ['passwd', 'password'],
  ['pwd', 'password'],
  ['passphrase', 'password'],
  ['secret', 'secret'],
  ['secret string', 'secret'],
  ['secret binary', 'secret'],
  ['secret value', 'secret'],
  ['secret key', 'secret'],
  ['secret access key', 'access-key'],
  ['access key', 'access-key'],
  ['access key id', 'access-key'],
  ['api key', 'api-key'],
  ['private key', 'private-key'],
  ['key material', 'private-key'],
  ['token', 'token'],
  ['credential', 'credential'],
  ['credentials', 'credential'],
  ['connection string', 'connection-string'],
  ['user data', 'user-data'],
  ['userdata', 'user-data'],
  ['zip file', 'code'],
];

const environmentKey = /^(runtime)?environment(variables?)?$/i;
const secretText = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY/, 'private-key'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'access-key'],
] as const;

/** A copy without secret values: environment values, user data, secret contents, passwords, tokens, keys. Names and ARNs stay. */
export function redact(value: Json | undefined, key = ''): Json | undefined {
  if (value === undefined) return undefined;
  const kind = secretKind(key);
  if (kind !== null) return hideAll(value, kind);
  if (environmentKey.test(key)) return environment(value);
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map((entry) => redact(entry)!);
  if (typeof value === 'object' && value !== null) return redactRecord(value as JsonObject);
  return value;
}

/** A record may say in one field what another holds: `{"Name": "DB_PASSWORD", "Value": "…"}`. */
function redactRecord(record: JsonObject): JsonObject {
  const kind = valueKind(record);
  return mapValues(record, (entry, name) =>
    kind !== null && /^(parameter)?value$/i.test(name) ? hideAll(entry ?? null, kind) : redact(entry, name),
  );
}

function valueKind(record: JsonObject): string | null {
  if (record['Type'] === 'SecureString') return 'secret';
  if (String(record['Namespace'] ?? '').endsWith(':application:environment')) return 'environment';
  const name = record['Name'] ?? record['name'] ?? record['ParameterKey'] ?? record['Key'];
  return typeof name === 'string' ? secretKind(name) : null;
}

/** `Variables` maps, lists of name and value, or the map itself. A build environment holds other things beside its variables. */
function environment(value: Json): Json {
  if (Array.isArray(value)) return value.map(namedValue);
  if (typeof value !== 'object' || value === null) return hideAll(value, 'environment');
  const record = value as JsonObject;
  const inner = Object.keys(record).find((name) => /^(environment)?variables$/i.test(name));
  if (inner === undefined) return hideAll(record, 'environment');
  return mapValues(record, (entry, name) => (name === inner ? variables(entry) : redact(entry, name)));
}

function variables(value: Json | undefined): Json {
  return Array.isArray(value) ? value.map(namedValue) : hideAll(value ?? null, 'environment');
}

function namedValue(entry: Json): Json {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return hideAll(entry, 'environment');
  return mapValues(entry as JsonObject, (field, name) =>
    /^(name|key|type)$/i.test(name) ? field : hideAll(field ?? null, 'environment'),
  );
}

/** Hides every leaf; ARNs stay, since they point at a secret and are none. */
function hideAll(value: Json, kind: string): Json {
  if (typeof value === 'string') return value === '' || value.startsWith('arn:') ? value : hidden(value, kind);
  if (typeof value === 'number') return hidden(String(value), kind);
  if (Array.isArray(value)) return value.map((entry) => hideAll(entry, kind));
  if (typeof value === 'object' && value !== null)
    return mapValues(value as JsonObject, (entry) => (entry === undefined ? undefined : hideAll(entry, kind)));
  return value;
}

function redactText(text: string): Json {
  const found = secretText.find(([pattern]) => pattern.test(text));
  return found ? hidden(text, found[1]) : text;
}

function hidden(text: string, kind: string): Redacted {
  return { redacted: true, kind, length: text.length };
}

/** `MasterUserPassword` -> password; `PasswordLastUsed`, `SecretArn`, `MaxPasswordAge` name no secret. */
function secretKind(key: string): string | null {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();
  if (words === '') return null;
  return secretEndings.find(([ending]) => words === ending || words.endsWith(` ${ending}`))?.[1] ?? null;
}

function mapValues(record: JsonObject, change: (value: Json | undefined, key: string) => Json | undefined): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
