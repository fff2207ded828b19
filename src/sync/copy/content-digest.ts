import { createHash } from 'node:crypto';
import type { PartContent } from '../../store/contract.js';
import { contentOf } from '../../store/stored-fact.js';

export interface ContentDigest {
  readonly facts: number;
  /** 64 hexadecimal digits, the same for the same facts in whatever order. */
  readonly factsDigest: string;
  /** The same for problems, whose order counts. */
  readonly problemsDigest: string;
}

/**
 * Digest of what a part says. Digests of single facts are added up, so that nothing need be sorted or kept and a fact that stands
 * there twice counts twice.
 */
export async function digestOf(content: PartContent, seen: (facts: number) => void): Promise<ContentDigest> {
  let facts = 0;
  let sum = 0n;
  const add = (text: string) => {
    sum = BigInt.asUintN(256, sum + BigInt(`0x${sha256(text)}`));
    seen(++facts);
  };
  // A plain loop where it can be: a promise for each of a million facts is most of the work.
  if (Symbol.iterator in content.facts) for (const fact of content.facts) add(JSON.stringify(contentOf(fact)));
  else for await (const fact of content.facts) add(JSON.stringify(contentOf(fact)));
  return {
    facts,
    factsDigest: sum.toString(16).padStart(64, '0'),
    problemsDigest: sha256(JSON.stringify(content.problems)),
  };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
