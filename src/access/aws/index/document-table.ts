import { allowPatterns, type CompiledPolicy, compilePolicy } from '../../../evaluators/aws/index.js';
import type { Json } from '../../../graph/fact.js';
import type { IndexRecord } from '../../../graph/generation-index.js';

/** Documents of one part, numbered; equal texts share a number. */
export class DocumentTable {
  private readonly byText = new Map<string, number>();
  readonly json: Json[] = [];
  readonly compiled: (CompiledPolicy | null)[] = [];

  /** The document that stands for every missing one: filed so that each question meets its holders. */
  missing(): number {
    return this.intern(null);
  }

  intern(document: Json): number {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const local = this.json.length;
    this.byText.set(text, local);
    this.json.push(document);
    this.compiled.push(document === null ? null : compilePolicy(document, 'identity'));
    return local;
  }

  *records(): Iterable<IndexRecord> {
    for (let local = 0; local < this.json.length; local++) {
      yield { record: 'document', local, json: this.json[local]! };
      const seen = new Set<string>();
      for (const { actionKey, prefix } of patternsOf(this.compiled[local] ?? null)) {
        const key = `${actionKey}\n${prefix}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield { record: 'pattern', local, actionKey, prefix };
      }
    }
  }
}

/** A broken or missing policy might have granted anything: it is filed so that every question meets it and can answer `unknown`. */
function patternsOf(compiled: CompiledPolicy | null): readonly { actionKey: string; prefix: string }[] {
  return compiled?.valid ? allowPatterns(compiled) : [{ actionKey: '*', prefix: '' }];
}
