export type * from './ast.js';
export {
  type Candidate,
  type CandidateKind,
  type Completion,
  type CompletionAttribute,
  type CompletionTables,
  completion,
  type FoundValue,
  type WantedValues,
  withValues,
} from './completion.js';
export { type Diagnostic, quoted, renderDiagnostics, type Span } from './diagnostics.js';
export { finished } from './finished.js';
export { highlight, type Painted, type PaintKind } from './highlight.js';
export { type Parsed, parse } from './parse.js';
export { type Phrase, phrases } from './phrases.js';
export { print, printValue } from './print.js';
export { nearest, unknownName } from './suggest.js';
