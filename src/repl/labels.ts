import { labelsOf as ofCheck } from '../commands/check.js';
import type { Environment } from '../commands/environment.js';
import type { QueryAnswer } from '../commands/query.js';

export type CheckAnswer = Extract<QueryAnswer, { kind: 'check' }>['answer'];

/** What people call the ids of a proof. */
export async function labelsOf(
  environment: Environment,
  answer: Pick<CheckAnswer, 'because' | 'identities' | 'principal'>,
): Promise<(id: string) => string | undefined> {
  const labels = await ofCheck(environment, answer);
  return (id) => labels[id];
}

/** The same for a row, which proves itself as a verdict does. */
export async function rowLabels(
  environment: Environment,
  row: Readonly<Record<string, unknown>>,
): Promise<(id: string) => string | undefined> {
  const path = row['path'] as NonNullable<CheckAnswer['because'][number]['path']>;
  const because = row['because'] as CheckAnswer['because'];
  const principal = String(row['sourceResourceId']);
  return labelsOf(environment, {
    because: [...because, { key: 'path', layer: 'path', path }],
    identities: [],
    principal,
  });
}
