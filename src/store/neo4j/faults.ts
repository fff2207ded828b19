import { GrantgraphError } from '../../base/errors.js';

interface DriverError extends Error {
  readonly code?: string;
  readonly retriable?: boolean;
}

interface Fault {
  readonly is: RegExp;
  readonly code: string;
  readonly message: (place: string, error: DriverError) => string;
  readonly hint: string;
}

/** What the driver says (`code message`), as one of our errors. The first that fits counts. */
const faults: readonly Fault[] = [
  {
    is: /Security\.(Unauthorized|CredentialsExpired|TokenExpired|AuthenticationRateLimit)/,
    code: 'store-refused',
    message: (place) => `\`${place}\` refuses these credentials`,
    hint: 'check user and password (GRANTGRAPH_NEO4J_USER, GRANTGRAPH_NEO4J_PASSWORD)',
  },
  {
    is: /Security\.Forbidden|Schema\.TokenNameError|not allowed|AccessMode/i,
    code: 'store-not-writable',
    message: (place) => `\`${place}\` does not let this user do that`,
    hint: 'the README lists the privileges the database user needs',
  },
  {
    is: /Database\.DatabaseNotFound|UnknownDatabase/,
    code: 'no-store',
    message: (place) => `no such database: \`${place}\``,
    hint: 'the last part of the URL names the database; without one the server’s default is taken',
  },
  {
    is: /NotALeader|ForbiddenOnReadOnlyDatabase|ReadOnly|WriteOnReadOnlyAccessDatabase|DatabaseReadOnly/,
    code: 'store-not-writable',
    message: (place) => `\`${place}\` is a replica for reading`,
    hint: 'give the address of the cluster with a routing URL (neo4j://), or the leader’s',
  },
  {
    is: /certificate|CERT_|SSL|TLS|wrong version number|self.signed|ERR_SSL|packet length|EPROTO|unable to verify/i,
    code: 'store-tls',
    message: (place) => `\`${place}\` and this URL do not agree on encryption`,
    hint: 'neo4j+s:// where the server has a certificate of a known authority, neo4j+ssc:// for one of its own, neo4j:// where it has none',
  },
  {
    is: /protocol version|unsupported.*version|handshake|BOLT version|responded HTTP/i,
    code: 'unsupported-server',
    message: (place) => `\`${place}\` speaks no version of the protocol that is known here`,
    hint: 'is it a database, at the port of its Bolt connector (7687)? Neo4j 5 is needed',
  },
  {
    is: /TransactionTimedOut|Terminated|TransactionTimedOutClientConfiguration/,
    code: 'store-timeout',
    message: (place) => `\`${place}\` did not answer in time`,
    hint: 'narrow the question, or give it more time',
  },
  {
    is: /OutOfDisk|No space left|DatabaseUnavailable|DatabasePanicked|General\.TransactionLogError|StorageEngine|panic/i,
    code: 'store-failed',
    message: (place) => `the database at \`${place}\` cannot store anything at the moment`,
    hint: 'is the disk of the server full? its log tells',
  },
  {
    is: /MemoryPoolOutOfMemory|OutOfMemory|TransactionOutOfMemory/,
    code: 'store-failed',
    message: (place) => `the database at \`${place}\` has too little memory for this`,
    hint: 'raise server.memory.heap.max_size or dbms.memory.transaction.total.max',
  },
  {
    is: /ServiceUnavailable|SessionExpired|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOST|socket|acquisition|connection/i,
    code: 'store-unreachable',
    message: (place) => `no answer from a database at \`${place}\``,
    hint: 'is the server running, the address right, and its encryption what the URL says (neo4j:// or neo4j+s://)?',
  },
];

/** An error of the driver as one of ours; others pass through. The driver’s own words stay behind as the cause. */
export function translate(error: unknown, place: string): unknown {
  // Whoever asked has stopped it: that is no fault, though it has a code as well.
  if (error instanceof GrantgraphError || !(error instanceof Error) || stopped(error)) return error;
  const given = error as DriverError;
  const said = `${given.code ?? ''} ${causes(given)}`;
  const fault = faults.find(({ is }) => is.test(said));
  if (!fault) {
    if (given.code === undefined) return error;
    return new GrantgraphError('store-failed', `the database at \`${place}\` failed: ${given.code}`, {
      hint: 'its log tells more',
      cause: error,
    });
  }
  return new GrantgraphError(fault.code, fault.message(place, given), { hint: fault.hint, cause: error });
}

function stopped({ name }: Error): boolean {
  return name === 'AbortError' || name === 'TimeoutError';
}

function causes(error: Error): string {
  const cause = error.cause instanceof Error ? ` ${causes(error.cause)}` : '';
  return `${(error as DriverError).code ?? ''} ${error.message}${cause}`;
}

/**
 * May the same be tried again, on another server or a moment later? A connection that breaks off at an awkward moment comes as an error of
 * the protocol, which the driver does not count among those.
 */
export function passing(error: unknown): boolean {
  const { retriable, code, message } = (error ?? {}) as Partial<DriverError>;
  return retriable === true || (code === 'ProtocolError' && /closed by server/.test(message ?? ''));
}
