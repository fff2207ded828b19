import type { Environment } from '../commands/environment.js';
import type { Format, Session } from './session.js';

/** What the command line asks of the conversation. Answers the exit code. */
export type ReplFace = (
  environment: Environment,
  options: {
    readonly data: string;
    readonly format?: Format;
    readonly reach: 'own' | 'all';
    readonly strict: boolean;
    readonly history: boolean;
  },
) => Promise<number>;

export function replCommand(
  { environment, options: global }: Session,
  options: { readonly history: boolean },
  repl: ReplFace,
): Promise<number> {
  return repl(environment, {
    data: global.data,
    reach: global.reach,
    strict: global.strict,
    history: options.history,
    ...(global.format === undefined ? {} : { format: global.format }),
  });
}
