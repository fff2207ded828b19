import type { TLSSocket } from 'node:tls';
import type { Request } from 'express';
import type { Credentials } from '../callers/authenticator.js';

/** What a request shows of who sends it. */
export function credentialsOf(request: Request): Credentials {
  const bearer = /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(request.headers.authorization ?? '')?.[1];
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
