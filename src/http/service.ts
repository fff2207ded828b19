import type { AuditLog } from '../callers/audit-entry.js';
import type { Authenticator } from '../callers/authenticator.js';
import { type Caller, localAdministrator } from '../callers/caller.js';
import { Admission } from './admission.js';
import { AnswerCache } from './answer-cache.js';
import type { Sessions } from './compatible/sessions.js';
import type { Lanes } from './evaluation/lanes.js';
import type { Outcome } from './evaluation/messages.js';
import type { Logger } from './log.js';
import { Metrics } from './metrics.js';
import type { Services } from './route.js';
import type { ServiceSettings } from './settings.js';

/** What the face is given by the roof. */
export interface ServiceParts {
  readonly settings: ServiceSettings;
  readonly lanes: Lanes;
  readonly authenticator: Authenticator;
  readonly audit: AuditLog;
  readonly sessions: Pick<Sessions, 'login' | 'extend'>;
  readonly jobs: Services['jobs'];
  readonly log: Logger;
}

interface Part {
  readonly provider: string;
  readonly scope: string;
  readonly stale: string | null;
  readonly ageSeconds: number;
}

export interface Readiness {
  readonly ready: boolean;
  readonly reason: string | null;
  readonly generation: number | null;
  readonly staleScopes: readonly { readonly provider: string; readonly scope: string; readonly ageSeconds: number }[];
}

/** How long the number of the latest generation is believed, in milliseconds. */
const generationMs = 200;

/** The running service: its parts, and what handlers share. */
export class Service implements Services {
  readonly settings: ServiceSettings;
  readonly authenticator: Authenticator;
  readonly audit: AuditLog;
  readonly sessions: Services['sessions'];
  readonly jobs: Services['jobs'];
  readonly log: Logger;
  readonly metrics = new Metrics();
  readonly cache = new AnswerCache();
  readonly admission: Admission;
  draining = false;
  /** Requests that are not answered yet. */
  readonly live = new Set<{ stop(): void }>();
  private readonly ending = new AbortController();
  private readonly lanes: Lanes;
  private generationSeen: { readonly at: number; readonly number: Promise<number | null> } | null = null;

  constructor({ settings, lanes, authenticator, audit, sessions, jobs, log }: ServiceParts) {
    this.settings = settings;
    this.lanes = lanes;
    this.authenticator = authenticator;
    this.audit = audit;
    this.sessions = sessions;
    this.jobs = jobs;
    this.log = log;
    this.admission = new Admission(settings.limits);
  }

  evaluate: Services['evaluate'] = async ({ who, signal }, operation, input, take) => {
    const limit = { timeoutMs: this.settings.limits.queryMs };
    const bounded = ['query', 'run', 'paths', 'permissions'].includes(operation)
      ? { ...(input as object), ...limit }
      : input;
    const outcome = await this.lanes.run({
      ...{ operation, caller: who.caller, input: bounded, signal },
      ...(take ? { take } : {}),
    });
    for (const [stage, ms] of Object.entries(outcome.stages)) this.metrics.stages.observe({ stage }, ms / 1000);
    return outcome;
  };

  async figures(): Promise<{ readonly text: string; readonly contentType: string }> {
    // Ages are as of now.
    await this.readiness();
    const { registry } = this.metrics;
    return { text: await registry.metrics(), contentType: registry.contentType };
  }

  /** Stops whatever goes on. */
  end(): void {
    this.ending.abort();
    for (const exchange of this.live) exchange.stop();
  }

  /** Number of the latest generation; null = there is none. */
  generation(): Promise<number | null> {
    const now = performance.now();
    if (this.generationSeen && now - this.generationSeen.at < generationMs) return this.generationSeen.number;
    const number = this.ask('generation').then((outcome) => outcome.generation);
    const seen = { at: now, number };
    this.generationSeen = seen;
    number.catch(() => {
      if (this.generationSeen === seen) this.generationSeen = null;
    });
    return number;
  }

  /** Is there something to answer from, and how old is it? */
  async readiness(): Promise<Readiness> {
    const none = { generation: null, staleScopes: [] };
    if (this.draining) return { ready: false, reason: 'draining', ...none };
    try {
      const { text } = await this.ask('status');
      const { generation, parts } = JSON.parse(text) as {
        generation: { number: number } | null;
        parts: readonly Part[];
      };
      if (generation === null) return { ready: false, reason: 'nothing was ingested yet', ...none };
      this.measure(generation.number, parts);
      return { ready: true, reason: null, generation: generation.number, staleScopes: this.stale(parts) };
    } catch (error) {
      const { code = 'internal' } = error as { code?: string };
      return { ready: false, reason: code, ...none };
    }
  }

  private stale(parts: readonly Part[]): Readiness['staleScopes'] {
    const { staleAfterSeconds } = this.settings;
    return oldest(parts.filter(({ stale, ageSeconds }) => stale !== null || ageSeconds > staleAfterSeconds));
  }

  private measure(generation: number, parts: readonly Part[]): void {
    this.metrics.generation.set(generation);
    this.metrics.age.reset();
    for (const { provider, scope, ageSeconds } of oldest(parts)) this.metrics.age.set({ provider, scope }, ageSeconds);
  }

  /** For the service itself. */
  private ask(operation: 'generation' | 'status'): Promise<Outcome> {
    return this.lanes.run({ operation, caller: itself, input: {}, signal: this.ending.signal });
  }
}

const itself: Caller = { ...localAdministrator, name: 'service' };

/** The oldest part of each scope. */
function oldest(parts: readonly Part[]): Readiness['staleScopes'] {
  const found = new Map<string, Part>();
  for (const part of parts) {
    const key = `${part.provider}\n${part.scope}`;
    const known = found.get(key);
    if (!known || known.ageSeconds < part.ageSeconds) found.set(key, part);
  }
  return [...found.values()].map(({ provider, scope, ageSeconds }) => ({ provider, scope, ageSeconds }));
}
