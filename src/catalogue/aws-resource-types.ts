import {
  type ArnFormat,
  arnServiceOf,
  type Cut,
  cutsOf,
  extendsBySlash,
  formatRegExp,
  headWord,
  parseFormat,
} from './arn-format.js';
import type { ServiceRow } from './aws-file.js';
import type { ResourceTypeInfo } from './contract.js';
import { globMeetsFormat } from './glob-overlap.js';

/** How a text stands to one resource type: `is` one, `may` be one (wildcards), `holds` some (container), or `none` of it. */
export type Standing = { readonly how: 'is' | 'may' | 'none' } | { readonly how: 'holds'; readonly rest: string };

interface Shape {
  readonly format: ArnFormat;
  /** Any text of the format. */
  readonly fits: RegExp;
  /** Without the contents that other types of the service stand for. */
  readonly strict: RegExp;
  readonly lastExclude: string;
  readonly cuts: readonly (Cut & { readonly strict: RegExp })[];
}

const none: Standing = { how: 'none' };
const is: Standing = { how: 'is' };
const may: Standing = { how: 'may' };

/** One resource type of one service with all its ARN shapes, compiled on first use. */
export class ResourceType {
  readonly info: ResourceTypeInfo;
  private parsed: readonly ArnFormat[] | undefined;
  private compiled: readonly Shape[] | undefined;

  constructor(
    service: string,
    private readonly row: ServiceRow['types'][number],
    private readonly siblings: () => readonly ArnFormat[],
  ) {
    this.info = Object.freeze({ service, type: row[0], format: row[1] });
  }

  get formats(): readonly ArnFormat[] {
    this.parsed ??= this.row.slice(1).map(parseFormat);
    return this.parsed;
  }

  /** Service fields of its ARNs; null stands for any. */
  arnServices(): ReadonlySet<string | null> {
    return new Set(this.row.slice(1).map(arnServiceOf));
  }

  /** Literal characters of the best fitting shape; -1 when none fits. */
  specificity(arn: string): number {
    return this.shapes().reduce(
      (best, shape) => (shape.fits.test(arn) ? Math.max(best, shape.format.literals) : best),
      -1,
    );
  }

  meets(glob: string): boolean {
    return this.shapes().some((shape) => globMeetsFormat(glob, shape.format.pieces, shape.lastExclude));
  }

  standing(text: string, wildcard: boolean): Standing {
    const shapes = this.shapes();
    if (wildcard ? this.meets(text) : shapes.some((shape) => shape.strict.test(text))) return wildcard ? may : is;
    for (const { cuts } of shapes) {
      for (const cut of cuts) {
        const inside = wildcard ? globMeetsFormat(text, cut.container, '') : cut.strict.test(text);
        if (inside) return { how: 'holds', rest: cut.rest };
      }
    }
    return none;
  }

  private shapes(): readonly Shape[] {
    this.compiled ??= this.formats.map((format): Shape => {
      const lastExclude = this.siblings().some((other) => extendsBySlash(format, other)) ? '/' : '';
      return {
        format,
        fits: formatRegExp(format.pieces),
        strict: formatRegExp(format.pieces, lastExclude),
        lastExclude,
        cuts: cutsOf(format).map((cut) => ({ ...cut, strict: formatRegExp(cut.container) })),
      };
    });
    return this.compiled;
  }
}

/** Types of one list by the first word of the resource part, so that a service of a hundred types is not tried whole for each ARN. */
class TypeIndex {
  private readonly byWord = new Map<string, ResourceType[]>();
  private readonly wordless: ResourceType[] = [];
  private readonly picks = new Map<string, readonly ResourceType[]>();

  constructor(readonly types: readonly ResourceType[]) {
    for (const type of types) {
      const words = new Set(type.formats.map((format) => headWord(format.format)));
      for (const word of words) {
        if (word === null) this.wordless.push(type);
        else this.byWord.set(word, [...(this.byWord.get(word) ?? []), type]);
      }
    }
  }

