import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Key and certificate of a server that vouches for itself, as `node:tls` takes them; made by the tool that comes with Java. */
export function selfSigned(): { readonly pfx: Buffer; readonly passphrase: string } {
  const directory = mkdtempSync(join(tmpdir(), 'grantgraph-key-'));
  const file = join(directory, 'key.p12');
  const passphrase = 'of a test';
  const made = spawnSync(
    'keytool',
    [
      ...['-genkeypair', '-alias', 'server', '-keyalg', 'EC', '-validity', '2', '-dname', 'CN=localhost'],
      ...[
        '-ext',
        'SAN=DNS:localhost,IP:127.0.0.1',
        '-storetype',
        'PKCS12',
        '-keystore',
        file,
        '-storepass',
        passphrase,
      ],
    ],
    { encoding: 'utf8' },
  );
  try {
    if (made.status !== 0) throw new Error(`no certificate: ${made.error?.message ?? made.stdout}`);
    return { pfx: readFileSync(file), passphrase };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
