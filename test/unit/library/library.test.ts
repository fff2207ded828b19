import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse, print } from '../../../grammar/index.js';
import { localAdministrator } from '../../../src/callers/caller.js';
import { loadAwsCatalogue } from '../../../src/catalogue/aws.js';
import { query } from '../../../src/commands/query.js';
import { listQueries, savedParameters, selectQueries } from '../../../src/commands/saved-queries.js';
import { columnOf } from '../../../src/library/columns.js';
import { loadLibrary, shippedDirectory } from '../../../src/library/index.js';
import { attributeNames } from '../../../src/planner/index.js';
import { openDemo } from '../executor/demo-estate.js';

const library = loadLibrary();

describe('the shipped queries', () => {
  it('are more than fifty-five, in nine packs', () => {
    expect(library.length).toBeGreaterThanOrEqual(55);
    expect([...new Set(library.map((one) => one.pack))]).toEqual([
      'access',
      'administration',
      'credentials',
      'data',
      'escalation',
      'exposure',
      'separation-of-duties',
      'third-party',
      'unused',
    ]);
  });

  it('all say why they matter, what to do and where that is written', () => {
    for (const one of library) {
      expect([one.id, one.why.length > 40, one.remedy.length > 20, one.question.endsWith('?')]).toEqual([
        one.id,
        true,
        true,
        true,
      ]);
      expect([one.id, (one.references.nist ?? []).length > 0]).toEqual([one.id, true]);
    }
  });

  it('name only actions that exist', () => {
    const catalogue = loadAwsCatalogue();
    for (const { id, text } of library)
      for (const [, action] of text.matchAll(/'([a-z0-9-]+:[A-Z]\w+)'/g))
        if (!/^(?:aws|kms|iam|ec2|lambda|sts):[A-Z]\w+$/.test(action!) || !isConditionKey(text, action!))
          expect([id, action, catalogue.action(action!)?.name]).toEqual([id, action, action]);
  });

  it('stand in one written form', () => {
    for (const { id, text } of library) expect([id, parse(print(parse(text).ast!)).diagnostics]).toEqual([id, []]);
  });

  it('ship with the package', () => {
    const { files } = JSON.parse(readFileSync(join(shippedDirectory(), '../package.json'), 'utf8')) as {
      files: string[];
    };
    expect(files).toContain('queries');
  });
});

/** Keys of conditions look like actions: they stand in the parentheses of an attribute. */
function isConditionKey(text: string, name: string): boolean {
  return text.includes(`condition ('${name}')`);
}

describe('columns of rows', () => {
  it('stand for attributes of the language, and rows have them', async () => {
    const { environment, close } = await openDemo();
    const answer = await query(environment, localAdministrator, { text: 'config from iam where source.public = true' });
    await close();
    if (answer.kind !== 'rows') return expect.fail('rows expected');
    const fields = attributeNames.flatMap((name) => columnOf(name, false) ?? []);
    expect(fields.length).toBe(20);
    for (const field of fields) expect(Object.keys(answer.rows[0]!)).toContain(field);
  });
});

describe("a directory of one's own", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'grantgraph-queries-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const text = (id: string) =>
    `# id: ${id}\n# title: T\n# question: Q?\n# severity: low\n# maturity: stable\n# why: w\n# remedy: r\n# identity: [action.name]\nconfig from iam where source.public = true`;

  it('stands beside the shipped queries', async () => {
    mkdirSync(join(root, 'house'));
    writeFileSync(join(root, 'house', 'ours.rql'), text('ours'));
    writeFileSync(join(root, 'loose.rql'), text('loose'));
    const all = loadLibrary(root);
    expect(all.length).toBe(library.length + 2);
    expect(all.find((one) => one.id === 'ours')?.pack).toBe('house');
    expect((await selectQueries(['house'], { directory: root })).map((one) => one.id)).toEqual(['ours']);
  });

  it('may not take an id that is taken', () => {
    writeFileSync(join(root, 'public-data-read.rql'), text('public-data-read'));
    expect(() => loadLibrary(root)).toThrow(
      'the id `public-data-read` is taken by `queries/exposure/public-data-read.rql`',
    );
  });

  it('is named when a query in it lies', () => {
    writeFileSync(join(root, 'wrong.rql'), text('other'));
    expect(() => loadLibrary(root)).toThrow(
      expect.objectContaining({ place: { file: join(root, 'wrong.rql'), line: 1 } }),
    );
  });

  it('must be there', () => {
    expect(() => loadLibrary(join(root, 'nothing'))).toThrow(/^cannot read the queries in/);
  });
});

describe('what people type', () => {
  it('finds an id, a pack and both together, each query once', async () => {
    const [one] = await selectQueries(['exposure/public-data-read']);
    expect(one?.id).toBe('public-data-read');
    const all = await selectQueries(['exposure', 'public-data-read']);
    expect(all.map((query) => query.id)).toEqual((await listQueries({ pack: 'exposure' })).map((query) => query.id));
  });

  it.each([
    [
      ['public-data-raed'],
      'no query called `public-data-raed`',
      'did you mean `public-data-read`? `grantgraph queries` lists them',
    ],
    [['zzzzzzzzzzzz'], 'no query called `zzzzzzzzzzzz`', '`grantgraph queries` lists them'],
  ])('%s is answered with a hint', async (names, message, hint) => {
    await expect(selectQueries(names)).rejects.toMatchObject({ code: 'unknown-query', exit: 2, message, hint });
  });

  it('lists the gravest first, by pack and severity', async () => {
    await expect(listQueries({ pack: 'exposed' })).rejects.toMatchObject({ code: 'unknown-pack' });
    const critical = await listQueries({ severity: 'critical' });
    expect(critical.length).toBeGreaterThan(5);
    expect(new Set(critical.map((one) => one.severity))).toEqual(new Set(['critical']));
    const list = await listQueries({ pack: 'access' });
    expect(list.map((one) => one.severity)).toEqual(['high', 'high', 'medium', 'medium', 'low', 'info', 'info']);
  });
});

describe('parameters', () => {
  const saved = (id: string) => library.find((one) => one.id === id)!;

  it('take their defaults, and what is given instead', () => {
    expect(savedParameters(saved('unused-roles'), {})).toEqual({ days: 90 });
    expect(savedParameters(saved('unused-roles'), { days: 30 })).toEqual({ days: 30 });
    // A shell tells no text from a number.
    expect(savedParameters(saved('who-reaches'), { resource: 42 })).toEqual({ resource: '42' });
  });

  it.each([
    [
      'who-reaches',
      {},
      'missing-parameter',
      '`who-reaches` needs a value for `resource`',
      '--param resource=payroll-exports (name or ARN of the resource)',
    ],
    [
      'unused-roles',
      { day: 3 },
      'unknown-parameter',
      'no parameter called `day`',
      'did you mean `days`? `unused-roles` takes days',
    ],
    [
      'unused-roles',
      { days: 'many' },
      'wrong-value-type',
      'parameter `days` takes a number, not `many`',
      'days without use',
    ],
    ['every-object', { days: 3 }, 'unknown-parameter', 'no parameter called `days`', '`every-object` takes none'],
  ])('%s with %j is refused', (id, given, code, message, hint) => {
    expect(() => savedParameters(saved(id), given as never)).toThrow(
      expect.objectContaining({ code, message, hint, exit: 2 }),
    );
  });
});
