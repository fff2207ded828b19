/** A map that forgets what was used least recently once it holds more than `limit`: entries, or what `weigh` says of each. */
export class Cache<K, V> {
  private readonly entries = new Map<K, V>();
  private held = 0;
  /** Stands before the oldest entry: to begin anew each time would mean to step over all that went before. */
  private oldest = this.entries.keys();

  constructor(
    private readonly limit: number,
    private readonly weigh: (value: V) => number = () => 1,
  ) {}

  /** What all entries weigh together: not more than the limit, but for one that alone is heavier. */
  get weight(): number {
    return this.held;
  }

  /** What is kept under the key, else what `make` gives, kept. `undefined` is kept too. */
  get(key: K, make: () => V): V {
    const known = this.entries.get(key);
    if (known !== undefined || this.entries.has(key)) {
      this.entries.delete(key);
      this.entries.set(key, known as V);
      return known as V;
    }
    const made = make();
    this.put(key, made);
    return made;
  }

  has(key: K): boolean {
    return this.entries.has(key);
  }

  /** What is kept under the key; nothing is kept for having been looked at. */
  peek(key: K): V | undefined {
    return this.entries.get(key);
  }

  /** In place of what was kept under the key. What an entry weighs must not change while it is kept. */
  put(key: K, value: V): void {
    this.forget(key);
    const weight = this.weigh(value);
    while (this.entries.size > 0 && this.held + weight > this.limit) this.forgetOldest();
    this.entries.set(key, value);
    this.held += weight;
  }

  private forgetOldest(): void {
    let next = this.oldest.next();
    if (next.done) {
      this.oldest = this.entries.keys();
      next = this.oldest.next();
    }
    this.forget(next.value as K);
  }

  private forget(key: K): void {
    if (!this.entries.has(key)) return;
    this.held -= this.weigh(this.entries.get(key) as V);
    this.entries.delete(key);
  }
}
