import type { WriteStream } from 'node:tty';
import { type Choosing, chosen, type Offer, offered, stepped } from './choosing.js';
import { type Edit, empty, insert, vertical } from './edit.js';
import type { KeySource } from './key-source.js';
import { editing, type Key, keyName, killing } from './keys.js';
import { type Ink, layout, type Prompts } from './layout.js';
import { type MenuInk, menuRows } from './menu.js';
import { Recall } from './recall.js';
import { Screen } from './screen.js';

export interface EditorOptions {
  readonly keys: KeySource;
  readonly output: WriteStream;
  readonly prompts: Prompts;
  readonly menuInk: MenuInk;
  readonly paint: (text: string) => readonly Ink[];
  readonly complete: (text: string, cursor: number) => Promise<Offer>;
  /** Does Enter send the text, or go on with the next line? */
  readonly finished: (text: string) => boolean;
  /** Earlier texts, oldest first; read anew for every text. */
  readonly history: () => readonly string[];
}

/** What a person did: sent a text, gave it up, or left. */
export type Read =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'given-up' }
  | { readonly kind: 'end' };

const mostMenuRows = 10;

/** Edits one text after the other in a terminal: several lines, colours, history, completion. Between two texts the terminal is as it was. */
export class LineEditor {
  private readonly screen: Screen;
  private edit: Edit = empty;
  private recall = new Recall([]);
  private choosing: Choosing | null = null;
  private killed = '';
  /** The space before the cursor was put there by a completion: typed once more it is the same one. */
  private given = false;
  private pasting = false;
  private note = '';
  private result: Read | null = null;

  constructor(private readonly options: EditorOptions) {
    this.screen = new Screen(options.output);
  }

  /** Edits one text. */
  async read(): Promise<Read> {
    const { keys, output } = this.options;
    this.edit = empty;
    this.recall = new Recall(this.options.history());
    this.choosing = null;
    this.note = '';
    this.result = null;
    const redraw = () => this.draw();
    keys.open();
    output.on('resize', redraw);
    output.write('\u001b[?2004h');
    try {
      while (this.result === null) {
        if (!keys.more && !this.pasting) this.draw();
        const press = await keys.next();
        if (press === null) this.finish({ kind: 'end' });
        else await this.press(press.text, press.key);
      }
      return this.result;
    } finally {
      output.off('resize', redraw);
      output.write('\u001b[?2004l');
      keys.close();
    }
  }

  private finish(read: Read): void {
    this.choosing = null;
    this.note = '';
    this.screen.leave(this.layout(this.edit.text.length));
    this.result = read;
  }

  private async press(text: string, key: Key): Promise<void> {
    const name = keyName(key);
    this.note = '';
    const { text: before } = this.edit;
    await this.does(name, text, key);
    // Until something is changed.
    const completed = name === 'tab' || name === 'shift-tab' || name === 'up' || name === 'down';
    if (completed && this.edit.text !== before) this.given = this.edit.text[this.edit.cursor - 1] === ' ';
    else if (this.edit.text !== before || name !== 'return') this.given = false;
  }

  private async does(name: string, text: string, key: Key): Promise<void> {
    if (name === 'paste-start' || name === 'paste-end') this.pasting = name === 'paste-start';
    else if (this.pasting) this.type(pasted(text, key));
    else if (name === 'tab' || name === 'shift-tab') await this.tab(name === 'tab' ? 1 : -1);
    else if (this.choosing && (name === 'down' || name === 'up')) this.step(name === 'down' ? 1 : -1);
    else if (this.recall.searching !== null && this.search(name, text)) return;
    else this.command(name, text, key);
  }

  private command(name: string, text: string, key: Key): void {
    // Enter on a chosen candidate takes it; the text is sent by the next one.
    const took = this.choosing !== null && this.choosing.at >= 0 && name === 'return';
    this.choosing = null;
    if (took || name === 'escape') return;
    if (name === 'return') this.enter();
    else if (name === 'ctrl-c') this.finish({ kind: 'given-up' });
    else if (name === 'ctrl-d' && this.edit.text === '') this.finish({ kind: 'end' });
    else if (name === 'ctrl-d') this.apply('delete');
    else if (name === 'ctrl-l') this.screen.clear();
    else if (name === 'ctrl-y') this.type(this.killed);
    else if (name === 'ctrl-r') this.recall.search(this.edit.text);
    else if (name === 'ctrl-z') this.suspend();
    else if (name === 'up' || name === 'down') this.move(name === 'up' ? -1 : 1);
    else if (name === 'ctrl-p' || name === 'ctrl-n') this.fromHistory(name === 'ctrl-p' ? -1 : 1);
    else if (editing[name]) this.apply(name);
    else if (text !== '' && !key.ctrl && !key.meta && !/^\p{Cc}/u.test(text)) this.type(text);
  }

