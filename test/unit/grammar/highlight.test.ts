import { describe, expect, it } from 'vitest';
import { highlight } from '../../../grammar/index.js';

const painted = (text: string) => highlight(text).map(({ kind, span }) => [text.slice(...span), kind]);

describe('colours of a text', () => {
  it('tell what each part is', () => {
    expect(painted("config from iam where source.mfaenabled = false AND action.name IN ('a', $b) limit 5")).toEqual([
      ['config', 'keyword'],
      ['from', 'keyword'],
      ['iam', 'keyword'],
      ['where', 'keyword'],
      ['source.mfaenabled', 'attribute'],
      ['=', 'operator'],
      ['false', 'number'],
      ['AND', 'keyword'],
      ['action.name', 'attribute'],
      ['IN', 'operator'],
      ["'a'", 'string'],
      ['$b', 'parameter'],
      ['limit', 'keyword'],
      ['5', 'number'],
    ]);
  });

  it('of unfinished texts, and of what can stand nowhere', () => {
    expect(painted("why can't 'ana")).toEqual([
      ['why', 'keyword'],
      ["can't", 'keyword'],
      ["'ana", 'string'],
    ]);
    expect(painted('who can s3:Get* “x” 9O')).toEqual([
      ['who', 'keyword'],
      ['can', 'keyword'],
      ['s3:Get*', 'name'],
      ['“', 'mistake'],
      ['x', 'name'],
      ['”', 'mistake'],
      ['9O', 'mistake'],
    ]);
  });
});
