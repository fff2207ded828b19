import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What Prometheus is told. Labels are names of routes and scopes, never of people. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: 'grantgraph_http_request_seconds',
    help: 'time from the request to the end of its answer',
    labelNames: ['operation', 'status'] as const,
    buckets: seconds,
    registers: [this.registry],
  });
  readonly stages = new Histogram({
    name: 'grantgraph_query_stage_seconds',
    help: 'time by stage: queue (waiting for a place), run (in the evaluation)',
    labelNames: ['stage'] as const,
    buckets: seconds,
    registers: [this.registry],
  });
  readonly rows = new Counter({
    name: 'grantgraph_rows_total',
    help: 'rows that were answered',
    labelNames: ['operation'] as const,
    registers: [this.registry],
  });
  readonly refused = new Counter({
    name: 'grantgraph_refused_total',
    help: 'requests that were refused, by the code of the error',
    labelNames: ['code'] as const,
    registers: [this.registry],
  });
  readonly running = this.gauge('grantgraph_evaluations_running', 'evaluations that go on');
  readonly waiting = this.gauge('grantgraph_evaluations_waiting', 'requests that wait for a place');
  readonly generation = this.gauge('grantgraph_generation', 'number of the latest generation');
  readonly age = new Gauge({
    name: 'grantgraph_scope_age_seconds',
    help: 'age of the oldest part of a scope',
    labelNames: ['provider', 'scope'] as const,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  private gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] });
  }
}
