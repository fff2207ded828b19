import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as AWS clients send it, whatever the protocol. */
export interface AwsRequest {
  /** Signing name: `iam`, `s3`, `sso` … */
  readonly service: string;
  readonly region: string;
  /** Operation of query and JSON protocols; `GET /path` of REST ones. */
  readonly operation: string;
  readonly accessKey: string;
  readonly url: URL;
  /** Parameters of the query protocol, or the JSON body. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a rule answers: a body with its type, a fault, a cut connection, or `pass` to whoever stands behind. */
export type AwsAnswer =
  | { readonly status?: number; readonly xml: string }
  | { readonly status?: number; readonly json: unknown }
  | { readonly fault: string; readonly message?: string; readonly status?: number }
  | 'cut'
  | 'silence'
  | 'pass';

export type AwsRule = (request: AwsRequest) => AwsAnswer | undefined;

/** A server that speaks the wire protocols of AWS: query XML, JSON 1.x with a target header, REST. */
export interface AwsFake {
  readonly endpoint: string;
  /** `service:operation` of every request, in order. */
  readonly seen: string[];
  /** The first rule that answers counts; without an answer the request is denied. */
  answer(...rules: AwsRule[]): void;
  stop(): Promise<void>;
}

/** `behind`: endpoint that answers what no rule does (a real server that lacks some operations). */
export async function startAwsFake(behind?: string): Promise<AwsFake> {
  let rules: readonly AwsRule[] = [];
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
    void respond(incoming, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const respond = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(incoming);
    const request = requestOf(incoming, body);
    seen.push(`${request.service}:${request.operation}`);
    const answer =
      firstAnswer(rules, request) ?? (behind ? 'pass' : ({ fault: 'AccessDeniedException', status: 403 } as const));
    if (answer === 'cut') incoming.socket.destroy();
    else if (answer === 'pass') await pass(behind ?? '', incoming, body, response);
    else if (answer !== 'silence') write(response, incoming, request, answer);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    answer: (...given) => {
      rules = given;
      seen.length = 0;
    },
    stop: () => stop(server),
  };
}

function firstAnswer(rules: readonly AwsRule[], request: AwsRequest): AwsAnswer | undefined {
  for (const rule of rules) {
    const answer = rule(request);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function requestOf(incoming: IncomingMessage, body: Buffer): AwsRequest {
  const [, accessKey = '', region = '', service = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(incoming.headers.authorization ?? '') ?? [];
  const url = new URL(incoming.url ?? '/', 'http://fake');
  const target = incoming.headers['x-amz-target'];
  const form = new URLSearchParams(isForm(incoming) ? body.toString() : '');
  const operation =
    (typeof target === 'string' ? target.split('.').at(-1) : undefined) ??
    form.get('Action') ??
    `${incoming.method} ${url.pathname}`;
  return {
    service,
    region,
    operation,
    accessKey,
    url,
    input: isForm(incoming) ? Object.fromEntries(form) : jsonOf(body),
  };
}

const isForm = (incoming: IncomingMessage): boolean =>
  (incoming.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');

function jsonOf(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body.toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function write(
  response: ServerResponse,
  incoming: IncomingMessage,
  request: AwsRequest,
  answer: Exclude<AwsAnswer, 'cut' | 'silence' | 'pass'>,
): void {
  if ('xml' in answer) response.writeHead(answer.status ?? 200, { 'content-type': 'text/xml' }).end(answer.xml);
  else if ('json' in answer) sendJson(response, answer.status ?? 200, answer.json);
  else sendFault(response, incoming, request, answer);
}

function sendJson(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(json));
}

function sendFault(
  response: ServerResponse,
  incoming: IncomingMessage,
  { service }: AwsRequest,
  { fault, message = 'no', status = 400 }: { fault: string; message?: string; status?: number },
): void {
  const plain = `<Code>${fault}</Code><Message>${message}</Message>`;
  if (service === 's3') {
    response.writeHead(status, { 'content-type': 'text/xml' }).end(`<Error>${plain}</Error>`);
  } else if (service === 'ec2') {
    const xml = `<Response><Errors><Error>${plain}</Error></Errors><RequestID>r</RequestID></Response>`;
    response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
  } else if (isForm(incoming)) {
    const xml = `<ErrorResponse><Error><Type>Sender</Type>${plain}</Error><RequestId>r</RequestId></ErrorResponse>`;
    response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
  } else {
    response.setHeader('x-amzn-errortype', fault);
    sendJson(response, status, { __type: fault, message });
  }
}

async function pass(behind: string, incoming: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
  const headers = Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && !/^(host|connection|content-length|transfer-encoding|expect)$/.test(name)
      ? [[name, value]]
      : [],
  );
  const method = incoming.method ?? 'GET';
  const answer = await fetch(new URL(incoming.url ?? '/', behind), {
    method,
    headers,
    redirect: 'manual',
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(body) }),
  });
  const kept = [...answer.headers].filter(
    ([name]) => !/^(content-encoding|content-length|transfer-encoding)$/.test(name),
  );
  response.writeHead(answer.status, Object.fromEntries(kept)).end(Buffer.from(await answer.arrayBuffer()));
}
