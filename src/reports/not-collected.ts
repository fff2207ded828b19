import type { NotCollected } from '../access/contract.js';

/** One entry of coverage in words: `resource-policy of 111122223333`, `anything of AZURE`. */
export function notCollectedWords({ layer, scope }: NotCollected): string {
  switch (layer) {
    case 'provider':
      return `anything of ${scope}`;
    case 'attribute':
      return `values of \`${scope}\``;
    case 'snapshot':
      return `anything by ${scope}`;
    default:
      return `${layer} of ${scope}`;
  }
}
