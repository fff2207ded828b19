import { setTimeout as pause } from 'node:timers/promises';
import { operations } from './operations.js';
import { ProblemError } from './problem-error.js';
import type { AnswerOf, InputOf, Operation } from './types.js';

export { ProblemError } from './problem-error.js';
export type { AnswerOf, InputOf, Operation } from './types.js';

export interface ClientOptions {
  /** Of the service: `https://grants.example.org`. */
  readonly url: string;
  /** API token, or an access token of the identity provider. */
  readonly token: string;
  /** How often a refusal for being busy (429, 503) is waited out. Default 2. */
  readonly retries?: number;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
}

interface Loose {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

type Row = Readonly<Record<string, unknown>>;

/** A client of the service's own API, typed by the schemas of its routes. Errors: `ProblemError`, an AbortError. */
export class GrantgraphClient {
  private readonly options: Required<Pick<ClientOptions, 'url' | 'token' | 'retries' | 'fetch'>> & ClientOptions;

  constructor(options: ClientOptions) {
    this.options = { retries: 2, fetch: globalThis.fetch, ...options, url: options.url.replace(/\/+$/, '') };
  }

  /** Calls an operation by its name. */
  async call<K extends Operation>(operation: K, input: InputOf<K>): Promise<AnswerOf<K>> {
    const response = await this.send(operation, input as Loose, 'application/json, */*;q=0.5');
    const json = /\bjson\b(?!-)/.test(response.headers.get('content-type')?.replace('x-ndjson', '') ?? '');
    return (json ? await response.json() : await response.text()) as AnswerOf<K>;
  }

  /** All rows of a query, as they are found. */
  async *rows(body: Omit<InputOf<'query'>['body'], 'cursor'>): AsyncGenerator<Row> {
    const response = await this.send('query', { body }, 'application/x-ndjson');
    let rest = '';
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop()!;
      for (const line of lines) yield JSON.parse(line) as Row;
    }
  }

  private async send(
    operation: Operation,
    { params = {}, query = {}, body }: Loose,
    accept: string,
  ): Promise<Response> {
    const [method, path] = operations[operation];
    const address = new URL(
      this.options.url +
        path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(params[name]))),
    );
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) address.searchParams.set(name, String(value));
    const init: RequestInit = {
      method: method.toUpperCase(),
      headers: {
        accept,
        authorization: `Bearer ${this.options.token}`,
        ...(body === undefined
          ? {}
          : { 'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(this.options.signal ? { signal: this.options.signal } : {}),
    };
    for (let left = this.options.retries; ; left--) {
      const response = await this.reached(address, init);
      if (response.ok) return response;
      const problem = await problemOf(response);
      if (left <= 0 || (response.status !== 429 && response.status !== 503)) throw problem;
      const seconds = Number(response.headers.get('retry-after') ?? 1);
      await pause(1000 * Math.min(60, Number.isFinite(seconds) ? seconds : 1), undefined, {
        ...(this.options.signal ? { signal: this.options.signal } : {}),
      });
    }
  }

  private async reached(address: URL, init: RequestInit): Promise<Response> {
    try {
      return await this.options.fetch(address, init);
    } catch (error) {
      if ((error as Error).name === 'AbortError') throw error;
      const { cause } = error as { cause?: Error };
      throw new ProblemError(0, {
        detail: `no answer from ${this.options.url}: ${cause?.message ?? ''}`,
        code: 'unreachable',
      });
    }
  }
}

async function problemOf(response: Response): Promise<ProblemError> {
  const text = await response.text();
  try {
    return new ProblemError(response.status, JSON.parse(text) as Record<string, unknown>);
  } catch {
    return new ProblemError(response.status, {});
  }
}
