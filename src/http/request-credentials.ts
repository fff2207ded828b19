import type { TLSSocket } from 'node:tls';
import type { Request } from 'express';
import type { Credentials } from '../callers/authenticator.js';

/** Of the usual header, or of that of the compatible routes' clients. */
function bearerOf({ headers }: Request): string | undefined {
  const { authorization, 'x-redlock-auth': other } = headers;
  if (authorization !== undefined) return /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(authorization)?.[1];
  return typeof other === 'string' && /^[\x21-\x7e]{1,8192}$/.test(other) ? other : undefined;
}

/** What a request shows of who sends it. */
export function credentialsOf(request: Request): Credentials {
  const bearer = bearerOf(request);
  const socket = request.socket as Partial<TLSSocket>;
  const shown = socket.authorized === true ? socket.getPeerCertificate?.() : undefined;
  return {
    ...(bearer === undefined ? {} : { bearer }),
    ...(shown?.fingerprint256
      ? {
          certificate: {
            subject: String((shown.subject as { CN?: string } | undefined)?.CN ?? ''),
            fingerprint: shown.fingerprint256.replaceAll(':', '').toLowerCase(),
          },
        }
      : {}),
  };
}
