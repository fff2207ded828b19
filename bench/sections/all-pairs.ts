import { ms, once, type Row } from '../measure.js';
import { allPairs } from '../questions.js';
import type { Section } from '../section.js';

export const allPairsSection: Section = {
  name: 'all-pairs',
  title: 'Who can read each bucket of one account',
  run: async (lab) => {
    const rows: Row[] = [];
    for (const size of lab.sizes) {
      const { access, set } = await lab.open(size);
      let pairs = 0;
      const took = await once(() => {
        pairs = allPairs(access);
      });
      rows.push({
        what: size.label,
        ms: ms(took),
        pairs: pairs.toLocaleString('en'),
        'pairs per second': Math.round((pairs / took) * 1000).toLocaleString('en'),
        'identity classes': [...set.classKeys()].length.toLocaleString('en'),
      });
    }
    return rows;
  },
};
