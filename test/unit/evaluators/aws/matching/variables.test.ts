import { describe, expect, it } from 'vitest';
import type { KeyValue } from '../../../../../src/evaluators/aws/key-value.js';
import { expand, resourceTemplate, template } from '../../../../../src/evaluators/aws/matching/variables.js';

const lookup = (key: string): KeyValue =>
  key === 'aws:username'
    ? { state: 'present', values: ['maria*'] }
    : key === 'aws:tagkeys'
      ? { state: 'present', values: ['a', 'b'], multi: true }
      : key === 'aws:userid'
        ? { state: 'absent' }
        : { state: 'unknown' };
const readable = (glob: string) => glob.replaceAll('\uE000', '<any>').replaceAll('\uE001', '<one>');
const expanded = (raw: string, variables = true) => {
  const found = expand(template(raw, variables, true), lookup);
  if (found.state === 'glob') return readable(found.glob);
  return found.state === 'open' ? `${readable(found.loose)} on ${found.key}` : found.state;
};

describe('variables', () => {
  it.each([
    ['home/${aws:username}/*', 'home/maria*/<any>'],
    ['home/${ AWS:UserName }/?', 'home/maria*/<one>'],
    ["home/${aws:userid, 'guest'}/x", 'home/guest/x'],
    ["home/${aws:username, 'guest'}/x", 'home/maria*/x'],
    ['home/${aws:userid}/x', 'nothing'],
    ['home/${aws:TagKeys}/x', 'nothing'],
    ['home/${aws:PrincipalTag/team}/x', 'home/<any>/x on aws:PrincipalTag/team'],
    ['${*}${?}${$}', '*?$'],
    ['${aws:username', '${aws:username'],
  ])('%s becomes %s', (raw, expected) => {
    expect(expanded(raw)).toBe(expected);
  });

  it('are literal text in the older version', () => {
    expect(expanded('home/${aws:username}/*', false)).toBe('home/${aws:username}/<any>');
  });
});

describe('variables of a resource', () => {
  it.each([
    ['arn:aws:s3:::home/${aws:username}/*', 'arn:aws:s3:::home/maria*/<any>'],
    ['arn:aws:sqs:${aws:username}:1:q', 'arn:aws:sqs:${aws:username}:1:q'],
    ['arn:aws:sqs:${aws:username}:1:${aws:username}', 'arn:aws:sqs:${aws:username}:1:maria*'],
    ['arn:aws:sqs:*', 'arn:aws:sqs:<any>'],
  ])('%s becomes %s', (raw, expected) => {
    const found = expand(resourceTemplate(raw, true), lookup);
    expect(found.state === 'glob' ? readable(found.glob) : found).toBe(expected);
  });

  it('tell what every match begins with', () => {
    expect(resourceTemplate('arn:aws:s3:::home/${aws:username}/*', true).prefix).toBe('arn:aws:s3:::home/');
    expect(resourceTemplate('arn:aws:sqs:${aws:username}:1:q*', true).prefix).toBe('arn:aws:sqs:${aws:username}:1:q');
  });
});
