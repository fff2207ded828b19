import type { Json } from '../../../../src/graph/fact.js';
import type { AwsApi } from '../api.js';
import { policyDocument } from '../documents.js';
import { bearable } from '../faults.js';
import type { Skipped } from '../work.js';

/** One line of resources.ndjson; an absent field means that the resource has none, unless `NotCollected` names it. */
export interface ResourceRecord {
  readonly Arn: string;
  readonly ResourceType: string;
  readonly Region?: string;
  readonly Account: string;
  Tags?: Readonly<Record<string, string>>;
  Policy?: Json;
  RunsAs?: string;
  PublicAccessBlock?: object;
  KmsKeyArn?: string;
  Acl?: object;
  ObjectOwnership?: string;
  Grants?: readonly object[];
  AccessPoints?: readonly object[];
  Aliases?: readonly string[];
  NotCollected?: readonly string[];
}

type Field = Exclude<keyof ResourceRecord, 'Arn' | 'ResourceType' | 'Region' | 'Account' | 'NotCollected'>;

/** What a reader of one service works with. */
export interface ReadingPlace {
  readonly api: AwsApi;
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  /** Role of an instance profile; the list is read once for the account. */
  readonly roleOfProfile: (profile: string) => Promise<string | undefined>;
  /** ARN of a key named by ARN, id or alias; aliases are read once for each region. */
  readonly keyArn: (key: string | undefined, region: string) => Promise<string | undefined>;
  /** Told of each field that could not be read. */
  readonly skipped: Skipped;
}

/** A reader of one service in one region (or, where it is not regional, once). */
export interface ResourceReader {
  readonly name: string;
  readonly regional: boolean;
  readonly read: (place: ReadingPlace) => Promise<ResourceRecord[]>;
}

/** Resources of one service read at once within a region; the limits of the API hold besides. */
export const concurrentRecords = 4;

export function newRecord(place: ReadingPlace, Arn: string | undefined, ResourceType: string): ResourceRecord {
  return { Arn: Arn ?? '', ResourceType, Region: place.region, Account: place.account };
}

export const arnOf = ({ partition, account, region }: ReadingPlace, service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;

/** Reads one field; one that cannot be read is named in the record, and the rest goes on. */
export async function field<F extends Field>(
  place: ReadingPlace,
  record: ResourceRecord,
  name: F,
  read: () => Promise<ResourceRecord[F] | undefined>,
): Promise<void> {
  try {
    const value = await read();
    if (value !== undefined) record[name] = value;
  } catch (error) {
    place.skipped(bearable(error, place.api));
    record.NotCollected = [...(record.NotCollected ?? []), name];
  }
}

/** The fields a list already holds, those without a value left out. */
export function known(record: ResourceRecord, fields: { readonly [F in Field]?: ResourceRecord[F] | undefined }): void {
  Object.assign(record, Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
}

export const documentOf = (text: string | undefined): Json | undefined => (text ? policyDocument(text) : undefined);

export const nonEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined);
