import type { Environment } from '../../../src/commands/environment.js';
import { Conversation } from '../../../src/repl/conversation.js';
import { drawError } from '../../../src/repl/draw-error.js';
import type { Settings } from '../../../src/repl/session.js';
import { ended, type Terminal } from '../../../src/repl/terminal.js';

/** A conversation whose words are kept: what was answered to each text, errors drawn as at a prompt. */
export function talk(environment: Environment, width = 120) {
  let out = '';
  const write = (text: string) => {
    out += ended(text);
  };
  const terminal: Terminal = {
    width,
    color: false,
    write,
    page: async (text) => write(text),
    data: async (text) => write(text),
    note: write,
  };
  const settings: Settings = {
    format: 'table',
    reach: 'own',
    strict: false,
    timing: false,
    limit: 200,
    timeoutSeconds: 60,
    parameters: {},
  };
  const asked: string[] = [];
  const conversation = new Conversation(environment, terminal, settings, 'DATA', () => asked);
  return {
    conversation,
    settings,
    async say(text: string, signal = new AbortController().signal): Promise<string> {
      out = '';
      asked.push(text);
      try {
        if (await conversation.run(text, signal)) return 'OVER';
      } catch (error) {
        write(drawError(error, terminal));
      }
      return out;
    },
  };
}
