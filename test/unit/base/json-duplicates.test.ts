import { describe, expect, it } from 'vitest';
import { duplicateName } from '../../../src/base/json-duplicates.js';

describe('a name that stands twice in one object', () => {
  it.each([
    ['{"a":1,"b":2}', null],
    ['{"a":1,"a":2}', '/a'],
    ['{"a":{"b":1},"c":{"b":1}}', null],
    ['{"a":[{"b":1},{"b":1,"c":{"x":[],"x":{}}}]}', '/a/1/c/x'],
    ['[["a","a"],{"a":"a"}]', null],
    ['{"a":"{\\"b\\":1,\\"b\\":2}"}', null],
    ['{"a\\\\":1,"b":"\\\\","a\\\\":2}', '/a\\'],
    ['{"x/y":{"~":1,"~":2}}', '/x~1y/~0'],
    ['{"\\u0041":1,"A":2}', '/A'],
    ['{"a":{},"a":[]}', '/a'],
    ['{ "a" : 1 ,\n "a" : 2 }', '/a'],
    ['"a"', null],
    ['[]', null],
  ])('%s: %s', (text, pointer) => {
    JSON.parse(text);
    expect(duplicateName(text)).toBe(pointer);
  });

  it('takes time in proportion to the text', () => {
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`key${at}`, at])));
    const begun = performance.now();
    expect(duplicateName(wide)).toBeNull();
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});
