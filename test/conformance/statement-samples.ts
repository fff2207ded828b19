import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Statement } from '../../src/store/neo4j/connection.js';

const directory = fileURLToPath(new URL('../../src/store/neo4j/cypher/', import.meta.url));
/** Ways to call one function; a type with more of them wants a narrower one. */
const mostWays = 20_000;

export interface NamedStatement extends Statement {
  /** `file: export`. */
  readonly name: string;
}

/**
 * Every statement that a file of `cypher/` exports or makes: its functions are called with values made of the types of their
 * parameters, each member of a union and each optional property with and without, so that all texts are seen. A new one joins by itself.
 */
export async function everyStatement(): Promise<readonly NamedStatement[]> {
  const files = readdirSync(directory).filter((name) => name.endsWith('.ts'));
  const program = ts.createProgram(
    files.map((name) => directory + name),
    {
      ...{
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
      },
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, noEmit: true },
    },
  );
  const samples = new Samples(program.getTypeChecker());
  const found: NamedStatement[] = [];
  for (const file of files) {
    const exported = await import(/* @vite-ignore */ directory + file);
    for (const [name, statement] of samples.statementsOf(program.getSourceFile(directory + file)!, exported))
      found.push({ name: `${file.replace('.ts', '')}: ${name}`, ...statement });
  }
  return found;
}

class Samples {
  constructor(private readonly checker: ts.TypeChecker) {}

  *statementsOf(file: ts.SourceFile, exported: Record<string, unknown>): Iterable<[string, Statement]> {
    for (const symbol of this.checker.getExportsOfModule(this.checker.getSymbolAtLocation(file)!)) {
      const value = exported[symbol.name];
      const type = this.checker.getTypeOfSymbol(symbol);
      const [signature] = type.getCallSignatures();
      if (signature && isStatement(signature.getReturnType())) {
        const texts = new Map<string, Statement>();
        for (const words of this.calls(signature)) {
          const statement = (value as (...words: unknown[]) => Statement)(...words);
          texts.set(statement.text, statement);
        }
        for (const statement of texts.values()) yield [symbol.name, statement];
      } else if (isStatement(type) && value) yield [symbol.name, value as Statement];
    }
  }

  private calls(signature: ts.Signature): unknown[][] {
    return product(signature.parameters.map((parameter) => this.values(this.checker.getTypeOfSymbol(parameter))));
  }

  /** Values of the type: one for each text that may come of it. */
  private values(type: ts.Type): readonly unknown[] {
    if (type.isUnion()) return type.types.flatMap((member) => this.values(member));
    if (type.isStringLiteral() || type.isNumberLiteral()) return [type.value];
    if (type.flags & ts.TypeFlags.BooleanLiteral) return [this.checker.typeToString(type) === 'true'];
    if (type.flags & ts.TypeFlags.Null) return [null];
    if (type.flags & ts.TypeFlags.Undefined) return [undefined];
    if (type.flags & ts.TypeFlags.String) return ['text'];
    if (type.flags & ts.TypeFlags.Number) return [1];
    if (this.checker.isArrayType(type))
      return this.values(this.checker.getTypeArguments(type as ts.TypeReference)[0]!).map((element) => [element]);
    if (type.flags & ts.TypeFlags.Object) return this.objects(type);
    throw new Error(`no sample for ${this.checker.typeToString(type)}`);
  }

  private objects(type: ts.Type): readonly object[] {
    const properties = type.getProperties();
    const each = properties.map((property) => {
      const absent = property.flags & ts.SymbolFlags.Optional ? [undefined] : [];
      return [...new Set([...absent, ...this.values(this.checker.getTypeOfSymbol(property))])];
    });
    return product(each).map((values) =>
      Object.fromEntries(values.flatMap((value, at) => (value === undefined ? [] : [[properties[at]!.name, value]]))),
    );
  }
}

function isStatement(type: ts.Type): boolean {
  return ['text', 'parameters'].every((name) => type.getProperty(name) !== undefined);
}

function product(lists: readonly (readonly unknown[])[]): unknown[][] {
  const ways = lists.reduce((total, list) => total * list.length, 1);
  if (ways > mostWays) throw new Error(`${ways} ways to call it`);
  return lists.reduce<unknown[][]>((rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])), [[]]);
}
