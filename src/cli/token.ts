import { GrantgraphError } from '../base/errors.js';
import { localAdministrator, type Role } from '../callers/caller.js';
import {
  createToken,
  type IssuedToken,
  listTokens,
  revokeToken,
  rotateToken,
  type TokenInfo,
} from '../commands/tokens.js';
import { printable } from '../reports/printable.js';
import { renderTable } from '../reports/table.js';
import type { Session } from './session.js';
import { terminalWidth } from './terminal.js';

export const roleWords: Readonly<Record<string, Role>> = { read: 'reader', analyst: 'analyst', admin: 'admin' };

interface CreateOptions {
  readonly name: string;
  readonly role: string;
  readonly account?: readonly string[];
  readonly provider?: readonly string[];
  readonly tag?: readonly string[];
  readonly expires: string;
}

export async function tokenCreateCommand(
  { environment, options: global }: Session,
  options: CreateOptions,
): Promise<number> {
  const issued = await createToken(environment, localAdministrator, {
    name: options.name,
    role: roleWords[options.role]!,
    lastsMs: lasting(options.expires),
    ...(options.account ? { accounts: options.account } : {}),
    ...(options.provider ? { providers: options.provider } : {}),
    ...(options.tag ? { tags: options.tag.map(tagOf) } : {}),
  });
  writeIssued(issued, global.format);
  return 0;
}

export async function tokenListCommand({ environment, options: global }: Session): Promise<number> {
  const tokens = await listTokens(environment, localAdministrator);
  if (global.format === 'json') process.stdout.write(`${JSON.stringify(tokens)}\n`);
  else if (global.format === 'ndjson') for (const token of tokens) process.stdout.write(`${JSON.stringify(token)}\n`);
  else if (tokens.length === 0) process.stdout.write('no token yet: grantgraph token create --name NAME --role read\n');
  else {
    const rows = tokens.map((token) => rowOf(token, environment.now()));
    const columns = ['id', 'name', 'role', 'sees', 'made', 'last used', 'state'];
    process.stdout.write(`${renderTable(columns, rows as never, { width: terminalWidth() })}\n`);
  }
  return 0;
}

export async function tokenRevokeCommand({ environment, options: global }: Session, id: string): Promise<number> {
  const info = await revokeToken(environment, localAdministrator, id);
  if (isData(global.format)) process.stdout.write(`${JSON.stringify(info)}\n`);
  else process.stdout.write(`token ${info.id} (${printable(info.name)}) is revoked\n`);
  return 0;
}

export async function tokenRotateCommand(
  { environment, options: global }: Session,
  id: string,
  { expires }: { readonly expires?: string },
): Promise<number> {
  const lasts = expires === undefined ? undefined : lasting(expires);
  writeIssued(await rotateToken(environment, localAdministrator, id, lasts), global.format);
  return 0;
}

/** The token alone on standard output, so that a script can take it; what is to be known of it goes to the terminal. */
function writeIssued({ token, info }: IssuedToken, format: string | undefined): void {
  if (isData(format)) {
    process.stdout.write(`${JSON.stringify({ token, ...info })}\n`);
    return;
  }
  process.stdout.write(`${token}\n`);
  const until = info.expiresAt === null ? 'until it is revoked' : `until ${info.expiresAt}`;
  process.stderr.write(
    `token ${info.id} (${printable(info.name)}): ${wordOf(info.role)}, sees ${scopeWords(info)}, counts ${until}\nit is shown this once and kept nowhere\n`,
  );
}

function rowOf(token: TokenInfo, now: number): Record<string, string> {
  return {
    id: token.id,
    name: printable(token.name),
    role: wordOf(token.role),
    sees: scopeWords(token),
    made: day(token.createdAt),
    'last used': token.lastUsedAt === null ? 'never' : token.lastUsedAt.slice(0, 16).replace('T', ' '),
    state: stateOf(token, now),
  };
}

function stateOf({ revokedAt, expiresAt }: TokenInfo, now: number): string {
  if (revokedAt !== null) return `revoked ${day(revokedAt)}`;
  if (expiresAt === null) return 'counts';
  return Date.parse(expiresAt) > now ? `until ${day(expiresAt)}` : `expired ${day(expiresAt)}`;
}

function scopeWords({ scope: { accounts, providers, tags } }: TokenInfo): string {
  const words = [
    ...(accounts ?? []),
    ...(providers ?? []),
    ...(tags ?? []).map(({ key, value }) => (value === null ? key : `${key}=${value}`)),
  ];
  return words.length === 0 ? 'everything' : printable(words.join(', '));
}

const wordOf = (role: Role): string => Object.entries(roleWords).find(([, one]) => one === role)?.[0] ?? role;
const day = (instant: string): string => instant.slice(0, 10);
const isData = (format: string | undefined): boolean => format === 'json' || format === 'ndjson';

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90d`, `12h`, `30m` in milliseconds; `never` = null. Errors: `invalid-option`. */
export function lasting(text: string): number | null {
  if (text === 'never') return null;
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined)
    throw new GrantgraphError(
      'invalid-option',
      `--expires takes a time like 90d, 12h or 30m, or never, not \`${text}\``,
      {
        exit: 2,
      },
    );
  return Number(count) * units[unit]!;
}

/** `k=v`, or `k` for any value. */
function tagOf(text: string): { key: string; value: string | null } {
  const at = text.indexOf('=');
  return at < 0 ? { key: text, value: null } : { key: text.slice(0, at), value: text.slice(at + 1) };
}
