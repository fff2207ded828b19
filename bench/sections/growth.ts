import { interleaved, ms, ratio } from '../measure.js';
import { check, whatCan, whoCan } from '../questions.js';
import type { Section } from '../section.js';

/** Estates of all sizes are open at once and asked in turn, so that whatever disturbs one disturbs the others. */
export const growth: Section = {
  name: 'growth',
  title: 'Ten times more unrelated principals',
  words: 'Each question is asked of all sizes in turn within one run; the factor is against the smallest.',
  run: async (lab) => {
    const opened = await Promise.all(lab.sizes.map((size) => lab.open(size)));
    const who = await interleaved(
      50,
      opened.map(
        ({ access }) =>
          () =>
            whoCan(access),
      ),
    );
    const what = await interleaved(
      30,
      opened.map(
        ({ access }) =>
          () =>
            whatCan(access),
      ),
    );
    const one = await interleaved(
      50,
      opened.map(
        ({ access }) =>
          () =>
            check(access),
      ),
    );
    const grown = (times: readonly number[], at: number) => `${ms(times[at]!)} (${ratio(times[at]!, times[0]!)})`;
    return lab.sizes.map((size, at) => ({
      what: size.label,
      'who can ms': grown(who, at),
      'what can ms': grown(what, at),
      'check ms': grown(one, at),
    }));
  },
};
