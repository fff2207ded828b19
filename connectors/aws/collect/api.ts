import { GrantgraphError } from '../../../src/base/errors.js';
import { type CallName, type CallRow, callRow, type ServiceName } from './calls.js';
import { CallFault, cancelled, toFault } from './faults.js';
import { Gate, type GateLimits } from './gate.js';
import { type CallInput, type CallOutput, loadSdk, type SdkClient, type SdkModule } from './sdk.js';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface ApiOptions {
  /** Asked before every request; keeps and renews what it gives. */
  readonly credentials: () => Promise<AwsCredentials>;
  /** Home region: where global services are addressed and where a call without a region goes. */
  readonly region: string;
  /** Other endpoint than the provider's, for every service. */
  readonly endpoint?: string;
  readonly signal: AbortSignal;
}

/** Tries of one call in all, the SDK's adaptive retry between them (about 25 s of back-off under throttling). */
const attempts = 8;
/** STS is asked first of all: a dead endpoint should be known within a second. */
const stsAttempts = 3;

/**
 * Limits per account and API. IAM and Organizations are one endpoint per partition with small, unpublished token buckets;
 * Organizations throttles already on parallel reads.
 */
const limits: Readonly<Partial<Record<ServiceName, GateLimits>>> = {
  iam: { concurrent: 1, interval: 200 },
  organizations: { concurrent: 1, interval: 50 },
  ssoAdmin: { concurrent: 2, interval: 50 },
  identitystore: { concurrent: 2, interval: 50 },
  config: { concurrent: 1, interval: 200 },
  resourceExplorer: { concurrent: 1, interval: 200 },
};
const usualLimits: GateLimits = { concurrent: 4, interval: 0 };
/** Last-accessed jobs are dearer than other IAM calls: two a second. */
const callLimits: Readonly<Record<string, GateLimits>> = {
  'iam.GenerateServiceLastAccessedDetails': { concurrent: 1, interval: 500 },
};

/** How long a successful probe of the session vouches for it, milliseconds. */
const probeValidity = 5000;

