import { spawnSync } from 'node:child_process';
import { lacking } from './requirement.js';

/** A program in a real terminal: keys go in, the screen is read as a person reads it. */
export interface TerminalSession {
  /** Keys by their tmux names: `Enter`, `Tab`, `C-c`, `Up`. */
  press(...keys: string[]): void;
  /** Text as it would be typed. */
  type(text: string): void;
  /** Text as it would be pasted. */
  paste(text: string): void;
  /** The rows of the screen, without those that are empty at its end. */
  screen(): string[];
  /** Waits until the screen says it; fails with the screen as it is. */
  until(wanted: string | RegExp | ((rows: readonly string[]) => boolean), milliseconds?: number): Promise<string[]>;
  resize(columns: number, rows: number): void;
  close(): void;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Null, said loudly, where tmux is missing. */
export function tmux(): {
  open(command: readonly string[], env: Record<string, string>, size: TerminalSize): TerminalSession;
} | null {
  if (spawnSync('tmux', ['-V']).status !== 0) return lacking('a terminal', 'tmux is not installed');
  return { open };
}

let count = 0;

function open(
  command: readonly string[],
  env: Record<string, string>,
  { columns, rows }: TerminalSize,
): TerminalSession {
  // A server of its own for every session: nothing of the user's is touched, and the last word ends it.
  const socket = `grantgraph-test-${process.pid}-${++count}`;
  const run = (...args: string[]): string => {
    const done = spawnSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`tmux ${args[0]}: ${done.stderr}`);
    return done.stdout;
  };
  const words = [...Object.entries(env).map(([name, value]) => `${name}=${value}`), ...command].map(
    (word) => `'${word.replaceAll("'", `'\\''`)}'`,
  );
  const size = ['-x', String(columns), '-y', String(rows)];
  run('new-session', '-d', '-s', 'test', ...size, `env ${words.join(' ')}; echo "exit code $?"; sleep 600`);
  const screen = (): string[] => run('capture-pane', '-p', '-t', 'test').trimEnd().split('\n');
  return {
    press: (...keys) => void run('send-keys', '-t', 'test', ...keys),
    type: (text) => void run('send-keys', '-l', '-t', 'test', text),
    paste: (text) => {
      run('set-buffer', '-b', 'test', text);
      run('paste-buffer', '-p', '-b', 'test', '-t', 'test');
    },
    screen,
    until: async (wanted, milliseconds = 30_000) => {
      const fits =
        typeof wanted === 'function'
          ? wanted
          : (lines: readonly string[]) =>
              typeof wanted === 'string' ? lines.join('\n').includes(wanted) : wanted.test(lines.join('\n'));
      for (const end = Date.now() + milliseconds; ; ) {
        const lines = screen();
        if (fits(lines)) return lines;
        if (Date.now() > end) throw new Error(`the screen never showed ${wanted}:\n${lines.join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    resize: (x, y) => void run('resize-window', '-t', 'test', '-x', String(x), '-y', String(y)),
    close: () => void spawnSync('tmux', ['-L', socket, 'kill-server']),
  };
}
