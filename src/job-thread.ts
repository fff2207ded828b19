import { workerData } from 'node:worker_threads';
import type { JobThreadData } from './jobs/thread/messages.js';
import { runThread } from './jobs/thread/run-thread.js';
import { wire } from './wiring.js';

const data = workerData as JobThreadData;
await runThread(data, wire(data.settings));
