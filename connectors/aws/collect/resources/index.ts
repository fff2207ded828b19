import { GrantgraphError } from '../../../../src/base/errors.js';
import type { Progress } from '../../../contract.js';
import { mapBounded } from '../gate.js';
import type { AwsSession } from '../session.js';
import type { Skipped } from '../work.js';
import { computeReaders } from './compute.js';
import { dataReaders } from './data.js';
import { readInventory } from './inventory.js';
import { lookups } from './lookups.js';
import { messagingReaders } from './messaging.js';
import type { ReadingPlace, ResourceRecord } from './record.js';
import { readBuckets } from './s3.js';

const readers = [
  { name: 's3', regional: false, read: readBuckets },
  ...dataReaders,
  ...messagingReaders,
  ...computeReaders,
];

/** Services and regions read at once; the limits of each API hold besides. */
const concurrentReaders = 6;

/**
 * resources.ndjson, line by line in the order of the ARNs. A service that cannot be read in a region is told to `skipped` and
 * the others go on; when none could be read the first failure is thrown.
 */
export async function readResources(
  session: AwsSession,
  regions: readonly string[],
  progress: Progress,
  skipped: Skipped,
): Promise<Iterable<string>> {
  const { api, account, partition } = session;
  const place = { api, account, partition, skipped, ...lookups(session) };
  const tasks = readers.flatMap((reader) =>
    (reader.regional ? regions : [api.region]).map((region) => ({ reader, place: { ...place, region } })),
  );
  const faults: unknown[] = [];
  let done = 0;
  const lists = await mapBounded(tasks, concurrentReaders, async ({ reader, place }) => {
    try {
      return await reader.read(place);
    } catch (error) {
      // Whatever goes on to fail everywhere, and what nobody foresaw, ends the part.
      if (api.ended) throw api.ended;
      if (!(error instanceof GrantgraphError) || error.code === 'cancelled') throw error;
      faults.push(error);
      return [];
    } finally {
      done += 1;
      progress.step(`reading resources of ${account}: ${reader.name} in ${place.region}`, done, tasks.length);
    }
  });
  if (faults.length === tasks.length) throw faults[0];
  for (const fault of faults) skipped(fault);
  const records = new Map<string, ResourceRecord>();
  for (const record of lists.flat()) keep(records, record);
  const home: ReadingPlace = { ...place, region: api.region };
  for (const record of await readInventory(home)) keep(records, record);
  return lines(records);
}

/** What a reader of the service itself says comes first and counts. */
function keep(records: Map<string, ResourceRecord>, record: ResourceRecord): void {
  if (record.Arn.startsWith('arn:') && !records.has(record.Arn)) records.set(record.Arn, record);
}

function* lines(records: ReadonlyMap<string, ResourceRecord>): Generator<string> {
  // A line of its own tells an inventory without resources from one that was not read.
  if (records.size === 0) yield '\n';
  for (const arn of [...records.keys()].toSorted()) yield `${JSON.stringify(records.get(arn))}\n`;
}
