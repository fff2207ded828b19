import { median, ms, type Row } from '../measure.js';
import { check, probeUser, whatCan } from '../questions.js';
import type { Section } from '../section.js';

export const whatCanSection: Section = {
  name: 'what-can',
  title: 'What one user can do',
  run: async (lab) => {
    const rows: Row[] = [];
    for (const size of lab.sizes) {
      const text = `what can '${probeUser}' access`;
      const cold = lab.command('--data', await lab.data(size), '--format', 'json', 'query', text);
      const { access } = await lab.open(size);
      rows.push({
        what: size.label,
        'cold command ms': ms(cold.ms),
        'warm ms': ms(await median(20, () => whatCan(access))),
        rows: whatCan(access),
        'one check ms': ms(await median(50, () => check(access))),
      });
    }
    return rows;
  },
};
