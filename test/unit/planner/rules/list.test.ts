import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rules } from '../../../../src/planner/index.js';

const names = (path: string, ending: string) =>
  readdirSync(fileURLToPath(new URL(path, import.meta.url)))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .toSorted();

/** `operator-allowed` -> `operatorAllowed`: the rule is called as its file. */
const camel = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

it('every rule has its file, its place in the list and its test', () => {
  const files = names('../../../../src/planner/rules/', '.ts').filter((name) => !['index', 'rule'].includes(name));
  expect(rules.map((rule) => rule.name).toSorted()).toEqual(files.map(camel).toSorted());
  expect(names('./', '.test.ts').filter((name) => name !== 'list')).toEqual(files);
});
