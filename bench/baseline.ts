import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../src/store/embedded/driver.js';

interface Described {
  readonly Arn?: string;
}

/** `JSON.parse` of every record of a dump, reading included. */
export function parseAll(dump: string): void {
  for (const file of filesOf(dump)) {
    const text = readFileSync(file, 'utf8');
    if (file.endsWith('.ndjson')) for (const line of lines(text)) JSON.parse(line);
    else JSON.parse(text);
  }
}

/** The least a durable load could do: parse, and insert every record's text with its key into one SQLite table. */
export function parseAndInsert(dump: string, file: string): void {
  rmSync(file, { force: true });
  const database = openDatabase(file);
  database.exec('CREATE TABLE record (id TEXT, body TEXT); BEGIN');
  const insert = database.prepare('INSERT INTO record VALUES (?, ?)');
  for (const record of recordsOf(dump)) insert.run(record.Arn ?? '', JSON.stringify(record));
  database.exec('CREATE INDEX record_id ON record (id); COMMIT');
  database.close();
}

function* recordsOf(dump: string): Generator<Described> {
  for (const file of filesOf(dump)) {
    const text = readFileSync(file, 'utf8');
    if (file.endsWith('.ndjson')) for (const line of lines(text)) yield JSON.parse(line) as Described;
    else for (const list of Object.values(JSON.parse(text) as Record<string, Described[]>)) yield* list;
  }
}

function filesOf(dump: string): string[] {
  return readdirSync(dump).flatMap((account) =>
    readdirSync(join(dump, account)).map((file) => join(dump, account, file)),
  );
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
