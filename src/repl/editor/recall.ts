/** Earlier texts, gone through one by one or searched; the draft that was begun waits at the end. */
export class Recall {
  private at: number;
  private draft = '';
  /** What is searched for; null = nothing is. */
  searching: string | null = null;
  found: string | null = null;

  /** Oldest first. */
  constructor(private readonly texts: readonly string[]) {
    this.at = texts.length;
  }

  /** The text before or after; null at either end. */
  step(direction: -1 | 1, current: string): string | null {
    const next = this.at + direction;
    if (next < 0 || next > this.texts.length) return null;
    if (this.at === this.texts.length) this.draft = current;
    this.at = next;
    return this.texts[next] ?? this.draft;
  }

  search(draft: string): void {
    this.draft = draft;
    this.searching = '';
    this.found = null;
    this.at = this.texts.length;
  }

  /** One more letter of what is searched for, or with -1 one less. */
  narrow(change: string | -1): void {
    const text = this.searching ?? '';
    this.searching = change === -1 ? text.slice(0, -1) : text + change;
    this.look(this.texts.length - 1);
  }

  /** The next older one that fits. */
  further(): void {
    this.look(this.at - 1);
  }

  /** Ends the search; answers the draft, for whoever gives it up. */
  leave(): string {
    this.searching = null;
    this.found = null;
    return this.draft;
  }

  private look(from: number): void {
    const wanted = (this.searching ?? '').toLowerCase();
    if (wanted === '') {
      this.found = null;
      return;
    }
    for (let at = from; at >= 0; at--) {
      if (!this.texts[at]!.toLowerCase().includes(wanted)) continue;
      this.at = at;
      this.found = this.texts[at]!;
      return;
    }
  }
}
