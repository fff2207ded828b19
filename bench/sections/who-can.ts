import { median, ms, type Row } from '../measure.js';
import { whoCan, whoCanText } from '../questions.js';
import type { Section } from '../section.js';

export const whoCanSection: Section = {
  name: 'who-can',
  title: 'Who can read one bucket',
  words: 'The same twenty principals can at every size. A cold command includes the start of the process.',
  run: async (lab) => {
    const rows: Row[] = [];
    for (const size of lab.sizes) {
      const cold = lab.command('--data', await lab.data(size), '--format', 'json', 'query', whoCanText);
      const { access } = await lab.open(size);
      const warm = await median(50, () => whoCan(access));
      rows.push({
        what: size.label,
        'cold command ms': ms(cold.ms),
        'warm ms': ms(warm),
        answer: whoCan(access),
      });
    }
    return rows;
  },
};
