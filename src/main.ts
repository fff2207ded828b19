#!/usr/bin/env node
import { run } from './cli/program.js';
import { wire } from './wiring.js';

process.exitCode = await run(process.argv, wire, {
  repl: async (environment, options) => (await import('./repl/index.js')).repl(environment, options),
});