  private type(text: string): void {
    this.choosing = null;
    if (text === ' ' && this.given) return;
    this.edit = insert(this.edit, text);
  }

  private apply(name: string): void {
    const before = this.edit;
    this.edit = editing[name]!(before);
    if (killing.has(name)) this.killed = removed(before, this.edit);
  }

  private enter(): void {
    const { text } = this.edit;
    if (text.trim() === '') this.finish({ kind: 'text', text: '' });
    else if (this.options.finished(text)) this.finish({ kind: 'text', text });
    else this.edit = insert({ text, cursor: text.length }, '\n');
  }

  private move(direction: -1 | 1): void {
    const place = vertical(this.edit, direction);
    if (place === null) this.fromHistory(direction);
    else this.edit = { ...this.edit, cursor: place };
  }

  private fromHistory(direction: -1 | 1): void {
    const text = this.recall.step(direction, this.edit.text);
    if (text !== null) this.edit = { text, cursor: text.length };
  }

  /** True when the key belonged to the search. */
  private search(name: string, text: string): boolean {
    if (name === 'ctrl-r') this.recall.further();
    else if (name === 'backspace') this.recall.narrow(-1);
    else if (name === 'ctrl-c' || name === 'ctrl-g' || name === 'escape') {
      const draft = this.recall.leave();
      this.edit = { text: draft, cursor: draft.length };
      return true;
    } else if (text !== '' && !/^\p{Cc}/u.test(text) && !name.startsWith('ctrl-') && !name.startsWith('meta-')) {
      this.recall.narrow(text);
    } else {
      this.recall.leave();
      return false;
    }
    const found = this.recall.found;
    if (found !== null) this.edit = { text: found, cursor: found.length };
    return true;
  }

  private async tab(direction: 1 | -1): Promise<void> {
    if (this.choosing) {
      this.step(direction);
      return;
    }
    const { text, cursor } = this.edit;
    const { edit, choosing } = offered(this.edit, await this.options.complete(text, cursor));
    this.edit = edit;
    this.choosing = choosing;
    if (edit.text === text && choosing === null) this.note = 'nothing is known that fits here';
  }

  private step(direction: 1 | -1): void {
    this.choosing = stepped(this.choosing!, direction);
    this.edit = chosen(this.choosing);
  }

  private suspend(): void {
    const { keys } = this.options;
    this.screen.leave(this.layout(this.edit.text.length));
    keys.close();
    process.once('SIGCONT', () => {
      keys.open();
      this.draw();
    });
    process.kill(process.pid, 'SIGTSTP');
  }

  private layout(cursor = this.edit.cursor) {
    const { prompts, paint } = this.options;
    return layout(this.edit.text, cursor, prompts, paint(this.edit.text), this.screen.columns);
  }

  private draw(): void {
    this.screen.draw(this.layout(), this.below());
  }

  private below(): string[] {
    const { menuInk } = this.options;
    if (this.recall.searching !== null) {
      const lost = this.recall.found === null && this.recall.searching !== '';
      return [menuInk.detail(`  search: ${this.recall.searching}${lost ? '  (nothing)' : ''}`)];
    }
    if (this.choosing) {
      const rows = Math.max(1, Math.min(mostMenuRows, this.screen.height - 6));
      return menuRows(this.choosing.candidates, this.choosing.at, { columns: this.screen.columns, rows }, menuInk);
    }
    return this.note === '' ? [] : [menuInk.detail(`  ${this.note}`)];
  }
}

function pasted(text: string, key: Key): string {
  if (key.name === 'return' || key.name === 'enter') return '\n';
  return key.name === 'tab' ? '  ' : text.replace(/\p{Cc}/gu, '');
}

function removed(before: Edit, after: Edit): string {
  return before.text.slice(after.cursor, after.cursor + before.text.length - after.text.length);
}
