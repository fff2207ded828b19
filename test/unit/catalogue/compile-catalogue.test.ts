import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCatalogueFile } from '../../../src/catalogue/aws-file.js';
import { classify, staleNames } from '../../../src/catalogue/aws-levels.js';

const compiled = 'dist/catalogue/aws.json';

describe('the catalogue compiler', () => {
  it('leaves an up-to-date file alone', () => {
    const before = statSync(compiled);
    execFileSync(process.execPath, ['dist/tools/compile-catalogue.js']);
    expect(statSync(compiled).mtimeMs).toBe(before.mtimeMs);
  });

  it('writes one compact file', () => {
    expect(statSync(compiled).size).toBeLessThan(1_200_000);
    expect(JSON.parse(readFileSync(compiled, 'utf8'))).toMatchObject({ format: 1, version: '0.21.202609261' });
  });

  it('would refuse names that stand for no action', () => {
    expect(staleNames(new Set())).toContain('s3:GetObject');
    expect(staleNames(new Set(['s3:getobject']))).not.toContain('s3:GetObject');
    const wildcard = staleNames(new Set(['bedrock:invokemodelwithresponsestream']));
    expect(wildcard).not.toContain('bedrock:InvokeModel*');
  });

  it('falls back on the published level', () => {
    expect(classify('nowhere', 'GetThing', 'Read')).toEqual({ levels: ['Metadata Read'], administrative: false });
    expect(classify('nowhere', 'PutThing', 'Write')).toEqual({ levels: ['Metadata Write'], administrative: false });
    expect(classify('nowhere', 'TagThing', 'Tagging, Write')).toEqual({
      levels: ['Metadata Write'],
      administrative: false,
    });
    expect(classify('nowhere', 'PutPolicy', 'Permissions management, Write')).toEqual({
      levels: ['Metadata Write'],
      administrative: true,
    });
  });
});

describe('a missing catalogue', () => {
  it('says how to make it', () => {
    expect(() => readCatalogueFile(['./nowhere.json'])).toThrow(
      expect.objectContaining({
        code: 'catalogue-missing',
        message: 'the AWS catalogue has not been built',
        hint: 'run `npm run build`',
      }),
    );
  });
});
