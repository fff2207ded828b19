export type * from './ast.js';
export { type Diagnostic, quoted, renderDiagnostics, type Span } from './diagnostics.js';
export { parse } from './parse.js';
export { print, printValue } from './print.js';
export { nearest, unknownName } from './suggest.js';
