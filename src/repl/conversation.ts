import { GrantgraphError } from '../base/errors.js';
import { localAdministrator } from '../callers/caller.js';
import type { Environment } from '../commands/environment.js';
import { type QueryAnswer, query } from '../commands/query.js';
import { runBackslash } from './backslash/index.js';
import type { Asked, Last, Parameters, Session, Settings } from './session.js';
import { showAnswer } from './show-answer.js';
import { bareCommand, statement } from './statement.js';
import type { Terminal } from './terminal.js';

/** One conversation: each text is a question or a command that begins with a back slash. */
export class Conversation implements Session {
  last: Last | null = null;

  constructor(
    readonly environment: Environment,
    readonly terminal: Terminal,
    readonly settings: Settings,
    readonly data: string,
    readonly history: () => readonly string[],
  ) {}

  /** Answers one text. True when the session is over. Errors pass through; the session goes on after them. */
  async run(text: string, signal: AbortSignal): Promise<boolean> {
    const wanted = statement(text);
    if (wanted === '') return false;
    const word = bareCommand(wanted);
    if (word !== null) return runBackslash(this, `\\${word}`, signal);
    if (wanted.startsWith('\\')) return runBackslash(this, wanted, signal);
    await this.ask(wanted, { ...this.settings.parameters }, signal);
    return false;
  }

  async ask(text: string, parameters: Parameters, signal: AbortSignal): Promise<void> {
    const { reach, strict } = this.settings;
    const started = performance.now();
    await this.page({ text, parameters, reach, strict }, null, signal);
    if (this.settings.timing) this.terminal.note(`${Math.round(performance.now() - started)} ms`);
  }

  /** The page after the last one. */
  async next(signal: AbortSignal): Promise<void> {
    if (this.last?.cursor == null)
      throw new GrantgraphError('no-more-rows', 'there is no further page', { exit: 2, hint: 'ask something first' });
    await this.page(this.last.asked, this.last, signal);
  }

  private async page(asked: Asked, before: Last | null, signal: AbortSignal): Promise<void> {
    const answer = await this.query(asked, before?.cursor ?? null, this.settings.limit, signal);
    const rows = answer.kind === 'rows' ? [...(before?.rows ?? []), ...answer.rows] : [];
    this.last = { asked, answer, rows, cursor: answer.kind === 'rows' ? answer.cursor : null };
    await showAnswer(this, answer, (before?.rows.length ?? 0) + 1);
  }

  query(
    { text, parameters, reach, strict }: Asked,
    cursor: string | null,
    limit: number,
    signal: AbortSignal,
  ): Promise<QueryAnswer> {
    return query(this.environment, localAdministrator, {
      text,
      parameters,
      reach,
      strict,
      page: limit,
      signal,
      timeoutMs: this.settings.timeoutSeconds * 1000,
      ...(cursor === null ? {} : { cursor }),
    });
  }
}
