/** A layer that no collection brought, and what it could do to the answer. */
export interface NotCollected {
  readonly layer: string;
  readonly scope: string;
  readonly couldFlip: boolean;
  readonly direction: 'gain' | 'lose';
}

export interface Coverage {
  readonly scopes: readonly {
    readonly id: string;
    readonly parts: Readonly<Record<string, { readonly collectedAt: string; readonly stale: boolean }>>;
  }[];
  readonly notCollected: readonly NotCollected[];
}
