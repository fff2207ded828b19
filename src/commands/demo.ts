import { join } from 'node:path';
import type { Progress } from '../../connectors/contract.js';
import { GrantgraphError } from '../base/errors.js';
import type { Caller } from '../callers/caller.js';
import { organizationId, today } from './demo-organisation/builders.js';
import { identityStore } from './demo-organisation/people.js';
import { type DemoQuestion, demoQuestions, demoWhyNot } from './demo-organisation/questions.js';
import { demoAccounts, writeDemoOrganisation } from './demo-organisation/write.js';
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

/** Writes the sample organisation below the directory, ingests it, and asks. Errors: `store-not-empty` where it would mix with others' data. */
export async function demo(
  environment: Environment,
  caller: Caller,
  directory: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Demo> {
  await requireOwn(environment);
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

/** A store that is named by its URL may be somebody's real one: the sample organisation is not mixed into it. */
async function requireOwn(environment: Environment): Promise<void> {
  const own = new Set([organizationId, identityStore, ...demoAccounts.map(({ account }) => account)]);
  const store = await environment.store({ create: true });
  const foreign = (await store.parts()).find(({ scope }) => !own.has(scope));
  if (foreign)
    throw new GrantgraphError('store-not-empty', `the store already holds \`${foreign.scope}\``, {
      exit: 2,
      hint: 'the demo wants a store of its own: leave --store and GRANTGRAPH_STORE away, or name an empty database',
    });
}
