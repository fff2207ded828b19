import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localAdministrator } from '../../../src/callers/caller.js';
import { complete } from '../../../src/commands/complete.js';
import { conditionKeys } from '../../../src/commands/complete-words.js';
import { today } from '../../../src/commands/demo-organisation/builders.js';
import { wire } from '../../../src/wiring.js';
import { openDemo } from '../executor/demo-estate.js';

let demo: Awaited<ReturnType<typeof openDemo>>;
beforeAll(async () => {
  demo = await openDemo();
});
afterAll(() => demo.close());

async function at(marked: string, caller = localAdministrator) {
  const offset = marked.indexOf('<|>');
  const { candidates } = await complete(demo.environment, caller, marked.replace('<|>', ''), offset);
  return candidates;
}
const texts = async (marked: string) => (await at(marked)).map(({ text }) => text);
const where = (rest: string) => `config from iam where ${rest}`;

describe('values of the data', () => {
  it('are accounts, by name or by id', async () => {
    expect(await texts(where('dest.cloud.account = <|>'))).toEqual(
      expect.arrayContaining(["'data-lake'", "'ledger-dev'", "'ledger-live'", "'management'", "'security'"]),
    );
    expect(await at(where("dest.cloud.account = 'led<|>"))).toEqual([
      { text: "'ledger-dev'", kind: 'value', detail: '444455556666' },
      { text: "'ledger-live'", kind: 'value', detail: '111122223333' },
    ]);
    expect(await texts(where("dest.cloud.account = '4444<|>"))).toEqual(["'444455556666'"]);
  });

  it('are people by e-mail, identities by name, resources by name', async () => {
    expect(await texts("what can 'ali<|>")).toEqual(["'alice@larkfield.example'"]);
    expect(await texts("what can 'payroll-e<|>")).toEqual(["'payroll-export'"]);
    expect(await at("who can s3:GetObject on 'larkfield-pay<|>")).toEqual([
      { text: "'larkfield-payroll'", kind: 'value', detail: 'bucket in ledger-live' },
    ]);
    expect(await texts(where("source.email = 'hana<|>"))).toEqual(["'hana@larkfield.example'"]);
  });

  it('are groups, policies, granters', async () => {
    expect(await texts("can any user outside group 'uk<|>")).toEqual(["'uk-operations'"]);
    expect(await texts(where("source.in.group ('uk<|>"))).toEqual(["'uk-operations'"]);
    expect(await texts(where("grantedby.cloud.policy.name = 'Admin<|>"))).toEqual(["'AdministratorAccess'"]);
    expect(await texts(where("grantedby.cloud.entity.name = 'settle<|>"))).toEqual(["'settlement-worker'"]);
  });

  it('are tag keys, and values of a key', async () => {
    expect(await texts(where("dest.cloud.resource.tag ('data<|>"))).toEqual(["'data-class'"]);
    expect(await texts(where("dest.cloud.resource.tag ('DATA-class') = '<|>"))).toEqual(
      expect.arrayContaining(["'audit'", "'secret'"]),
    );
  });

  it('are days of which there is data', async () => {
    expect(await texts("what changed between '<|>")).toContain(`'${today.slice(0, 10)}'`);
  });
});

describe('values of the platform', () => {
  it('are actions, services first', async () => {
    expect(await texts('who can s3:GetObjectT<|>')).toEqual(['s3:GetObjectTagging', 's3:GetObjectTorrent']);
    expect(await texts('who can kms<|>')).toEqual(['kms:']);
    expect(await texts("who can 'kms<|>")).toEqual(["'kms:"]);
    expect((await texts(where("action.name = 'iam:passr<|>")))[0]).toBe("'iam:PassRole'");
  });

  it('are regions by name and services', async () => {
    expect(await at(where("dest.cloud.region = 'lond<|>"))).toEqual([
      { text: "'AWS London'", kind: 'value', detail: 'eu-west-2' },
    ]);
    expect(await texts(where("dest.cloud.service.name = 'sq<|>"))).toContain("'sqs'");
    expect(await texts(where("dest.cloud.resource.type = 'buck<|>"))).toContain("'bucket'");
  });

  it('are operators that planning accepts', async () => {
    const offered = await texts(where('action.name <|>'));
    expect(offered).toContain('CONTAINS ALL (');
    expect(await texts(where('dest.cloud.resource.name <|>'))).not.toContain('CONTAINS ALL (');
    expect(await texts(where('grantedby.cloud.condition <|>'))).toContain('does not exist');
  });

  it('are condition keys that the catalogue knows', () => {
    const catalogue = demo.environment.catalogue();
    expect(conditionKeys.filter(({ text }) => !catalogue.conditionKeyExists(text)).map(({ text }) => text)).toEqual([]);
  });
});

describe('what a caller may not see', () => {
  it('is not offered', async () => {
    const caller = { name: 'dev', role: 'reader', accounts: new Set(['444455556666']) } as const;
    const offered = (await at("who can s3:GetObject on 'larkfield<|>", caller)).map(({ text }) => text);
    expect(offered.toSorted()).toEqual(["'larkfield-dev-scratch'", "'larkfield-status-page'"]);
  });
});

describe('without data', () => {
  it('the language alone is offered', async () => {
    const environment = wire({ data: '/nowhere/at/all', store: 'embedded:' });
    const text = "config from iam where source.cloud.account = 'x' AND dest.cloud.account = '";
    expect((await complete(environment, localAdministrator, text, text.length)).candidates).toEqual([]);
    expect((await complete(environment, localAdministrator, 'who c', 5)).candidates[0]?.text).toBe('can');
    await environment.close();
  });
});
