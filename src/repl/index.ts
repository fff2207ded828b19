import { ReadStream, WriteStream } from 'node:tty';
import colors from 'picocolors';
import type { Environment } from '../commands/environment.js';
import { Conversation } from './conversation.js';
import { drawError, exitOf } from './draw-error.js';
import { History, historyFile } from './history.js';
import { interactive } from './interactive.js';
import { scriptTexts } from './script.js';
import type { Format, Settings } from './session.js';
import { ended, type Terminal } from './terminal.js';

export interface ReplOptions {
  readonly data: string;
  readonly format?: Format;
  readonly reach: 'own' | 'all';
  readonly strict: boolean;
  /** False keeps nothing of what is asked. */
  readonly history: boolean;
}

/** A conversation over the data: at a terminal with an editor, else a script. Answers the exit code. */
export async function repl(environment: Environment, options: ReplOptions): Promise<number> {
  const settings: Settings = {
    format: options.format ?? 'table',
    reach: options.reach,
    strict: options.strict,
    timing: false,
    limit: 200,
    timeoutSeconds: 60,
    parameters: {},
  };
  const { stdin, stdout } = process;
  if (stdin instanceof ReadStream && stdout instanceof WriteStream) {
    const history = new History(options.history ? historyFile(process.env) : null);
    const color = colors.isColorSupported;
    return interactive({ environment, settings, data: options.data, history, input: stdin, output: stdout, color });
  }
  return script(environment, settings, options.data);
}

/** Answers what stands on standard input, one after the other; a mistake costs its own question only. The worst exit code counts. */
async function script(environment: Environment, settings: Settings, data: string): Promise<number> {
  const terminal: Terminal = {
    width: process.stdout.columns || Number(process.env['COLUMNS']) || 150,
    color: process.stdout.isTTY === true && colors.isColorSupported,
    write: (text) => void process.stdout.write(ended(text)),
    page: async (text) => void process.stdout.write(ended(text)),
    data: async (text) => void process.stdout.write(ended(text)),
    note: (text) => void process.stderr.write(ended(text)),
  };
  const asked: string[] = [];
  const conversation = new Conversation(environment, terminal, settings, data, () => asked);
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop);
  let code = 0;
  try {
    for await (const text of scriptTexts(process.stdin)) {
      if (abort.signal.aborted) return 130;
      try {
        if (await conversation.run(text, abort.signal)) break;
        asked.push(text);
      } catch (error) {
        process.stderr.write(
          ended(drawError(error, { color: process.stderr.isTTY === true && colors.isColorSupported })),
        );
        code = Math.max(code, exitOf(error));
      }
    }
  } finally {
    process.off('SIGINT', stop);
    process.stdin.destroy();
  }
  return code;
}
