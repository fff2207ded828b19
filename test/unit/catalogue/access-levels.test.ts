import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadAwsCatalogue } from '../../../src/catalogue/aws.js';
import { escalation } from '../../../src/catalogue/aws-escalation.js';
import { accessLevelsDocument } from '../../../tools/document-levels.js';

const catalogue = loadAwsCatalogue();

describe('access levels', () => {
  it('the page says what the tables say', () => {
    expect(readFileSync('docs/access-levels.md', 'utf8')).toBe(accessLevelsDocument());
  });

  it('every action has one or two levels, never both of data and of metadata', () => {
    const wrong = catalogue.expand('*').filter(({ levels }) => {
      const data = levels.filter((level) => level.startsWith('Data')).length;
      return levels.length === 0 || levels.length > 2 || (data > 0 && data < levels.length);
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it.each([
    ['s3:GetObject', ['Data Read'], false],
    ['s3:PutObject', ['Data Write'], false],
    ['s3:ListAllMyBuckets', ['Metadata Read'], false],
    ['s3:PutBucketPolicy', ['Metadata Write'], true],
    ['s3:CreateBucket', ['Metadata Write'], false],
    ['kms:Decrypt', ['Data Read'], false],
    ['dynamodb:PartiQLSelect', ['Data Read'], false],
    ['iam:PassRole', ['Metadata Write'], true],
    ['iam:CreateAccessKey', ['Metadata Write'], true],
    ['iam:ListUsers', ['Metadata Read'], false],
    ['sts:AssumeRole', ['Metadata Write'], true],
    ['lambda:UpdateFunctionCode', ['Metadata Write'], true],
    ['secretsmanager:GetSecretValue', ['Data Read'], false],
    ['organizations:LeaveOrganization', ['Metadata Write'], true],
  ])('%s is %j', (name, levels, administrative) => {
    expect(catalogue.action(name)).toMatchObject({ levels, administrative });
  });

  it('what is listed as escalation is administrative', () => {
    const listed = Object.entries(escalation).flatMap(([service, text]) =>
      text.split(' ').map((name) => `${service}:${name}`),
    );
    expect(listed.filter((name) => !catalogue.action(name)?.administrative)).toEqual([]);
  });
});
