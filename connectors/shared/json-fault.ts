/** Where and why a text is no JSON; lines and columns count from 1. The engine's own messages differ between versions and lack the place. */
export interface JsonFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** Call only with a text that JSON.parse refuses. RFC 8259, walked without recursion so that depth does not matter. */
export function findJsonFault(text: string): JsonFault {
  const fault = new Walker(text).run();
  const before = text.slice(0, fault.offset);
  const line = before.split('\n').length;
  return { ...fault, line, column: fault.offset - before.lastIndexOf('\n') };
}

interface Fault {
  readonly message: string;
  readonly offset: number;
}

type Wanted = 'value' | 'value or ]' | 'key or }' | 'key' | ':' | ', or }' | ', or ]' | 'end';

class Walker {
  private at = 0;
  private readonly open: ('{' | '[')[] = [];
  private wanted: Wanted = 'value';

  constructor(private readonly text: string) {}

  run(): Fault {
    for (;;) {
      this.skipSpace();
      const fault = this.at >= this.text.length ? this.atEnd() : this.step(this.text[this.at]!);
      if (fault) return fault;
    }
  }

  private atEnd(): Fault {
    if (this.wanted === 'end') return { message: 'it nests too deeply or holds a text that cannot be read', offset: 0 };
    if (this.text.trim() === '') return { message: 'it is empty', offset: this.at };
    return { message: `it ends where ${describe(this.wanted)} should follow`, offset: this.at };
  }

  private step(char: string): Fault | null {
    switch (this.wanted) {
      case 'value':
      case 'value or ]':
        return this.value(char);
      case 'key':
      case 'key or }':
        if (char === '}' && this.wanted === 'key or }') return this.close();
        return char === '"' ? this.string(':') : this.unexpected(char);
      case ':':
        return char === ':' ? this.next('value') : this.unexpected(char);
      case ', or }':
        return char === ',' ? this.next('key') : char === '}' ? this.close() : this.unexpected(char);
      case ', or ]':
        return char === ',' ? this.next('value') : char === ']' ? this.close() : this.unexpected(char);
      default:
        return this.unexpected(char);
    }
  }

  private value(char: string): Fault | null {
    if (char === ']' && this.wanted === 'value or ]') return this.close();
    if (char === '{' || char === '[') {
      this.open.push(char);
      return this.next(char === '{' ? 'key or }' : 'value or ]');
    }
    if (char === '"') return this.string(this.after());
    const word = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
    word.lastIndex = this.at;
    if (!word.test(this.text)) return this.unexpected(char);
    this.at = word.lastIndex;
    this.wanted = this.after();
    return null;
  }

  private string(then: Wanted): Fault | null {
    for (let index = this.at + 1; index < this.text.length; index++) {
      const char = this.text[index]!;
      if (char === '"') {
        this.at = index + 1;
        this.wanted = then;
        return null;
      }
      if (char < ' ') return { message: 'a control character stands inside a string', offset: index };
      if (char === '\\') {
        const sequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
        sequence.lastIndex = index;
        if (!sequence.test(this.text)) return { message: 'a backslash starts no escape', offset: index };
        index = sequence.lastIndex - 1;
      }
    }
    return { message: 'it ends inside a string', offset: this.text.length };
  }

  private close(): null {
    this.open.pop();
    return this.next(this.after());
  }

  private next(wanted: Wanted): null {
    this.at++;
    this.wanted = wanted;
    return null;
  }

  private after(): Wanted {
    const inside = this.open.at(-1);
    return inside === undefined ? 'end' : inside === '{' ? ', or }' : ', or ]';
  }

  private unexpected(char: string): Fault {
    return { message: `\`${char}\` stands where ${describe(this.wanted)} should`, offset: this.at };
  }

  private skipSpace(): void {
    while (this.at < this.text.length && ' \t\n\r'.includes(this.text[this.at]!)) this.at++;
  }
}

function describe(wanted: Wanted): string {
  switch (wanted) {
    case 'end':
      return 'nothing';
    case 'key':
      return 'a key';
    case 'value':
      return 'a value';
    default:
      return wanted.replace(/[:,}\]]/g, '`$&`').replace(/^(key|value)/, 'a $1');
  }
}
