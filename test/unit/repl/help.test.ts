import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phrases } from '../../../grammar/index.js';
import { describeAttributes } from '../../../src/commands/describe-language.js';
import { lint } from '../../../src/commands/lint.js';
import { backslashCommands } from '../../../src/repl/backslash/index.js';
import { topics } from '../../../src/repl/help/topics.js';
import { openDemo } from '../executor/demo-estate.js';
import { talk } from './talk.js';

let demo: Awaited<ReturnType<typeof openDemo>>;
let say: ReturnType<typeof talk>['say'];
beforeAll(async () => {
  demo = await openDemo();
  say = talk(demo.environment).say;
});
afterAll(() => demo.close());

const examples = topics.flatMap(({ text }) => [...text.matchAll(/^> (.*)$/gm)].map(([, query]) => query!));

describe('the help', () => {
  it('begins with how to ask, every topic and every command', async () => {
    const text = await say('help');
    for (const { name } of topics) expect(text).toContain(`  ${name}`);
    for (const { name } of backslashCommands) expect(text).toContain(`\\${name}`);
    expect(await say('\\?')).toBe(text);
  });

  it.each(examples)('has an example that runs: %s', async (query) => {
    const answer = await say(query);
    expect(answer).not.toMatch(/^error/);
    // An example that finds nothing teaches nothing.
    expect(answer).not.toMatch(/^no rows/);
  });

  it('tells of every attribute, with an example that is well-formed', async () => {
    const list = await say('\\help attributes');
    for (const { name, example } of describeAttributes()) {
      expect(list).toContain(name);
      expect([name, await lint(`config from iam where ${example}`)]).toEqual([name, { ok: true }]);
      expect(await say(`\\help ${name.toUpperCase()}`)).toContain(`example: config from iam where ${example}`);
    }
    expect(await say('\\help attributes mfa')).toContain('source.mfaenabled');
    expect(await say('\\help attributes zzz')).toBe('no attribute has `zzz` in it\n');
  });

  it('tells of every operator and clause, with examples that are well-formed', async () => {
    const both = (await say('\\help operators')) + (await say('\\help clauses'));
    for (const { text, kind, description } of phrases) {
      if (kind !== 'operator' && kind !== 'clause') continue;
      expect(both).toContain(description);
      const [, example] =
        new RegExp(
          `^${text.replace(/[()]/g, '\\$&')} +${description.replace(/[().*+?^$|[\]{}\\]/g, '\\$&')}\n +(.*)$`,
          'm',
        ).exec(both) ?? [];
      const whole = kind === 'operator' ? example : `path.hops > 1 ${example}`;
      expect([text, await lint(`config from iam where ${whole}`)]).toEqual([text, { ok: true }]);
    }
  });

  it('tells of one word, one command', async () => {
    expect(await say('\\help starts with')).toContain("action.name STARTS WITH 'kms:'");
    expect(await say('\\help \\save')).toContain('\\save FILE');
    expect(await say('\\help save')).toContain('\\save FILE');
    expect(await say('\\help atributes')).toBe('error no help about `atributes`\n  did you mean \\help attributes?\n');
  });

  it.each(topics)('fits a terminal: $name', ({ text }) => {
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(140);
  });
});
