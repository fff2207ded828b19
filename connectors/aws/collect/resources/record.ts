import type { Json } from '../../../../src/graph/fact.js';
import type { AwsApi } from '../api.js';
import { policyDocument } from '../documents.js';
import { CallFault } from '../faults.js';

/** One line of resources.ndjson. */
export interface ResourceRecord {
  readonly Arn: string;
  readonly ResourceType: string;
  readonly Region?: string;
  readonly Account: string;
  Tags?: Record<string, string> | undefined;
  Policy?: Json;
  NotCollected?: string[];
  [field: string]: unknown;
}

/** What a reader of one service works with. */
export interface ReadingPlace {
  readonly api: AwsApi;
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  /** Roles behind instance profiles, by profile ARN. */
  readonly profiles: ReadonlyMap<string, string>;
  /** Told of each field that could not be read. */
  readonly skipped: (error: unknown) => void;
}

/** Reads one field; one that cannot be read is named in the record, and the rest goes on. */
export async function field(
  place: ReadingPlace,
  record: ResourceRecord,
  name: string,
  read: () => Promise<unknown>,
): Promise<void> {
  try {
    const value = await read();
    if (value !== undefined && value !== null) record[name] = value;
  } catch (error) {
    if (!(error instanceof CallFault) || place.api.ended) throw error;
    place.skipped(error);
    record.NotCollected = [...(record.NotCollected ?? []), name];
  }
}

export const documentOf = (text: string | undefined): Json | undefined => (text ? policyDocument(text) : undefined);

/** A reader of one service in one region (or, where it is not regional, once). */
export interface ResourceReader {
  readonly name: string;
  readonly regional: boolean;
  readonly read: (place: ReadingPlace) => Promise<ResourceRecord[]>;
}

export const arnOf = ({ partition, account, region }: ReadingPlace, service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;
