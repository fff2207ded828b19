import { describe, expect, it } from 'vitest';
import { withValues } from '../../../grammar/index.js';
import { at, attributes, texts } from './cursor.js';

const names = attributes.map(({ name, keys }) => (keys[0] > 0 ? `${name} ('` : name));
const where = (rest: string) => `config from iam where ${rest}`;

describe('at the beginning', () => {
  it('offers every way to begin', () => {
    expect(texts('<|>')).toEqual([
      'config from iam where',
      'config from cloud.resource where',
      'who can',
      'which users have access to',
      'what can',
      'what accounts, services and resources does',
      'what changed between',
      'can any user outside group',
      'why can',
      "why can't",
      'how can',
    ]);
    expect(at('<|>').candidates[2]).toEqual({
      text: 'who can',
      kind: 'question',
      detail: 'who can <action> on <resource>',
    });
  });

  it('goes on with what was begun, in any case of letters', () => {
    expect(texts('CON<|>')).toEqual(['config from iam where', 'config from cloud.resource where']);
    expect(texts('config <|>')).toEqual(['from iam where', 'from cloud.resource where']);
    expect(texts('config from <|>')).toEqual(['iam where', 'cloud.resource where']);
    expect(texts('which users <|>')).toEqual(['have access to']);
    expect(texts('which users ha<|>')).toEqual(['have access to']);
    expect(texts('why <|>')).toEqual(['can', "can't"]);
    expect(texts("can any user outside group 'g' <|>")).toEqual(['access resources in region']);
    expect(texts("what can 'x' <|>")).toEqual(['access']);
    expect(texts("how can 'x' <|>")).toEqual(['reach']);
    expect(texts("what changed between '2026-01-01' <|>")).toEqual(['and']);
    expect(texts('who can s3:GetObject <|>')).toEqual(['on']);
    expect(texts("what accounts, services and resources does 'x' <|>")).toEqual(['have access to']);
  });
});

describe('where a comparison begins', () => {
  it.each(['', 'NOT ', '(', "source.cloud.type = 'AWS' AND ", "(source.cloud.type IN ('AWS', 'GCP') OR NOT "])(
    'offers attributes after `%s`',
    (before) => {
      expect(texts(where(`${before}<|>`)).slice(0, names.length)).toEqual(names);
    },
  );

  it('finds an attribute by any part of its name, beginnings first', () => {
    expect(texts(where('mfa<|>'))).toEqual(['source.mfaenabled']);
    expect(texts(where('account<|>'))).toEqual(['source.cloud.account', 'dest.cloud.account']);
    expect(texts(where('path<|>'))).toEqual(['path.hops']);
    expect(at(where('mfa<|>')).candidates[0]?.detail).toBe('what source.mfaenabled means');
  });

  it('replaces the whole word the cursor stands in, and keeps arguments that stand already', () => {
    expect(at(where("source.cl<|>oud.typ = 'AWS'")).replaced).toBe('source.cloud.typ');
    expect(texts(where("source.cloud.resource.t<|> ('team') exists"))).toEqual(['source.cloud.resource.tag']);
    expect(at(where("<|>source.cloud.type = 'AWS'")).replaced).toBe('');
  });
});

describe('operators', () => {
  it('are those of the attribute', () => {
    expect(texts(where('path.hops <|>'))).toEqual(['=', '<', '<=', '>', '>=']);
    expect(texts(where("source.cloud.resource.tag ('team') <|>"))).toEqual(['=', '!=', 'exists', 'does not exist']);
    expect(texts(where('source.cloud.account <|>'))).toEqual(['=', '!=', 'LIKE']);
    expect(texts(where('nobody.knows <|>'))).toHaveLength(16);
  });

  it('of several words go on', () => {
    expect(texts(where('action.name st<|>'))).toEqual(['STARTS WITH']);
    expect(texts(where('action.name starts <|>'))).toEqual(['WITH']);
    expect(texts(where('action.name does not <|>'))).toEqual(['START WITH', 'END WITH', 'exist']);
    expect(texts(where('action.name not <|>'))).toEqual(['IN (']);
    expect(texts(where('action.name contains <|>'))).toEqual(['ALL (']);
  });
});

