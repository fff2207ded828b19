export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** `stable`: few false alarms on real estates; `preview`: still being tried; `review`: a list for people to read, not a fault by itself. */
export const maturities = ['stable', 'preview', 'review'] as const;
export type Maturity = (typeof maturities)[number];

export const parameterTypes = ['string', 'number', 'boolean'] as const;
export type ParameterType = (typeof parameterTypes)[number];

export interface SavedParameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Absent = the asker must give it. */
  readonly default?: string | number | boolean;
  /** What a value looks like; the query is proven with it. */
  readonly example?: string | number | boolean;
  readonly description: string;
}

/** Where the concern is written down: the catalogue and the numbers in it. */
export interface References {
  /** Recommendations of the CIS Amazon Web Services Foundations Benchmark 3.0.0: `1.16`. */
  readonly cis?: readonly string[];
  /** Controls of NIST SP 800-53 revision 5: `AC-6(5)`. */
  readonly nist?: readonly string[];
  /** Techniques of MITRE ATT&CK: `T1078.004`. */
  readonly mitre?: readonly string[];
  /** Pages of the platform's own documentation. */
  readonly docs?: readonly string[];
}

/** One query of the library, its header proven. */
export interface SavedQuery {
  /** Name of the file without its ending; unique in the whole library. */
  readonly id: string;
  /** Name of the directory. */
  readonly pack: string;
  readonly title: string;
  /** What the query answers, in one sentence. */
  readonly question: string;
  readonly severity: Severity;
  readonly maturity: Maturity;
  /** Why the answer matters. */
  readonly why: string;
  /** What to do about a row. */
  readonly remedy: string;
  readonly references: References;
  /** Attributes that tell one finding from another. */
  readonly identity: readonly string[];
  readonly parameters: readonly SavedParameter[];
  /** The query alone. */
  readonly text: string;
  readonly file: string;
}
