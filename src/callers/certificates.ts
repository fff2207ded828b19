import type { Authenticated, Credentials } from './authenticator.js';
import type { CertificateRule } from './settings.js';
import { rowScope } from './token-record.js';

/** Whom a client certificate that the transport has verified stands for; null = nobody. A fingerprint goes before a subject. */
export function byCertificate(
  rules: readonly CertificateRule[],
  { subject, fingerprint }: NonNullable<Credentials['certificate']>,
): Authenticated | null {
  const shown = fingerprint.replaceAll(':', '').toLowerCase();
  const rule =
    rules.find((one) => one.fingerprint !== null && one.fingerprint === shown) ??
    rules.find((one) => one.subject !== null && one.subject === subject);
  if (!rule) return null;
  return {
    caller: Object.freeze({ name: rule.name, role: rule.role, ...rowScope(rule.scope) }),
    by: 'certificate',
    credential: `sha256:${shown}`,
  };
}
