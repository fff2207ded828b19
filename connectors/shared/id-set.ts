/**
 * A set of texts that remembers only 64 hash bits of each: a million ids cost some 16 MB instead of ten times that. Two ids
 * of a million fall together with a chance of about one in forty million.
 */
export class IdSet {
  private high = new Uint32Array(1024);
  private low = new Uint32Array(1024);
  private size = 0;

  /** False when the text was there before. */
  add(text: string): boolean {
    let a = 0x811c9dc5;
    let b = 0x9e3779b9;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b);
      b ^= b >>> 13;
    }
    a = mix(a ^ text.length);
    b = mix(b);
    // Zero marks an empty place.
    if (!this.place(a >>> 0, b >>> 0 || 1)) return false;
    this.size++;
    if (this.size * 2 > this.low.length) this.grow();
    return true;
  }

  private place(high: number, low: number): boolean {
    const mask = this.low.length - 1;
    for (let index = (high ^ low) & mask; ; index = (index + 1) & mask) {
      if (this.low[index] === 0) {
        this.high[index] = high;
        this.low[index] = low;
        return true;
      }
      if (this.low[index] === low && this.high[index] === high) return false;
    }
  }

  private grow(): void {
    const { high, low } = this;
    this.high = new Uint32Array(high.length * 2);
    this.low = new Uint32Array(low.length * 2);
    for (let index = 0; index < low.length; index++) if (low[index] !== 0) this.place(high[index]!, low[index]!);
  }
}

/** Spreads every bit over the word (the finalizer of MurmurHash3, which is in the public domain). */
function mix(value: number): number {
  let word = value;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
