import { expect, it } from 'vitest';
import { chosen, offered, stepped } from '../../../../src/repl/editor/choosing.js';
import { Recall } from '../../../../src/repl/editor/recall.js';

const edit = (text: string) => ({ text, cursor: text.length });
const candidates = (...texts: string[]) => texts.map((text) => ({ text, spaced: true }));

it('one candidate is put in, with a space where none follows', () => {
  expect(offered(edit('wh'), { span: [0, 2], candidates: candidates('who can') })).toEqual({
    edit: edit('who can '),
    choosing: null,
  });
  const inside = offered({ text: 'wh on', cursor: 2 }, { span: [0, 2], candidates: candidates('who can') });
  expect(inside.edit).toEqual({ text: 'who can on', cursor: 7 });
  expect(offered(edit('x'), { span: [0, 1], candidates: [] })).toEqual({ edit: edit('x'), choosing: null });
});

it('several put in what they share, and are gone through', () => {
  const { edit: now, choosing } = offered(edit('s3:ge'), {
    span: [0, 5],
    candidates: candidates('s3:GetA', 's3:GetB'),
  });
  expect(now).toEqual(edit('s3:Get'));
  const first = stepped(choosing!, 1);
  expect(chosen(first)).toEqual(edit('s3:GetA '));
  expect(chosen(stepped(first, 1))).toEqual(edit('s3:GetB '));
  expect(chosen(stepped(stepped(first, 1), 1))).toEqual(edit('s3:GetA '));
  expect(chosen(stepped(choosing!, -1))).toEqual(edit('s3:GetB '));
});

it('what was typed stays where candidates only hold it somewhere', () => {
  const { edit: now } = offered(edit('mfa'), { span: [0, 3], candidates: candidates('source.mfaenabled', 'dest.mfa') });
  expect(now).toEqual(edit('mfa'));
});

it('history goes back and forth, and the draft waits at its end', () => {
  const recall = new Recall(['one', 'two']);
  expect(recall.step(-1, 'draft')).toBe('two');
  expect(recall.step(-1, 'two')).toBe('one');
  expect(recall.step(-1, 'one')).toBeNull();
  expect(recall.step(1, 'one')).toBe('two');
  expect(recall.step(1, 'two')).toBe('draft');
  expect(recall.step(1, 'draft')).toBeNull();
});

it('history is searched backwards, without case', () => {
  const recall = new Recall(['who can S3', 'what', 'who can kms']);
  recall.search('draft');
  recall.narrow('who');
  expect(recall.found).toBe('who can kms');
  recall.further();
  expect(recall.found).toBe('who can S3');
  recall.narrow(' can s');
  expect(recall.found).toBe('who can S3');
  recall.narrow('zzz');
  expect(recall.leave()).toBe('draft');
});
