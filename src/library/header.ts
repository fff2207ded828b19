import { LineCounter, parseDocument } from 'yaml';
import { nearest } from '../../grammar/suggest.js';
import { GrantgraphError } from '../base/errors.js';
import {
  maturities,
  type ParameterType,
  parameterTypes,
  type References,
  type SavedParameter,
  type SavedQuery,
  severities,
} from './saved-query.js';

type SavedValue = string | number | boolean;

/** What a header says of its query. */
export interface Header extends Omit<SavedQuery, 'id' | 'pack' | 'text' | 'file'> {
  /** Line of a key of the header, from 1. */
  readonly lineOf: (key: string) => number;
}

type Fault = (key: string, message: string, hint?: string) => GrantgraphError;
type Raw = Readonly<Record<string, unknown>>;

const keys = [
  'id',
  'title',
  'question',
  'severity',
  'maturity',
  'why',
  'remedy',
  'identity',
  'parameters',
  'references',
];

/** The catalogues a header may cite, and what their numbers look like. */
const catalogues: Readonly<Record<keyof References, RegExp>> = {
  cis: /^\d+(\.\d+)+$/,
  nist: /^[A-Z]{2}-\d+(\(\d+\))?$/,
  mitre: /^T\d{4}(\.\d{3})?$/,
  docs: /^https:\/\/\S+$/,
};

/** Reads the YAML of a head; everything that is missing, misspelt or of the wrong type is an error naming its line. */
export function readHeader(yaml: string, file: string, id: string): Header {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  const [broken] = document.errors;
  if (broken)
    throw new GrantgraphError('invalid-saved-query', 'the header is not valid YAML', {
      place: { file, line: broken.linePos?.[0].line ?? 1 },
      cause: broken,
    });
  const raw = document.toJS() as unknown;
  const lineOf = (key: string): number => {
    const items = (document.contents as { items?: readonly { key?: { value?: unknown; range?: readonly number[] } }[] })
      ?.items;
    const range = items?.find((item) => item.key?.value === key)?.key?.range;
    return range ? counter.linePos(range[0]!).line : 1;
  };
  const fault: Fault = (key, message, hint) =>
    new GrantgraphError('invalid-saved-query', message, {
      place: { file, line: lineOf(key) },
      ...(hint ? { hint } : {}),
    });
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw))
    throw fault('', 'the file has no header', 'begin it with lines such as `# title: …`');
  return { ...checked(raw as Raw, id, fault), lineOf };
}

function checked(raw: Raw, id: string, fault: Fault): Omit<Header, 'lineOf'> {
  for (const key of Object.keys(raw)) {
    const near = nearest(key, keys);
    if (!keys.includes(key))
      throw fault(
        key,
        `unknown key \`${key}\` in the header`,
        near ? `did you mean \`${near}\`?` : `known: ${keys.join(', ')}`,
      );
  }
  const text = (key: string): string => {
    const value = raw[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim().replace(/\s+/g, ' ');
    throw fault(key, `the header has no \`${key}\``, `write it as \`# ${key}: …\``);
  };
  const oneOf = <T extends string>(key: string, known: readonly T[]): T => {
    const value = text(key);
    if (known.includes(value as T)) return value as T;
    throw fault(key, `unknown ${key} \`${value}\``, `known: ${known.join(', ')}`);
  };
  if (text('id') !== id) throw fault('id', `the id \`${text('id')}\` is not the name of the file`, `name it \`${id}\``);
  return {
    title: text('title'),
    question: text('question'),
    severity: oneOf('severity', severities),
    maturity: oneOf('maturity', maturities),
    why: text('why'),
    remedy: text('remedy'),
    identity: list(raw, 'identity', fault),
    references: references(raw['references'] ?? {}, fault),
    parameters: parameters(raw['parameters'] ?? {}, fault),
  };
}

function list(raw: Raw, key: string, fault: Fault): readonly string[] {
  const value = raw[key];
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'))
    return value as string[];
  throw fault(key, `\`${key}\` must be a list of attributes`, `such as \`# ${key}: [source.cloud.resource.id]\``);
}

function references(value: unknown, fault: Fault): References {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw fault('references', '`references` must be a map', `of ${Object.keys(catalogues).join(', ')}`);
  for (const [name, numbers] of Object.entries(value)) {
    const form = Object.hasOwn(catalogues, name) ? catalogues[name as keyof References] : undefined;
    if (!form)
      throw fault('references', `unknown catalogue \`${name}\``, `known: ${Object.keys(catalogues).join(', ')}`);
    if (!Array.isArray(numbers)) throw fault('references', `\`${name}\` must be a list`);
    for (const number of numbers)
      if (typeof number !== 'string' || !form.test(number))
        throw fault('references', `\`${String(number)}\` is no reference of ${name}`, 'numbers stand in quotes');
  }
  return value as References;
}

function parameters(value: unknown, fault: Fault): readonly SavedParameter[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw fault('parameters', '`parameters` must be a map of names');
  return Object.entries(value as Readonly<Record<string, Raw | null>>).map(([name, entry]) =>
    parameter(name, entry, fault),
  );
}

function parameter(name: string, entry: Raw | null, fault: Fault): SavedParameter {
  const wrong = (message: string, hint?: string) => fault('parameters', `parameter \`${name}\`: ${message}`, hint);
  if (entry === null || typeof entry !== 'object') throw wrong('type and description are missing');
  const { type, description, default: value, example, ...rest } = entry;
  const [stray] = Object.keys(rest);
  if (stray !== undefined) throw wrong(`unknown key \`${stray}\``, 'known: type, default, example, description');
  if (!parameterTypes.includes(type as ParameterType))
    throw wrong(`unknown type \`${String(type)}\``, `known: ${parameterTypes.join(', ')}`);
  if (typeof description !== 'string') throw wrong('the description is missing');
  if (value !== undefined && typeof value !== type) throw wrong(`the default is no ${String(type)}`);
  if (example !== undefined && typeof example !== type) throw wrong(`the example is no ${String(type)}`);
  return {
    name,
    type: type as ParameterType,
    description,
    ...(value === undefined ? {} : { default: value as SavedValue }),
    ...(example === undefined ? {} : { example: example as SavedValue }),
  };
}
