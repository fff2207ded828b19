import { labelsOf as ofCheck } from '../commands/check.js';
import type { QueryAnswer } from '../commands/query.js';
import type { Session } from './session.js';

export type CheckAnswer = Extract<QueryAnswer, { kind: 'check' }>['answer'];

/** What people call the ids of a proof. */
export async function labelsOf(session: Session, answer: CheckAnswer): Promise<(id: string) => string | undefined> {
  const labels = await ofCheck(session.environment, answer);
  return (id) => labels[id];
}

/** The same for a row, which proves itself as a verdict does. */
export async function rowLabels(
  session: Session,
  row: Readonly<Record<string, unknown>>,
): Promise<(id: string) => string | undefined> {
  const path = row['path'] as NonNullable<CheckAnswer['because'][number]['path']>;
  const because = row['because'] as CheckAnswer['because'];
  const principal = String(row['sourceResourceId']);
  return labelsOf(session, { because: [...because, { ...because[0]!, path }], identities: [], principal } as never);
}
