import { beforeAll, describe, expect, test } from 'vitest';
import { loadAwsCatalogue } from '../../../src/catalogue/aws.js';
import { accounts, today } from '../../../src/commands/demo-organisation/builders.js';
import { deliberateGaps } from '../../../src/commands/demo-organisation/deliberate.js';
import { allTexts, type Document, Dump, statements, texts } from './dump.js';

let dump: Dump;
beforeAll(async () => {
  dump = await Dump.read();
});

const arnForm = /^arn:aws:[a-z0-9-]+:(?:[a-z]{2}-[a-z]+-\d|\*)?:(?:\d{12}|aws|\*)?:[^\s]+$/;
const elements = new Set(['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

function faults(document: Document): string[] {
  const found: string[] = [];
  if (document.body['Version'] !== '2012-10-17') found.push('version');
  const list = statements(document);
  if (!Array.isArray(list) || list.length === 0) return [...found, 'no statements'];
  const sids = list.flatMap((statement) => (statement['Sid'] === undefined ? [] : [statement['Sid']]));
  if (new Set(sids).size !== sids.length) found.push('sid twice');
  for (const statement of list) {
    const has = (name: string) => statement[name] !== undefined;
    for (const name of Object.keys(statement)) if (!elements.has(name)) found.push(`element ${name}`);
    if (!['Allow', 'Deny'].includes(String(statement['Effect']))) found.push('effect');
    if (statement['Sid'] !== undefined && !/^[A-Za-z0-9]+$/.test(String(statement['Sid']))) found.push('sid');
    if (has('Action') === has('NotAction')) found.push('action');
    if (document.kind === 'trust' ? has('Resource') : has('Resource') === has('NotResource')) found.push('resource');
    const wanted = document.kind === 'trust' || document.kind === 'resource' || document.kind === 'rcp';
    if (has('Principal') !== wanted) found.push('principal');
  }
  return found;
}

describe('policy documents of the sample organisation', () => {
  test('are well-formed, each for its kind', () => {
    const documents = dump.documents();
    expect(documents.length).toBeGreaterThan(60);
    expect(documents.flatMap((document) => faults(document).map((fault) => `${document.where}: ${fault}`))).toEqual([]);
  });

  test('a fault would be found', () => {
    const body = { Version: '2012-10-17', Statement: [{ Effect: 'allow', Action: 's3:*', NotAction: 'iam:*' }] };
    expect(faults({ where: 'here', kind: 'identity', body })).toEqual(['effect', 'action', 'resource']);
  });

  test('name actions that exist', () => {
    const catalogue = loadAwsCatalogue();
    const actions = new Set(
      dump
        .documents()
        .flatMap((document) =>
          statements(document).flatMap((statement) => [
            ...texts(statement['Action']),
            ...texts(statement['NotAction']),
          ]),
        ),
    );
    expect(actions.size).toBeGreaterThan(50);
    expect([...actions].filter((action) => action !== '*' && catalogue.expand(action).length === 0)).toEqual([]);
  });

  test('keep to the sizes AWS allows', () => {
    const limits = { identity: 6144, trust: 2048, resource: 20_480, scp: 5120, rcp: 5120 };
    const over = dump.documents().filter(({ kind, body }) => JSON.stringify(body).length > limits[kind]);
    expect(over.map(({ where }) => where)).toEqual([]);
  });

  test('show every kind of statement a reader should meet', () => {
    const all = dump.documents().flatMap(statements);
    const text = JSON.stringify(all);
    expect(all.some((statement) => statement['NotAction'] !== undefined)).toBe(true);
    expect(all.some((statement) => statement['NotResource'] !== undefined)).toBe(true);
    for (const word of ['${aws:username}', '${aws:PrincipalTag/team}', 'aws:MultiFactorAuthPresent', 'sts:ExternalId'])
      expect(text).toContain(word);
  });
});

describe('records of the sample organisation', () => {
  test('hold ARNs that parse', () => {
    const found = [...dump.files.keys()]
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => [...allTexts(dump.json(file))])
      .concat(dump.resources().flatMap((resource) => [...allTexts(resource)]))
      .filter((text) => text.startsWith('arn:'));
    expect(found.length).toBeGreaterThan(200);
    // Identity Center and S3 leave region and account out.
    expect(found.filter((text) => !arnForm.test(text))).toEqual([]);
  });

  test('carry unique ids of the right form, none twice', () => {
    const ids = (['UserDetailList', 'GroupDetailList', 'RoleDetailList'] as const)
      .flatMap((list) => dump.entities(list))
      .map((entity) => String(entity['UserId'] ?? entity['GroupId'] ?? entity['RoleId']));
    expect(ids.filter((id) => !/^(AIDA|AGPA|AROA)[A-Z2-7]{17}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('name resource types the catalogue knows, of accounts and regions of the company', () => {
    const catalogue = loadAwsCatalogue();
    const resources = dump.resources();
    const unknown = resources.filter(
      (one) => catalogue.typeOfCloudFormation(String(one['ResourceType'])) === undefined,
    );
    expect(unknown.map((one) => one['ResourceType'])).toEqual([]);
    expect(new Set(resources.map((one) => one['Region']))).toEqual(new Set(['eu-west-1', 'eu-west-2', 'us-east-1']));
    const outside: readonly string[] = deliberateGaps.uncollectedAccounts;
    const own = new Set<string>(Object.values(accounts).filter((account) => !outside.includes(account)));
    expect(resources.filter((one) => !own.has(String(one['Account'])))).toEqual([]);
    expect(new Set(resources.map((one) => one['Account']))).toEqual(own);
  });

  test('lie before the day the sample was collected', () => {
    const dates = [...dump.files.values()].flatMap((text) => text.match(/20\d\d-\d\d-\d\dT[\d:]+Z/g) ?? []);
    expect(dates.length).toBeGreaterThan(100);
    expect(dates.filter((date) => date > today)).toEqual([]);
  });

  test('are the same whenever they are written', async () => {
    expect((await Dump.read()).files).toEqual(dump.files);
  });
});
