/** Condition keys of all services and the global ones, by lower-case name. */
export class ConditionKeys {
  private readonly exact = new Map<string, boolean>();
  /** Keys with a part of the asker's choosing (`aws:PrincipalTag/${TagKey}`), by the text before it. */
  private readonly open = new Map<string, { readonly pattern: RegExp; readonly multivalued: boolean }[]>();

  constructor(text: string) {
    for (const line of text.split('\n')) {
      const equals = line.lastIndexOf('=');
      const key = line.slice(0, equals);
      const multivalued = line[equals + 1] === '[';
      if (!key.includes('${')) {
        this.exact.set(key, multivalued);
        continue;
      }
      const entry = { pattern: patternOf(key), multivalued };
      const head = headOf(key);
      this.open.set(head, [...(this.open.get(head) ?? []), entry]);
    }
  }

  /** Undefined for a key nobody documents; else whether a request carries several values under it. */
  multivalued(key: string): boolean | undefined {
    const lower = key.toLowerCase();
    // Identity providers send all values of `amr` at once, whatever the reference calls it.
    if (/\.[a-z]+(\/[^:]*)?:amr$/.test(lower)) return true;
    const known = this.exact.get(lower);
    if (known !== undefined) return known;
    const entries = [...(this.open.get(headOf(lower)) ?? []), ...(this.open.get('') ?? [])];
    return entries.find((entry) => entry.pattern.test(lower))?.multivalued;
  }

  /**
   * OpenID Connect providers bring keys under their own host name (`oidc.eks.eu-west-1.amazonaws.com/id/…:sub`):
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
   */
  exists(key: string): boolean {
    return this.multivalued(key) !== undefined || /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(\/[^:]*)?:[^:]+$/i.test(key);
  }
}

/** Service part when it is literal, else '': keys of hosts with variables are few. */
function headOf(key: string): string {
  const head = key.slice(0, Math.max(0, key.indexOf(':')));
  return head.includes('$') ? '' : head;
}

function patternOf(key: string): RegExp {
  const source = key
    .split(/\$\{[^}]*\}/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('.+');
  return new RegExp(`^${source}$`);
}
