/** Where in somebody's input an error lies. `line` counts from 1; `path` is a JSON pointer. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
}

/** Exit code a cause maps to on the command line: 2 usage, 3 input or provider, 4 internal. */
export type ExitCode = 2 | 3 | 4;

export interface ErrorDetails {
  readonly exit?: ExitCode;
  readonly place?: Place;
  readonly hint?: string;
  readonly cause?: unknown;
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * The one error type that faces translate. `code` is a stable machine key (`invalid-json`, `unknown-attribute` …); the
 * message is one line, lower case, no full stop, user text in back quotes. Never put a secret or a policy body in it.
 */
export class GrantgraphError extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  readonly place: Place | undefined;
  readonly hint: string | undefined;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'GrantgraphError';
    this.code = code;
    this.exit = details.exit ?? 3;
    this.place = details.place;
    this.hint = details.hint;
    this.data = details.data;
  }
}

/** `file:line:column path` of a place, for messages; empty when nothing is known. */
export function describePlace(place: Place | undefined): string {
  if (!place) return '';
  const position = [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
  return [position, place.path].filter(Boolean).join(' at ');
}
