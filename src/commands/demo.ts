import { join } from 'node:path';
import type { Progress } from '../../connectors/contract.js';
import type { Caller } from '../callers/caller.js';
import { today } from './demo-organisation/builders.js';
import { type DemoQuestion, demoQuestions, demoWhyNot } from './demo-organisation/questions.js';
import { writeDemoOrganisation } from './demo-organisation/write.js';
import type { Environment } from './environment.js';
import { type IngestResult, ingest } from './ingest.js';
import { type QueryAnswer, query } from './query.js';

export interface DemoAnswer {
  readonly question: DemoQuestion;
  readonly answer: QueryAnswer;
  readonly ms: number;
}

export interface Demo {
  readonly files: readonly string[];
  readonly ingested: IngestResult;
  readonly answers: readonly DemoAnswer[];
}

/** Writes the sample organisation below the data directory, ingests it, and asks. */
export async function demo(
  environment: Environment,
  caller: Caller,
  directory: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Demo> {
  const dump = join(directory, 'dump');
  const { files } = await writeDemoOrganisation(dump);
  const ingested = await ingest(environment, caller, {
    provider: 'aws',
    from: dump,
    collectedAt: today,
    complete: true,
    progress,
    ...(signal ? { signal } : {}),
  });
  const answers: DemoAnswer[] = [];
  for (const question of [...demoQuestions, demoWhyNot]) {
    const started = performance.now();
    const answer = await query(environment, caller, { text: question.query, limit: 30 });
    answers.push({ question, answer, ms: performance.now() - started });
  }
  return { files, ingested, answers };
}
