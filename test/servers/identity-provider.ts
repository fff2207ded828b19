import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import Provider from 'oidc-provider';

/** It warns that it keeps everything in memory, as a test wants it. */
function quietly<T>(make: () => T): T {
  const { warn } = console;
  console.warn = () => {};
  try {
    return make();
  } finally {
    console.warn = warn;
  }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real OpenID Connect issuer over http on loopback, whose keys can be changed and which can be taken down. */
export class IdentityProvider {
  /** Requests for the configuration and for the key set. */
  visits = 0;
  private handler: Handler = (_request, response) => response.writeHead(503).end();
  private keys: JWK[] = [];

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
    private readonly claims: JWTPayload,
  ) {}

  /** `claims` stand in every token beside the usual ones. */
  static async start(claims: JWTPayload): Promise<IdentityProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const provider = new IdentityProvider(server, `http://127.0.0.1:${port}`, claims);
    server.on('request', (request, response) => {
      if (/openid-configuration|\/jwks/.test(request.url ?? '')) provider.visits++;
      provider.handler(request, response);
    });
    await provider.rotate('first');
    return provider;
  }

  /** New keys in place of the old ones, which the issuer no longer publishes. */
  async rotate(kid: string): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    this.keys = [{ ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }];
    const provider = quietly(
      () =>
        new Provider(this.issuer, {
          jwks: { keys: this.keys as never },
          clients: [
            {
              ...{ client_id: 'nightly', client_secret: 'only-for-tests', grant_types: ['client_credentials'] },
              ...{ redirect_uris: [], response_types: [] },
            },
          ],
          extraTokenClaims: () => this.claims,
          features: {
            devInteractions: { enabled: false },
            clientCredentials: { enabled: true },
            resourceIndicators: {
              enabled: true,
              defaultResource: () => 'urn:grantgraph',
              useGrantedResource: () => true,
              getResourceServerInfo: (_context: unknown, resource: string) => ({
                ...{
                  scope: 'read',
                  audience: resource.slice('urn:'.length),
                  accessTokenTTL: 600,
                  accessTokenFormat: 'jwt',
                },
                jwt: { sign: { alg: 'RS256' } },
              }),
            },
          },
          ttl: { ClientCredentials: 600 },
        } as never),
    );
    this.handler = provider.callback() as Handler;
  }

  /** Answers everything with this, until the next change of keys. */
  answer(status: number, body = '', headers: Record<string, string> = {}): void {
    this.handler = (_request, response) => response.writeHead(status, headers).end(body);
  }

  /** A token as a program gets it. */
  async token(resource = 'urn:grantgraph'): Promise<string> {
    const response = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('nightly:only-for-tests').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource }),
    });
    const body = (await response.json()) as { access_token?: string };
    if (body.access_token === undefined) throw new Error(`no token: ${JSON.stringify(body)}`);
    return body.access_token;
  }

  /** A token of the issuer's own key that says whatever is wanted. */
  async sign(claims: JWTPayload, header: { alg?: string; kid?: string } = {}): Promise<string> {
    const [key] = this.keys;
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: this.issuer, aud: 'grantgraph', sub: 'ana', exp: now + 600, ...this.claims, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: key!.kid!, ...header })
      .sign(await importJWK(key!, 'RS256'));
  }

  /** The public half of the key, as everybody can read it. */
  publicKey(): JWK {
    const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...key } = this.keys[0]!;
    return key;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
