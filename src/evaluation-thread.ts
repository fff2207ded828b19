import { workerData } from 'node:worker_threads';
import type { ThreadData } from './http/evaluation/messages.js';
import { serveThread } from './http/evaluation/serve-thread.js';
import { wire } from './wiring.js';

const { settings, port } = workerData as ThreadData;
serveThread(port, wire(settings));
