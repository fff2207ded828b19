import { describe, expect, it } from 'vitest';
import { compatibleError } from '../../../../src/http/compatible/errors.js';

const problem = { status: 400, requestId: 'r-1' };

describe('errors as clients of the product read them', () => {
  it('stand in the header and in the body', () => {
    const detail = 'no attribute `dest.cloud.nam` [unknown-attribute] at 1:23\n  config from iam\n  ^^^';
    const { status, headers, body } = compatibleError({
      ...problem,
      detail,
      code: 'unknown-attribute',
      hint: 'try another',
    });
    expect(status).toBe(400);
    expect(headers).toEqual({
      'x-redlock-status':
        '[{"i18nKey":"unknown_attribute","severity":"error","subject":"no attribute `dest.cloud.nam` [unknown-attribute] at 1:23"}]',
    });
    expect(body).toEqual({
      error: {
        code: 'unknown_attribute',
        message: 'no attribute `dest.cloud.nam` [unknown-attribute] at 1:23',
        details: ['  config from iam', '  ^^^', 'try another', 'request r-1'],
      },
    });
  });

  it('use the word of the product for a wrong credential', () => {
    const { headers } = compatibleError({ ...problem, status: 401, detail: 'no', code: 'unauthenticated' });
    expect(JSON.parse(headers['x-redlock-status']!)).toEqual([
      { i18nKey: 'invalid_credentials', severity: 'error', subject: 'no' },
    ]);
  });

  it('cannot break out of the header, whatever a query holds', () => {
    const detail = `\`a\r${'\u0085'}x-evil: 1 ü 🙂"\` ${'y'.repeat(5000)}`;
    const text = compatibleError({ ...problem, detail, code: 'x' }).headers['x-redlock-status']!;
    expect(text).toMatch(/^[\x20-\x7e]*$/);
    expect(text.length).toBeLessThan(700);
    expect(JSON.parse(text)[0].subject).toBe(detail.slice(0, 500));
  });
});
