import { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../../src/repl/backslash/command.js';
import { wholeText } from '../../../src/repl/interactive.js';
import { scriptTexts } from '../../../src/repl/script.js';
import { statement } from '../../../src/repl/statement.js';
import { wrapped } from '../../../src/repl/wrap.js';

async function split(text: string): Promise<string[]> {
  const found: string[] = [];
  for await (const one of scriptTexts(Readable.from([text]))) found.push(statement(one));
  return found;
}

describe('a script', () => {
  it('has queries over several lines, ended by a semicolon, an empty line, or the next one', async () => {
    expect(
      await split(`-- a remark
config from iam where source.public = true
  AND action.name = 's3:GetObject'
who can s3:GetObject on 'x';
# another remark
what can
  'ana' access

\\why 1
config from iam where path.hops > 1
\\format csv
how can 'a' reach 'b'`),
    ).toEqual([
      "config from iam where source.public = true\n  AND action.name = 's3:GetObject'",
      "who can s3:GetObject on 'x'",
      "what can\n  'ana' access",
      '\\why 1',
      'config from iam where path.hops > 1',
      '\\format csv',
      "how can 'a' reach 'b'",
    ]);
  });

  it('gives what is unfinished at its end as it stands', async () => {
    expect(await split('config from iam where')).toEqual(['config from iam where']);
    expect(await split('')).toEqual([]);
    expect(await split('\n\n-- nothing\n')).toEqual([]);
  });
});

describe('Enter', () => {
  it.each(["who can s3:Get* on 'x'", '\\help', 'help', 'quit', 'who can;', 'config from iam where\n', 'select 1'])(
    'sends `%s`',
    (text) => expect(wholeText(text)).toBe(true),
  );
  it.each(['config from iam where', 'config from iam where path.hops > 1 AND', 'who can s3:Get* on'])(
    'goes on after `%s`',
    (text) => expect(wholeText(text)).toBe(false),
  );
});

it('words of a command keep quoted spaces together', () => {
  expect(wordsOf(`a 'b c' "d e" f='g h' it''s`)).toEqual(['a', 'b c', 'd e', 'f=g h', 'it', '', 's']);
  expect(wordsOf("who='mira kowalska' n=5")).toEqual(['who=mira kowalska', 'n=5']);
  expect(wordsOf('')).toEqual([]);
});

describe('lines too long for the terminal', () => {
  it('go on under their own beginning', () => {
    expect(wrapped('  \\save FILE   all rows of the last answer', 28)).toEqual([
      '  \\save FILE   all rows of',
      '    the last answer',
    ]);
    expect(wrapped('  \\save FILE   all rows of the last answer', 36)).toEqual([
      '  \\save FILE   all rows of the last',
      '               answer',
    ]);
    expect(wrapped('one two three four', 9)).toEqual(['one two', '  three', '  four']);
  });

  it('keep their colours, which take no room', () => {
    const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
    const rows = wrapped(`${red('one')} ${red('two')} ${red('three')}`, 9);
    expect(rows.map(stripVTControlCharacters)).toEqual(['one two', '  three']);
    expect(rows[0]).toContain(red('one'));
  });

  it('are cut where there is no space', () => {
    const rows = wrapped('x'.repeat(50), 20);
    expect(rows.every((row) => row.length <= 20)).toBe(true);
    expect(rows.join('').replaceAll(' ', '')).toBe('x'.repeat(50));
  });
});
