import { describe, expect, it } from 'vitest';
import { describePlace, GrantgraphError } from '../../../src/base/errors.js';
import { prove } from '../../../src/library/index.js';

const head = [
  '# id: sample',
  '# title: A title',
  '# question: Which?',
  '# severity: low',
  '# maturity: stable',
  '# why: Because.',
  '# remedy: Mend it.',
  '# identity: [source.cloud.resource.id]',
];
const query = 'config from iam where source.public = true';

/** The head with some of its lines changed or taken out, and the query. */
function file(changes: Readonly<Record<string, string | null>> = {}, text = query): string {
  const lines = head.flatMap((line) => {
    const key = /^# (\w+):/.exec(line)![1]!;
    return changes[key] === undefined ? [line] : changes[key] === null ? [] : [`# ${key}: ${changes[key]}`];
  });
  const more = Object.entries(changes).filter(([key]) => !head.some((line) => line.startsWith(`# ${key}:`)));
  return [...lines, ...more.map(([key, value]) => `# ${key}: ${value}`), text].join('\n');
}

function complaint(text: string): string {
  try {
    prove({ file: 'q/sample.rql', pack: 'q', id: 'sample', text });
  } catch (error) {
    const { code, message, place, hint } = error as GrantgraphError;
    expect(error).toBeInstanceOf(GrantgraphError);
    expect(code).toBe('invalid-saved-query');
    return `${describePlace(place)}: ${message}${hint ? ` (${hint})` : ''}`;
  }
  return 'none';
}

describe('a saved query', () => {
  it('is what its file says', () => {
    const text = file(
      {
        parameters: '{ days: { type: number, default: 90, description: how long } }',
        references: "{ cis: ['1.16'], nist: ['AC-6(5)'], mitre: ['T1078.004'], docs: ['https://a.example/x'] }",
        identity: '[source.cloud.resource.id, dest.cloud.resource.id]',
      },
      `${query}\n  # with a word about it\n  AND action.lastaccess.days > $days`,
    );
    expect(prove({ file: 'q/sample.rql', pack: 'q', id: 'sample', text })).toEqual({
      id: 'sample',
      pack: 'q',
      file: 'q/sample.rql',
      title: 'A title',
      question: 'Which?',
      severity: 'low',
      maturity: 'stable',
      why: 'Because.',
      remedy: 'Mend it.',
      identity: ['source.cloud.resource.id', 'dest.cloud.resource.id'],
      parameters: [{ name: 'days', type: 'number', default: 90, description: 'how long' }],
      references: { cis: ['1.16'], nist: ['AC-6(5)'], mitre: ['T1078.004'], docs: ['https://a.example/x'] },
      text: `${query}\n  AND action.lastaccess.days > $days`,
    });
  });

  it('may carry its header behind dashes, and lines that end as on Windows', () => {
    const text = file().replace(/^# /gm, '-- ').replace(/\n/g, '\r\n');
    expect(prove({ file: 'q/sample.rql', pack: 'q', id: 'sample', text }).text).toBe(query);
  });

  it.each<[string, string, string]>([
    ['no header at all', query, 'q/sample.rql:1: the file has no header (begin it with lines such as `# title: …`)'],
    ['a key that is missing', file({ why: null }), 'q/sample.rql:1: the header has no `why` (write it as `# why: …`)'],
    [
      'a key that is misspelt',
      file({ severty: 'low' }),
      'q/sample.rql:9: unknown key `severty` in the header (did you mean `severity`?)',
    ],
    [
      'a value out of the list',
      file({ severity: 'hihg' }),
      'q/sample.rql:4: unknown severity `hihg` (known: critical, high, medium, low, info)',
    ],
    [
      'another id than the file',
      file({ id: 'simple' }),
      'q/sample.rql:1: the id `simple` is not the name of the file (name it `sample`)',
    ],
    ['broken YAML', file({ title: 'one: two' }), 'q/sample.rql:2: the header is not valid YAML'],
    [
      'a query that does not parse',
      file({}, 'config from iam\n where source.public == true'),
      'q/sample.rql:10:23: unexpected `=` after `=` (unexpected-token) (one operator is enough: =, !=, <, <=, > or >=)',
    ],
    [
      'a query that does not bind',
      file({}, 'config from iam where source.publik = true'),
      'q/sample.rql:9:23: unknown attribute `source.publik` (unknown-attribute) (did you mean `source.public`?)',
    ],
    [
      'an attribute nothing fills',
      file({}, 'config from iam where source.cloud.account.isvendor = true'),
      'q/sample.rql:9:23: `source.cloud.account.isvendor` cannot be answered: nothing that is collected fills it (not-supported) (ask by account, tag or id instead)',
    ],
    [
      'a parameter that is not declared',
      file({}, 'config from iam where source.email = $who'),
      'q/sample.rql:1: parameter `$who` is used and not declared',
    ],
    [
      'a parameter that is not used',
      file({ parameters: '{ who: { type: string, description: a person } }' }),
      'q/sample.rql:9: parameter `who` is declared and never used',
    ],
    [
      'a default of the wrong type',
      file({ parameters: '{ who: { type: number, default: x, description: a } }' }),
      'q/sample.rql:9: parameter `who`: the default is no number',
    ],
    [
      'a column that rows have not',
      file({ identity: '[source.cloud.resource.tag]' }),
      'q/sample.rql:8: rows of the query have no `source.cloud.resource.tag` (group by it, or choose an attribute that rows carry)',
    ],
    [
      'a column that is not grouped by',
      file({}, `${query} group by dest.cloud.resource.id`),
      'q/sample.rql:8: rows of the query have no `source.cloud.resource.id` (it groups by dest.cloud.resource.id)',
    ],
    [
      'a column that is no attribute',
      file({ identity: '[sourceResourceId]' }),
      'q/sample.rql:8: unknown attribute `sourceResourceId` (identity names attributes of the query language)',
    ],
    [
      'a question without rows',
      file({}, "why can 'ana' s3:GetObject on 'b'"),
      'q/sample.rql:8: the query answers no rows (ask for rows: `config from iam where …`)',
    ],
    [
      'a reference of no known form',
      file({ references: "{ mitre: ['1078'] }" }),
      'q/sample.rql:9: `1078` is no reference of mitre (numbers stand in quotes)',
    ],
    [
      'a catalogue nobody knows',
      file({ references: "{ iso: ['A.9'] }" }),
      'q/sample.rql:9: unknown catalogue `iso` (known: cis, nist, mitre, docs)',
    ],
  ])('cannot lie: %s', (_what, text, said) => {
    expect(complaint(text)).toBe(said);
  });
});
