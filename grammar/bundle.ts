/** The same room in one file: the build replaces this module's output, because loading chevrotain's many files costs a quarter of a second. */
export * from './index.js';
