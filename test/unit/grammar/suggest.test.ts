import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nearest, unknownName } from '../../../grammar/index.js';

describe('nearest', () => {
  const names = ['source.idp.group', 'source.idp.email', 'dest.cloud.region'];

  it.each([
    ['source.idp.grup', 'source.idp.group'],
    ['SOURCE.IDP.GROUP', 'source.idp.group'],
    ['source.idp.emial', 'source.idp.email'],
    ['des.cloud.regoin', 'dest.cloud.region'],
  ])('%s', (text, expected) => {
    expect(nearest(text, names)).toBe(expected);
  });

  it('offers nothing where nothing is near', () => {
    expect(nearest('weather', names)).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
    expect(nearest('source.'.repeat(2000), names)).toBeUndefined();
  });

  it('takes the first of equally near ones', () => {
    expect(nearest('cat', ['bat', 'rat'])).toBe('bat');
  });
});

describe('unknownName', () => {
  it('says what, where and what was probably meant', () => {
    expect(unknownName('attribute', 'unknown-attribute', 'verdit', [3, 9], ['verdict'])).toEqual({
      code: 'unknown-attribute',
      message: 'unknown attribute `verdit`',
      span: [3, 9],
      hint: 'did you mean `verdict`?',
    });
  });

  it('has no hint where there is nothing to say', () => {
    expect(unknownName('attribute', 'unknown-attribute', 'weather', [0, 7], ['verdict'])).not.toHaveProperty('hint');
  });

  it('is the only maker of such messages', () => {
    const makers = ['grammar', 'src/planner'].flatMap((room) => {
      const directory = fileURLToPath(new URL(`../../../${room}/`, import.meta.url));
      return readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .filter((file) => /[`'"]unknown [^`'"]*[`'"$]/.test(code(readFileSync(`${directory}${file}`, 'utf8'))))
        .map((file) => `${room}/${file}`);
    });
    expect(makers).toEqual(['grammar/suggest.ts']);
  });
});

/** Source text without its comments. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
