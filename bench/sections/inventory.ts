import { parseAll } from '../baseline.js';
import { millionResources } from '../lab.js';
import { ms, once, ratio } from '../measure.js';
import { whoCanText } from '../questions.js';
import type { Section } from '../section.js';

export const inventory: Section = {
  name: 'inventory',
  title: 'A large inventory',
  full: true,
  run: async (lab) => {
    const dump = await lab.dump(millionResources);
    const data = `${dump}.data`;
    const parsed = await once(() => parseAll(dump));
    const load = lab.command('--data', data, 'ingest', 'aws', '--from', dump, '-q');
    const asked = lab.command('--data', data, '--format', 'json', 'query', whoCanText);
    return [
      {
        what: millionResources.label,
        'JSON.parse ms': ms(parsed),
        'first load ms': ms(load.ms),
        'load / parse': ratio(load.ms, parsed),
        'peak MB of the load': Math.round(load.peakMb),
        'who can, cold command ms': ms(asked.ms),
        'peak MB of the question': Math.round(asked.peakMb),
      },
    ];
  },
};
