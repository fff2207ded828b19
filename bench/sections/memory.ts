import type { Row } from '../measure.js';
import { whoCanText } from '../questions.js';
import type { Section } from '../section.js';

export const memory: Section = {
  name: 'memory',
  title: 'Memory',
  words: 'The largest resident set of a process that does this and nothing else.',
  run: async (lab) => {
    const rows: Row[] = [];
    for (const size of lab.sizes) {
      const dump = await lab.dump(size);
      const load = lab.command('--data', `${dump}.memory`, 'ingest', 'aws', '--from', dump, '-q');
      const status = lab.command('--data', `${dump}.memory`, 'status');
      const asked = lab.command('--data', `${dump}.memory`, '--format', 'json', 'query', whoCanText);
      rows.push({
        what: size.label,
        'status MB': Math.round(status.peakMb),
        'who can MB': Math.round(asked.peakMb),
        'first load MB': Math.round(load.peakMb),
      });
    }
    return rows;
  },
};
