import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/**
 * Structured lines, one event each. What is logged is named field by field: never a header that shows who one is, a body, or a row.
 * `redact` stands behind that as a second wall.
 */
export function makeLog(level: string, out?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service: 'grantgraph' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['authorization', '*.authorization', 'token', '*.token', 'password', '*.password', 'secret', '*.secret'],
        censor: '[redacted]',
      },
    },
    out ?? pino.destination({ dest: 2, sync: false }),
  );
}
