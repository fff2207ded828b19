import { describe, expect, it } from 'vitest';
import { readPageToken, wantedOf, writePageToken } from '../../../../src/http/compatible/page.js';

const query = "config from iam where source.public = true AND dest.cloud.resource.name = 'Zahlungsläufe'";

describe('page tokens', () => {
  it('say the whole question and where it goes on', () => {
    const token = { query, groupBy: [], at: 'WzEsMl0' } as const;
    expect(readPageToken(writePageToken(token))).toEqual(token);
    const grouped = { query, groupBy: ['source', 'action'], at: { generation: 3, offset: 200 } } as const;
    expect(readPageToken(writePageToken(grouped))).toEqual(grouped);
  });

  it.each([
    'nonsense',
    '',
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('[1,"q",[],"c","more"]').toString('base64url'),
    Buffer.from('[2,"q",[],"c"]').toString('base64url'),
    Buffer.from('[1,"q",["__proto__"],"c"]').toString('base64url'),
    Buffer.from('[1,"q",["source"],[1,-5]]').toString('base64url'),
    Buffer.from('[1,"q",["source"],[1]]').toString('base64url'),
    Buffer.from('[1,5,[],"c"]').toString('base64url'),
  ])('%j is none', (text) => {
    expect(() => readPageToken(text)).toThrow('this is no page token');
  });
});

describe('what a request wants', () => {
  it('is a page of the usual length where it names none, and at most the most', () => {
    expect(wantedOf({ query })).toEqual({ query, groupBy: [], limit: 100, at: null });
    expect(wantedOf({ query, limit: 0 }).limit).toBe(100);
    expect(wantedOf({ query, limit: 1 }).limit).toBe(1);
    expect(wantedOf({ query, limit: 1_000_000 }).limit).toBe(10_000);
    expect(() => wantedOf({ query, limit: -1 })).toThrow('`-1` is no number of rows');
    expect(() => wantedOf({ query, limit: 1.5 })).toThrow('`1.5` is no number of rows');
  });

  it('is told by the token alone, or by both where they agree', () => {
    const token = writePageToken({ query, groupBy: ['source', 'action'], at: { generation: 3, offset: 2 } });
    const wanted = { query, groupBy: ['source', 'action'], limit: 5, at: { generation: 3, offset: 2 } };
    expect(wantedOf({ token, limit: 5 })).toEqual(wanted);
    expect(wantedOf({ query, token, limit: 5, groupBy: ['action', 'source', 'action'] })).toEqual(wanted);
    expect(() => wantedOf({ query: `${query} `, token })).toThrow('the page token belongs to another query');
    expect(() => wantedOf({ query, token, groupBy: ['source'] })).toThrow('the page token belongs to another query');
  });
});
