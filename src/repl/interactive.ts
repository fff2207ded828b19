import type { ReadStream, WriteStream } from 'node:tty';
import { finished } from '../../grammar/bundle.js';
import { localAdministrator } from '../callers/caller.js';
import type { Environment } from '../commands/environment.js';
import { status } from '../commands/status.js';
import { summary } from './backslash/data.js';
import { completeLine } from './complete-line.js';
import { Conversation } from './conversation.js';
import { drawError } from './draw-error.js';
import { KeySource } from './editor/key-source.js';
import { LineEditor } from './editor/line-editor.js';
import type { History } from './history.js';
import { page } from './pager.js';
import { painter } from './paint.js';
import type { Settings } from './session.js';
import { ended, inkOf, type Terminal } from './terminal.js';
import { Working } from './working.js';
import { wrapped } from './wrap.js';

export interface InteractiveOptions {
  readonly environment: Environment;
  readonly settings: Settings;
  readonly data: string;
  readonly history: History;
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly color: boolean;
}

/** A conversation at a terminal. Ends with 0: whatever went wrong was said where it went wrong. */
export async function interactive(options: InteractiveOptions): Promise<number> {
  const { environment, settings, data, history, output } = options;
  const ink = inkOf(options);
  const working = new Working(output, ink.dim('… working, Ctrl-C cancels'));
  const keys = new KeySource(options.input);
  const terminal = terminalOf(options, keys, working);
  const conversation = new Conversation(environment, terminal, settings, data, () => history.all());
  const editor = editorOf(options, keys, terminal, conversation);
  terminal.write(await greeting(options, ink));
  for (;;) {
    const read = await editor.read();
    if (read.kind === 'end') break;
    if (read.kind === 'given-up') continue;
    history.add(read.text);
    if (await answered(conversation, read.text, terminal, working)) break;
  }
  return 0;
}

/** Runs one text while Ctrl-C stops it and nothing else. True = leave. */
async function answered(
  conversation: Conversation,
  text: string,
  terminal: Terminal,
  working: Working,
): Promise<boolean> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.on('SIGINT', stop);
  working.begin();
  try {
    const over = await conversation.run(text, abort.signal);
    if (!over && text.trim() !== '') terminal.write('\n');
    return over;
  } catch (error) {
    terminal.write(`${ended(drawError(error, terminal))}\n`);
    return false;
  } finally {
    working.end();
    process.off('SIGINT', stop);
  }
}

function terminalOf({ output, color }: InteractiveOptions, keys: KeySource, working: Working): Terminal {
  const ink = inkOf({ color });
  const columns = () => output.columns || 80;
  const paged = (text: string) => {
    working.end();
    return page(text, keys, output, ink.dim);
  };
  const written = (text: string) => {
    working.end();
    output.write(wrapped(ended(text), columns()).join('\n'));
  };
  return {
    get width() {
      return columns();
    },
    color,
    write: written,
    page: (text) => paged(wrapped(text, columns()).join('\n')),
    data: paged,
    note: (text) => written(ink.dim(text)),
  };
}

function editorOf(
  { output, history }: InteractiveOptions,
  keys: KeySource,
  terminal: Terminal,
  conversation: Conversation,
): LineEditor {
  const ink = inkOf(terminal);
  return new LineEditor({
    keys,
    output,
    prompts: { first: 'grantgraph> ', next: '       ...> ', paint: (text) => ink.bold(ink.magenta(text)) },
    menuInk: { chosen: ink.inverse, detail: ink.dim },
    paint: painter(terminal),
    complete: (text, cursor) => completeLine(conversation, text, cursor),
    finished: wholeText,
    history: () => history.all(),
  });
}

/** Enter sends: commands, what ends with a semicolon or an empty line, and queries that want nothing more. */
export function wholeText(text: string): boolean {
  return (
    /^\s*\\/.test(text) ||
    /;\s*$/.test(text) ||
    /\n[ \t]*$/.test(text) ||
    /^\s*(?:help|\?|quit|exit)\b/i.test(text) ||
    finished(text)
  );
}

async function greeting({ environment, data }: InteractiveOptions, ink: ReturnType<typeof inkOf>): Promise<string> {
  const about = await status(environment, localAdministrator).then(
    (answer) => summary(answer, data),
    (error: unknown) => drawError(error, { color: ink.isColorSupported }),
  );
  return `${ink.bold('grantgraph')}  ${about}\n${ink.dim('\\help teaches the language, Tab completes, Ctrl-D leaves')}`;
}
