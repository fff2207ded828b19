/** An error as the product's clients read it: the header of its older endpoints, and the body of its newer ones. */
export interface CompatibleError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly error: { readonly code: string; readonly message: string; readonly details: readonly string[] };
  };
}

/** What problem details of ours hold that a client of the product can be told. */
export interface Told {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
  readonly requestId: string;
}

/** Clients put the header into one line of theirs. */
const longestSubject = 500;

/** Words of the product where it has its own for what happened. */
const ownKeys: Readonly<Record<string, string>> = { unauthenticated: 'invalid_credentials' };

/**
 * Clients of the older endpoints read `x-redlock-status`, those of the newer ones `error` of the body: both get both. The details draw
 * the query with a mark under every mistake.
 */
export function compatibleError({ status, code, detail, hint, requestId }: Told): CompatibleError {
  const [message, ...drawing] = detail.split('\n');
  const i18nKey = ownKeys[code] ?? code.replaceAll('-', '_');
  const subject = (message ?? '').slice(0, longestSubject);
  const details = [...drawing, ...(hint === undefined ? [] : [hint]), `request ${requestId}`];
  return {
    status,
    headers: { 'x-redlock-status': headerText([{ i18nKey, severity: 'error', subject }]) },
    body: { error: { code: i18nKey, message: message ?? '', details } },
  };
}

/** JSON that is a header: no character beyond printable ASCII, so that nothing of a query can break out of it. */
function headerText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
