import { join } from 'node:path';
import { parseAll, parseAndInsert } from '../baseline.js';
import type { Lab, Size } from '../lab.js';
import { median, ms, once, type Row, ratio } from '../measure.js';
import type { Section } from '../section.js';

export const ingest: Section = {
  name: 'ingest',
  title: 'Loading a dump',
  words:
    'A first load is compared with `JSON.parse` of the same files; a load of unchanged files reads them and compares digests. Both are whole commands: `start` is what one costs that does nothing, and of a small estate it is most.',
  run: async (lab) => {
    const rows: Row[] = [];
    for (const size of lab.sizes) rows.push(await load(lab, size));
    return rows;
  },
};

async function load(lab: Lab, size: Size): Promise<Row> {
  const dump = await lab.dump(size);
  const data = `${dump}.ingest`;
  const start = lab.command('--version');
  const parsed = await median(3, () => parseAll(dump));
  const inserted = await once(() => parseAndInsert(dump, join(lab.root, 'plain.db')));
  const first = lab.command('--data', data, 'ingest', 'aws', '--from', dump, '-q');
  const again = lab.command('--data', data, 'ingest', 'aws', '--from', dump, '-q');
  return {
    what: size.label,
    'JSON.parse ms': ms(parsed),
    'parse and insert ms': ms(inserted),
    'start ms': ms(start.ms),
    'first load ms': ms(first.ms),
    'load / parse': ratio(first.ms, parsed),
    'unchanged again ms': ms(again.ms),
    'again / parse': ratio(again.ms, parsed),
    'peak MB': Math.round(first.peakMb),
  };
}
