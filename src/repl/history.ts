import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { looksSecret } from './secrets.js';

const most = 1000;

/** Where sessions keep what was asked: the state directory of the user (XDG Base Directory). Null where there is none. */
export function historyFile(env: NodeJS.ProcessEnv): string | null {
  const state = env['XDG_STATE_HOME'] || (env['HOME'] ? join(env['HOME'], '.local', 'state') : '');
  return state.startsWith('/') || state.includes(':')
    ? join(state, 'grantgraph', 'history')
    : join(homedir(), '.local', 'state', 'grantgraph', 'history');
}

/**
 * What was asked, oldest first, one JSON text a line, for the owner's eyes (mode 0600). Several sessions add to one file. Texts
 * that begin with a space or look like a secret are kept nowhere. A file that cannot be used costs the memory of sessions, not the session.
 */
export class History {
  private readonly texts: string[];

  constructor(private readonly file: string | null) {
    this.texts = file === null ? [] : read(file);
    if (file !== null && this.texts.length > most) this.shorten(file);
  }

  all(): readonly string[] {
    return this.texts;
  }

  add(text: string): void {
    const kept = text.trim();
    if (kept === '' || /^\s/.test(text) || looksSecret(kept)) return;
    if (this.texts.at(-1) === kept) return;
    this.texts.push(kept);
    if (this.file !== null) attempt(() => append(this.file!, kept));
  }

  private shorten(file: string): void {
    this.texts.splice(0, this.texts.length - most);
    attempt(() => {
      const fresh = `${file}.${process.pid}`;
      writeFileSync(fresh, this.texts.map((text) => `${JSON.stringify(text)}\n`).join(''), { mode: 0o600 });
      renameSync(fresh, file);
    });
  }
}

function append(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  appendFileSync(file, `${JSON.stringify(text)}\n`, { mode: 0o600 });
}

function read(file: string): string[] {
  return (
    attempt(() => {
      const texts = readFileSync(file, 'utf8').split('\n').flatMap(parsed);
      // Somebody else may have made it readable.
      chmodSync(file, 0o600);
      return texts;
    }) ?? []
  );
}

function parsed(line: string): string[] {
  try {
    const text: unknown = JSON.parse(line);
    return typeof text === 'string' ? [text] : [];
  } catch {
    return [];
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
