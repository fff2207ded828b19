#!/usr/bin/env node
import { run } from './cli/program.js';
import { wire } from './wiring.js';

// A file or a pipe gets plain text, on a build server too, unless colours are asked for.
if (process.stdout.isTTY !== true && process.env['FORCE_COLOR'] === undefined) process.env['NO_COLOR'] ??= '1';

process.exitCode = await run(process.argv, wire, {
  serve: async (...given) => (await import('./serving.js')).serving(...given),
  repl: async (environment, options) => (await import('./repl/index.js')).repl(environment, options),
});