describe('values', () => {
  it('of closed lists, with and without the quote', () => {
    expect(texts(where('source.cloud.type = <|>'))).toEqual(["'AWS'", "'AZURE'"]);
    expect(texts(where('source.cloud.type = az<|>'))).toEqual(["'AZURE'"]);
    expect(texts(where("source.cloud.type IN ('AWS', 'a<|>"))).toEqual(["'AWS'", "'AZURE'"]);
    expect(at(where("source.cloud.type = 'A<|>'")).replaced).toBe("'A'");
    expect(at(where("source.cloud.type = 'A<|>WS' AND path.hops > 1")).replaced).toBe("'AWS'");
    expect(at(where("source.cloud.type = '<|> AND action.name = 'x'")).replaced).toBe("'");
  });

  it('are true and false for truth, and the same attribute of another side', () => {
    expect(texts(where('source.mfaenabled = <|>'))).toEqual(['true', 'false']);
    expect(texts(where('source.cloud.account != <|>'))).toEqual(['dest.cloud.account']);
    expect(texts(where('source.cloud.account LIKE <|>'))).toEqual([]);
  });

  it('behind $ are the names that have one, and those of the text', () => {
    expect(texts(where('source.cloud.account = $<|>'), ['day', 'who'])).toEqual(['$day', '$who']);
    const written = at(where('action.name = $act AND source.cloud.account = $<|>'), ['day']);
    expect(written.candidates).toEqual([
      { text: '$day', kind: 'parameter' },
      { text: '$act', kind: 'parameter', detail: 'has no value yet' },
    ]);
  });

  it('that only the data has are asked for', () => {
    expect(at(where("source.cloud.account = 'led<|>")).wanted).toEqual({
      of: { kind: 'attribute', name: 'source.cloud.account', keys: [] },
      prefix: 'led',
      quoted: true,
    });
    expect(at(where("source.cloud.resource.tag ('te<|>")).wanted?.of).toEqual({
      kind: 'key',
      name: 'source.cloud.resource.tag',
      at: 0,
      keys: [],
    });
    expect(at(where("source.cloud.resource.tag ('team') = '<|>")).wanted?.of).toEqual({
      kind: 'attribute',
      name: 'source.cloud.resource.tag',
      keys: ['team'],
    });
    expect(at(where("grantedby.cloud.policy.condition ('it''s', '<|>")).wanted?.of).toEqual({
      kind: 'key',
      name: 'grantedby.cloud.policy.condition',
      at: 1,
      keys: ["it's"],
    });
    const of = (marked: string) => at(marked).wanted?.of.kind;
    expect(of('who can <|>')).toBe('action');
    expect(of('who can s3:GetObject on <|>')).toBe('resource');
    expect(of("which users have access to '<|>")).toBe('resource');
    expect(of('what can <|>')).toBe('identity');
    expect(of('what accounts, services and resources does <|>')).toBe('identity');
    expect(of('why can <|>')).toBe('identity');
    expect(of("why can't 'ana' <|>")).toBe('action');
    expect(of("why can't 'ana' s3:GetObject on <|>")).toBe('resource');
    expect(of("how can 'ana' reach <|>")).toBe('resource');
    expect(of('can any user outside group <|>')).toBe('group');
    expect(of("can any user outside group 'g' access resources in region <|>")).toBe('region');
    expect(of('what changed between <|>')).toBe('date');
    expect(of("what changed between '2026-01-01' and '<|>")).toBe('date');
    expect(of(where('path.hops > 1 as of <|>'))).toBe('date');
    expect(of(where('path.hops > 1 with context { <|>'))).toBe('context-key');
    expect(of(where('path.hops > <|>'))).toBeUndefined();
    expect(of(where('path.hops > 1 limit <|>'))).toBeUndefined();
  });

  it('that were found come first, quoted where the language wants it, open where more is to be typed', () => {
    const found = at(where("source.cloud.account = 'o<|>"));
    expect(withValues(found, [{ text: "o'neill", detail: '1' }, { text: 'other' }, { text: 'zoo' }])).toEqual([
      { text: "'o''neill'", kind: 'value', detail: '1' },
      { text: "'other'", kind: 'value' },
      { text: "'zoo'", kind: 'value' },
    ]);
    expect(withValues(at('who can s<|>'), [{ text: 's3:', open: true }])[0]?.text).toBe('s3:');
    expect(withValues(at("who can 's<|>"), [{ text: 's3:', open: true }])[0]?.text).toBe("'s3:");
  });
});

describe('behind a whole comparison', () => {
  it('offers connectives and the clauses that do not stand yet', () => {
    const clauses = ['with context {', 'as of', 'group by', 'order by', 'limit', 'reach all'];
    expect(texts(where('path.hops > 1 <|>'))).toEqual(['AND', 'OR', ...clauses]);
    expect(texts(where('path.hops > 1 limit 5 reach all <|>'))).toEqual(clauses.slice(0, 4));
    expect(texts("who can s3:GetObject on 'x' <|>")).toEqual(clauses);
    expect(texts(where('path.hops > 1 group <|>'))).toEqual(['by']);
  });

  it('closes what is open', () => {
    expect(texts(where('(path.hops > 1 <|>'))).toEqual(['AND', 'OR', ')']);
    expect(texts(where("source.cloud.type IN ('AWS' <|>"))).toEqual([',', ')']);
    expect(texts(where("path.hops > 1 with context { 'a': 1 <|>"))).toEqual([',', '}']);
    expect(texts(where("path.hops > 1 with context { 'a': <|>"))).toEqual(['true', 'false', 'null']);
    expect(texts(where('path.hops > 1 order by path.hops d<|>'))).toEqual(['desc']);
  });

  it('is not spoilt by a mistake further up', () => {
    expect(texts(where("source.cloud.type == 'x' AND nonsense AND source.cloud.type = '<|>"))).toEqual([
      "'AWS'",
      "'AZURE'",
    ]);
  });
});

describe('the cost', () => {
  it('does not grow with what is finished', () => {
    const long = where(`${"(action.name = 'x' OR path.hops > 1) AND ".repeat(20_000)}source.cloud.type = <|>`);
    const started = performance.now();
    expect(texts(long)).toEqual(["'AWS'", "'AZURE'"]);
    // Reading the words of a text of 800,000 characters; finding what may follow is not part of it.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
