/** A map that forgets what was used least recently once it holds `limit` entries. */
export class Cache<K, V> {
  private readonly entries = new Map<K, V>();

  constructor(private readonly limit: number) {}

  /** What is kept under the key, else what `make` gives, kept. `undefined` is kept too. */
  get(key: K, make: () => V): V {
    const known = this.entries.get(key);
    if (known !== undefined || this.entries.has(key)) {
      this.entries.delete(key);
      this.entries.set(key, known as V);
      return known as V;
    }
    const made = make();
    if (this.entries.size >= this.limit) this.entries.delete(this.entries.keys().next().value as K);
    this.entries.set(key, made);
    return made;
  }

  has(key: K): boolean {
    return this.entries.has(key);
  }

  /** What is kept under the key; nothing is kept for having been looked at. */
  peek(key: K): V | undefined {
    return this.entries.get(key);
  }

  put(key: K, value: V): void {
    this.entries.delete(key);
    if (this.entries.size >= this.limit) this.entries.delete(this.entries.keys().next().value as K);
    this.entries.set(key, value);
  }
}