  /** Types that can have anything to do with the text, in the order of the list. */
  candidates(text: string): readonly ResourceType[] {
    const word = headWord(text);
    if (word === null) return this.types;
    const named = this.byWord.get(word);
    if (!named) return this.wordless;
    let pick = this.picks.get(word);
    if (!pick) {
      const members = new Set([...named, ...this.wordless]);
      pick = this.types.filter((type) => members.has(type));
      this.picks.set(word, pick);
    }
    return pick;
  }
}

/** Resource types of all services, findable by service and by the service field of an ARN (which may differ: `iam` roles of `sts`). */
export class ResourceTypeTable {
  private readonly byService = new Map<string, readonly ResourceType[]>();
  private readonly byArnService = new Map<string, ResourceType[]>();
  private readonly indexes = new Map<string, TypeIndex>();
  private readonly found = new Map<string, ResourceTypeInfo | null>();

  constructor(services: readonly ServiceRow[]) {
    for (const row of services) {
      const types: ResourceType[] = row.types.map(
        (type) => new ResourceType(row.prefix, type, () => types.flatMap((each) => each.formats)),
      );
      this.byService.set(row.prefix, types);
      for (const type of types) this.file(type);
    }
  }

  private file(type: ResourceType): void {
    for (const service of type.arnServices()) {
      if (service === null) continue;
      const list = this.byArnService.get(service);
      if (list) list.push(type);
      else this.byArnService.set(service, [type]);
    }
  }

  of(service: string): readonly ResourceType[] {
    return this.byService.get(service.toLowerCase()) ?? [];
  }

  /** Types of a service that a text can have to do with. */
  candidates(service: string, text: string): readonly ResourceType[] {
    return this.index(`service ${service}`, () => this.of(service)).candidates(text);
  }

  private index(key: string, types: () => readonly ResourceType[]): TypeIndex {
    const known = this.indexes.get(key);
    if (known) return known;
    const index = new TypeIndex(types());
    this.indexes.set(key, index);
    return index;
  }

  /** Services with a type whose ARNs carry this service field, its own first. */
  servicesOf(arnService: string): readonly string[] {
    const services = new Set((this.byArnService.get(arnService) ?? []).map((type) => type.info.service));
    const own = this.byService.has(arnService) ? [arnService] : [];
    return [...new Set([...own, ...services])];
  }

  typeOf(arn: string): ResourceTypeInfo | undefined {
    const known = this.found.get(arn);
    if (known !== undefined) return known ?? undefined;
    const type = this.search(arn);
    if (this.found.size >= 50_000) this.found.clear();
    this.found.set(arn, type ?? null);
    return type;
  }

  private search(text: string): ResourceTypeInfo | undefined {
    // A policy variable stands for a piece of a name.
    const arn = text.replace(/\$\{[^}]*\}/g, 'x');
    const service = /^arn:[^:]*:([^:]*):/.exec(arn)?.[1];
    if (service === undefined) return undefined;
    const types = this.index(`arn ${service}`, () => this.byArnService.get(service) ?? []).candidates(arn);
    const own = types.filter((type) => type.info.service === service);
    return mostSpecific(own, arn) ?? mostSpecific(types, arn) ?? onlyMeeting(own.length > 0 ? own : types, arn);
  }
}

function mostSpecific(types: readonly ResourceType[], arn: string): ResourceTypeInfo | undefined {
  let best = -1;
  let found: ResourceTypeInfo | undefined;
  for (const type of types) {
    const specificity = type.specificity(arn);
    if (specificity <= best) continue;
    best = specificity;
    found = type.info;
  }
  return found;
}

/** A pattern that is shorter than any format (`arn:aws:sqs:eu-west-1:*`) still names a type when it can mean only one. */
function onlyMeeting(types: readonly ResourceType[], text: string): ResourceTypeInfo | undefined {
  if (!/[*?]/.test(text)) return undefined;
  const meeting = types.filter((type) => type.meets(text));
  return meeting.length === 1 ? meeting[0]!.info : undefined;
}
