import { describePlace, GrantgraphError } from '../base/errors.js';

/** The one place that turns errors into text and exit codes of the command line. */
export function reportError(error: unknown, format: string, write: (text: string) => void): number {
  if (error instanceof GrantgraphError) {
    if (format === 'json' || format === 'ndjson') {
      const { code, message, place, hint } = error;
      write(
        `${JSON.stringify({ error: { code, message, ...(place ? { place } : {}), ...(hint ? { hint } : {}) } })}\n`,
      );
    } else {
      const place = describePlace(error.place);
      write(
        `grantgraph: ${place === '' ? '' : `${place}: `}${error.message}${error.message.includes('\n') ? '' : ` [${error.code}]`}\n`,
      );
      if (error.hint) write(`  ${error.hint}\n`);
    }
    return error.exit;
  }
  if (isAbort(error)) {
    write('grantgraph: cancelled, nothing was changed\n');
    return 130;
  }
  if (isBrokenPipe(error)) return 0;
  const text = error instanceof Error ? error.message : String(error);
  write(`grantgraph: internal error: ${text}\n`);
  if (process.env['GRANTGRAPH_DEBUG'] && error instanceof Error) write(`${error.stack}\n`);
  else write('  set GRANTGRAPH_DEBUG=1 to see where\n');
  return 4;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'CanceledError');
}

export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'EPIPE';
}