/** One session (one account's credentials): every call of the collector goes through here. */
export class AwsApi {
  readonly region: string;
  readonly signal: AbortSignal;
  readonly #options: ApiOptions;
  readonly #modules = new Map<ServiceName, Promise<SdkModule>>();
  readonly #clients = new Map<string, SdkClient>();
  readonly #gates = new Map<string, Gate>();
  #requestHandler: unknown;
  #ended: CallFault | undefined;
  #proven = false;
  #probe: { at: number; alive: Promise<boolean> } | undefined;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.region = options.region;
    this.signal = options.signal;
  }

  /** The error that ended this session; later calls throw it at once. */
  get ended(): CallFault | undefined {
    return this.#ended;
  }

  /** Makes one call. Throws a `CallFault`, `cancelled` or `sdk-missing`. */
  async call<S extends ServiceName, C extends CallName<S>>(
    service: S,
    call: C,
    input: CallInput<S, C>,
    region?: string,
  ): Promise<CallOutput<S, C>> {
    const answer = await this.#answer(service, call, input, region);
    if ('fault' in answer) throw answer.fault;
    return answer.output as CallOutput<S, C>;
  }

  /** Like `call`; undefined when the service says that there is no such thing. */
  async find<S extends ServiceName, C extends CallName<S>>(
    service: S,
    call: C,
    input: CallInput<S, C>,
    region?: string,
  ): Promise<CallOutput<S, C> | undefined> {
    const answer = await this.#answer(service, call, input, region);
    if (!('fault' in answer)) return answer.output as CallOutput<S, C>;
    if (callRow(service, call).absent?.includes(answer.fault.vendorCode)) return undefined;
    throw answer.fault;
  }

  /** All pages of a list, one after the other. */
  async *pages<S extends ServiceName, C extends CallName<S>>(
    service: S,
    call: C,
    input: CallInput<S, C>,
    region?: string,
  ): AsyncGenerator<CallOutput<S, C>, void, undefined> {
    const [tokenIn, tokenOut] = pageTokens(callRow(service, call), `${service}.${call}`);
    let token: unknown;
    do {
      const paged = token === undefined ? input : { ...(input as object), [tokenIn]: token };
      const page = await this.call(service, call, paged as CallInput<S, C>, region);
      const next = (page as Record<string, unknown>)[tokenOut] || undefined;
      yield page;
      // It would turn for ever.
      if (next !== undefined && next === token) throw repeatedToken(`${service}:${call}`);
      token = next;
    } while (token !== undefined);
  }

  /** The items of all pages under one field of the output. */
  async list<S extends ServiceName, C extends CallName<S>, F extends keyof CallOutput<S, C>>(
    service: S,
    call: C,
    input: CallInput<S, C>,
    field: F,
    region?: string,
  ): Promise<ListItem<CallOutput<S, C>[F]>[]> {
    const items: ListItem<CallOutput<S, C>[F]>[] = [];
    for await (const page of this.pages(service, call, input, region)) {
      for (const item of (page[field] ?? []) as ListItem<CallOutput<S, C>[F]>[]) items.push(item);
    }
    return items;
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy();
    this.#clients.clear();
  }

  async #answer(
    service: ServiceName,
    call: string,
    input: unknown,
    region = this.region,
  ): Promise<{ output: unknown } | { fault: CallFault }> {
    callRow(service, call);
    const send = () => this.#gate(service, region).run(() => this.#send(service, call, input, region));
    const dearer = this.#callGate(`${service}.${call}`);
    const answer = await (dearer ? dearer.run(send) : send());
    if (!('fault' in answer)) {
      this.#proven = true;
      return answer;
    }
    if (await this.#endsSession(answer.fault)) this.#ended ??= answer.fault;
    return answer;
  }

  async #send(
    service: ServiceName,
    call: string,
    input: unknown,
    region: string,
  ): Promise<{ output: unknown } | { fault: CallFault }> {
    if (this.signal.aborted) throw cancelled();
    if (this.#ended) throw this.#ended;
    const module = await this.#module(service);
    const client = this.#client(service, region, module);
    const command = module.newCommand(call, input);
    let host = '';
    command.middlewareStack.add(
      (next) => (args) => {
        host = hostOf(args.request) ?? host;
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'noteHost' },
    );
    try {
      return { output: await untilAborted(client.send(command, { abortSignal: this.signal }), this.signal) };
    } catch (error) {
      if (this.signal.aborted) throw cancelled();
      // The credentials themselves come from a call of ours when a role is assumed.
      if (error instanceof CallFault) return { fault: error };
      if (error instanceof GrantgraphError) throw error;
      return { fault: toFault(error, { call: `${service}:${call}`, host }) };
    }
  }

  /** A refusal or a dead connection may concern one region or service only: STS is asked whether the session still lives. */
  async #endsSession(fault: CallFault): Promise<boolean> {
    if (fault.code !== 'provider-denied' && fault.code !== 'provider-unreachable') return false;
    if (fault.ends || !this.#proven) return true;
    if (!this.#probe || Date.now() - this.#probe.at > probeValidity) {
      this.#probe = { at: Date.now(), alive: this.#alive() };
    }
    return !(await this.#probe.alive);
  }

  async #alive(): Promise<boolean> {
    const answer = await this.#send('sts', 'GetCallerIdentity', {}, this.region);
    return !('fault' in answer);
  }

  #module(service: ServiceName): Promise<SdkModule> {
    let module = this.#modules.get(service);
    if (!module) {
      module = loadSdk(service);
      this.#modules.set(service, module);
    }
    return module;
  }

  #client(service: ServiceName, region: string, module: SdkModule): SdkClient {
    const key = `${service} ${region}`;
    let client = this.#clients.get(key);
    if (!client) {
      client = module.newClient(this.#clientConfig(service, region));
      // One pool of connections serves all clients of the session.
      this.#requestHandler ??= client.config.requestHandler;
      this.#clients.set(key, client);
    }
    return client;
  }

  #clientConfig(service: ServiceName, region: string): Record<string, unknown> {
    const { credentials, endpoint } = this.#options;
    return {
      region,
      retryMode: 'adaptive',
      maxAttempts: service === 'sts' ? stsAttempts : attempts,
      requestHandler: this.#requestHandler ?? {
        connectionTimeout: 5000,
        requestTimeout: 60_000,
        throwOnRequestTimeout: true,
      },
      credentials,
      ...(endpoint ? { endpoint, forcePathStyle: true, disableHostPrefix: true } : {}),
      // Its own rules put the account in front of the host, which an endpoint that is an address does not bear.
      ...(endpoint && service === 's3Control' ? { endpointProvider: () => ({ url: new URL(endpoint) }) } : {}),
    };
  }

  /** One for the whole account where the service has limits of its own, else one for each region. */
  #gate(service: ServiceName, region: string): Gate {
    const single = limits[service];
    return this.#namedGate(single ? service : `${service} ${region}`, single ?? usualLimits);
  }

  #callGate(call: string): Gate | undefined {
    const own = callLimits[call];
    return own && this.#namedGate(call, own);
  }

  #namedGate(name: string, gateLimits: GateLimits): Gate {
    let gate = this.#gates.get(name);
    if (!gate) {
      gate = new Gate(gateLimits, this.signal);
      this.#gates.set(name, gate);
    }
    return gate;
  }
}

type ListItem<T> = NonNullable<T> extends readonly (infer I)[] ? I : never;

function repeatedToken(call: string): CallFault {
  return new CallFault('provider-error', `aws repeated a page token of ${call}`, 'RepeatedPageToken', false);
}

function pageTokens(row: CallRow, name: string): readonly [string, string] {
  if (!row.page) throw new TypeError(`${name} does not page`);
  return row.page;
}

function hostOf(request: unknown): string | undefined {
  const { hostname, port } = request as { hostname?: string; port?: number };
  return hostname && (port ? `${hostname}:${port}` : hostname);
}

/** The SDK does not leave a retry delay when aborted; the caller must not wait for it. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(cancelled());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
