import { expect, it } from 'vitest';
import { finished } from '../../../grammar/index.js';

it.each([
  'config',
  'config from iam where',
  'config from iam where a.b =',
  "config from iam where a.b = 'c' AND",
  "config from iam where a.b IN ('c',",
  "config from iam where a.b IN ('c'",
  "config from iam where (a.b = 'c'\n  OR",
  "config from iam where (a.b = 'c'",
  'who can s3:GetObject on',
  "config from iam where a.b = 'c' group by a.b,",
  "config from iam where a.b = 'c' with context { 'd':",
])('goes on after: %s', (text) => expect(finished(text)).toBe(false));

it.each([
  "config from iam where a.b = 'c'",
  "who can s3:GetObject on 'x'",
  "config from iam where a.b == 'c' AND",
  "config from iam where a.b = 'never closed",
  "config from iam where a.b = 'c')",
  'select * from x',
  'wo can',
])('is over: %s', (text) => expect(finished(text)).toBe(true));
