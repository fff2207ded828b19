import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, localAdministrator } from '../../../src/callers/caller.js';
import type { AccessChange, Changes } from '../../../src/changes/index.js';
import { accounts } from '../../../src/commands/demo-organisation/builders.js';
import { query } from '../../../src/commands/query.js';
import { whatChanged } from '../../../src/commands/what-changed.js';
import { renderChanges } from '../../../src/reports/changes.js';
import { type EditedDemo, editedDemo, firstDay, role, secondDay, user } from './edited-demo.js';

const { live, dev, lake } = accounts;
const details = (account: string) => `${account}/authorization-details.json`;
const ledgerWrite = `arn:aws:iam::${live}:policy/ledger-write`;
let demo: EditedDemo;
let answer: Changes;

beforeAll(async () => {
  demo = await editedDemo([
    [
      details(live),
      (dump) => {
        user(dump, 'marek').GroupList = [];
        const exporter = user(dump, 'payroll-export');
        exporter.UserPolicyList[0].PolicyDocument.Statement[0].Action.push('s3:DeleteObject');
        exporter.AttachedManagedPolicies.push({ PolicyName: 'ledger-write', PolicyArn: ledgerWrite });
        role(dump, 'break-glass').AssumeRolePolicyDocument.Statement[0].Principal.AWS.push(
          `arn:aws:iam::${live}:user/lena`,
        );
        const claims = role(dump, 'pipeline').AssumeRolePolicyDocument.Statement[0].Condition.StringLike;
        claims['token.actions.githubusercontent.com:sub'] = 'repo:larkfield/ledger:*';
        // A second policy for what the first gives already.
        user(dump, 'old-admin').UserPolicyList = [
          {
            PolicyName: 'spare',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 'sqs:ListQueues', Resource: '*' }],
            },
          },
        ];
      },
    ],
    [
      `${lake}/resources.ndjson`,
      (records) => {
        const lakeBucket = records.find((one: { Arn: string }) => one.Arn.endsWith(':larkfield-lake'));
        lakeBucket.Policy.Statement[0].Resource = 'arn:aws:s3:::larkfield-lake/ledger/2026/*';
      },
    ],
  ]);
  answer = await whatChanged(demo.environment, localAdministrator, { from: '2026-11-20', to: '2026-11-22' });
});
afterAll(() => demo.close());

const short = ({ change, source, actions, grantedBy, destination, heldBy, facts }: AccessChange) => [
  change,
  source.name,
  actions.join(' '),
  `${grantedBy.policyName} of ${grantedBy.entityName}`,
  destination.id,
  ...(heldBy === null ? [] : [`held by ${heldBy}`]),
  facts.map(({ what }) => what).join(' '),
];

describe('what changed', () => {
  it('names who gained and who lost what, by which policy, and the fact behind it', () => {
    const people = answer.changes.filter(({ source }) =>
      ['marek', 'payroll-export', 'lena', 'old-admin'].includes(source.name),
    );
    expect(people.map(short)).toEqual([
      [
        'gained',
        'lena',
        'sts:AssumeRole',
        'trust policy of break-glass',
        `arn:aws:iam::${live}:role/break-glass`,
        'trust-policy-edited',
      ],
      [
        'gained',
        'old-admin',
        'sqs:ListQueues',
        'spare of old-admin',
        '*',
        'held by AdministratorAccess',
        'inline-policy-added',
      ],
      [
        'gained',
        'payroll-export',
        'dynamodb:GetItem dynamodb:PutItem dynamodb:Query',
        'ledger-write of payroll-export',
        `arn:aws:dynamodb:eu-west-1:${live}:table/ledger`,
        'policy-attached',
      ],
      [
        'gained',
        'payroll-export',
        'sqs:SendMessage',
        'ledger-write of payroll-export',
        `arn:aws:sqs:eu-west-2:${live}:settlements`,
        'policy-attached',
      ],
      [
        'gained',
        'payroll-export',
        's3:DeleteObject',
        'export of payroll-export',
        'arn:aws:s3:::larkfield-payroll/exports/*',
        'inline-policy-edited',
      ],
      ['lost', 'marek', 's3:ListBucket', 'home of finance', 'arn:aws:s3:::larkfield-home', 'left-group'],
      [
        'lost',
        'marek',
        's3:GetObject s3:PutObject',
        'home of finance',
        'arn:aws:s3:::larkfield-home/${aws:username}/*',
        'left-group',
      ],
    ]);
  });

  it('tells a condition that became another', () => {
    const changed = answer.changes.filter(({ change }) => change === 'changed');
    const trust = changed.find(({ actions }) => actions.includes('sts:AssumeRoleWithWebIdentity'))!;
    expect(JSON.stringify(trust.before!.residual)).toContain('repo:larkfield/ledger:ref:refs/heads/main');
    expect(JSON.stringify(trust.after!.residual)).toContain('repo:larkfield/ledger:*');
    expect([trust.before!.verdict, trust.after!.verdict]).toEqual(['conditional', 'conditional']);
  });

  it('follows a resource policy to whoever it names, and to the workloads that act as them', () => {
    const bucket = answer.changes.filter(({ grantedBy }) => grantedBy.entity === 'arn:aws:s3:::larkfield-lake');
    const [narrow, wide] = ['ledger/2026/*', 'ledger/*'].map((path) => `arn:aws:s3:::larkfield-lake/${path}`);
    const row = (change: string, where: string | undefined) => [
      change,
      'ledger-api',
      's3:GetObject',
      'resource policy of larkfield-lake',
      where,
      'resource-policy-edited',
    ];
    // The role, and the function that runs as it.
    expect(bucket.map(short)).toEqual([
      row('gained', narrow),
      row('gained', narrow),
      row('lost', wide),
      row('lost', wide),
    ]);
    expect(new Set(bucket.map(({ source }) => source.type))).toEqual(new Set(['role', 'function']));
    const own = answer.changes.find(
      ({ grantedBy, change }) => grantedBy.policyName === 'ledger-write' && change === 'changed',
    )!;
    expect([own.before!.residual, own.after!.residual]).toEqual([
      { resource: [wide] },
      { all: [{ resource: [narrow] }, { resource: [wide] }] },
    ]);
  });

  it('lists the facts with their statements, old and new', () => {
    expect(answer.facts.map(({ text }) => text)).toEqual([
      'trust policy of break-glass edited: 1 statement changed',
      'trust policy of pipeline edited: 1 statement changed',
      'marek left group finance',
      'inline policy spare of user old-admin added',
      'policy ledger-write attached to user payroll-export',
      'inline policy export of user payroll-export edited: 1 statement changed',
      'policy of larkfield-lake edited: 1 statement changed',
    ]);
    const { statements } = answer.facts.find(({ what }) => what === 'inline-policy-edited')!;
    expect(statements).toEqual({
      removed: [expect.objectContaining({ Sid: 'Export', Action: ['s3:PutObject', 's3:GetObject'] })],
      added: [expect.objectContaining({ Sid: 'Export', Action: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'] })],
    });
    expect([answer.from, answer.to]).toEqual([
      { date: '2026-11-20', generation: 1, collectedAt: firstDay },
      { date: '2026-11-22', generation: 2, collectedAt: secondDay },
    ]);
    expect(answer.cut).toBeNull();
    expect(answer.notCompared).toEqual([]);
  });

  it('is empty between days without new data, and cannot be said of days before the first', async () => {
    const none = await whatChanged(demo.environment, localAdministrator, { from: '2026-11-22', to: '2026-11-23' });
    expect([none.changes, none.facts, none.from.generation, none.to.generation]).toEqual([[], [], 2, 2]);
    const page = { ...none, counts: { gained: 0, lost: 0, changed: 0 }, total: 0, cursor: null };
    expect(renderChanges(page, { color: false }).split('\n').at(-1)).toBe(
      'nothing: no data came in between, both dates are answered from the same collection',
    );
    const early = await whatChanged(demo.environment, localAdministrator, { from: '2026-07-01', to: '2026-11-22' });
    expect(early.from).toEqual({ date: '2026-07-01', generation: null, collectedAt: null });
    expect([early.changes, early.coverage.notCollected]).toEqual([
      [],
      [{ layer: 'snapshot', scope: '2026-07-01', couldFlip: true, direction: 'gain' }],
    ]);
    await expect(
      whatChanged(demo.environment, localAdministrator, { from: '2026-11-22', to: '2026-11-20' }),
    ).rejects.toMatchObject({ code: 'dates-reversed', exit: 2 });
  });

  it('shows a caller the rows and facts of its scope', async () => {
    const caller: Caller = { name: 'lin', role: 'analyst', accounts: new Set([lake]) };
    const seen = await whatChanged(demo.environment, caller, { from: '2026-11-20', to: '2026-11-22' });
    expect(seen.facts.map(({ id }) => id)).toEqual(['arn:aws:s3:::larkfield-lake']);
    const all = await whatChanged(demo.environment, localAdministrator, { from: '2026-11-20', to: '2026-11-22' });
    const mine = all.changes.filter(({ source, destination }) => [source.account, destination.account].includes(lake));
    const ends = ({ change, source, destination }: AccessChange) => `${change} ${source.id} ${destination.id}`;
    expect(mine.length).toBeGreaterThan(0);
    expect(mine.length).toBeLessThan(all.changes.length);
    // A condition that stands in a policy of another's account is not told, nor that it became another.
    const whole = ({ change, grantedBy }: AccessChange) => change !== 'changed' || grantedBy.entity.includes(lake);
    expect([...new Set(seen.changes.filter(whole).map(ends))].toSorted()).toEqual(
      [...new Set(mine.filter(whole).map(ends))].toSorted(),
    );
    const known = new Set(mine.map(ends));
    expect(seen.changes.map(ends).filter((one) => !known.has(one))).toEqual([]);
    const told = seen.changes.map(({ grantedBy, facts }) => JSON.stringify([grantedBy, facts])).join();
    expect(told).not.toContain(live);
  });

  it('ends at its time with what it has, and at once when cancelled', async () => {
    const dates = { from: '2026-11-20', to: '2026-11-22' };
    const cut = await whatChanged(demo.environment, localAdministrator, { ...dates, timeoutMs: 0 });
    expect(cut.changes).toEqual([]);
    expect(cut.cut).toMatchObject({ reason: 'time', limit: 0, compared: 0 });
    expect(cut.cut!.of).toBeGreaterThan(5);
    await expect(
      whatChanged(demo.environment, localAdministrator, { ...dates, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('comes in pages', async () => {
    const text = "what changed between '2026-11-20' and $day";
    const ask = (more: object) =>
      query(demo.environment, localAdministrator, { text, parameters: { day: '2026-11-22' }, ...more });
    const collected: AccessChange[] = [];
    let cursor: string | null = null;
    do {
      const page = await ask({ limit: 5, ...(cursor === null ? {} : { cursor }) });
      if (page.kind !== 'changes') throw new Error(page.kind);
      expect(page.answer.total).toBe(answer.changes.length);
      collected.push(...page.answer.changes);
      cursor = page.answer.cursor;
    } while (cursor !== null);
    expect(collected).toEqual(answer.changes);
    const limited = await query(demo.environment, localAdministrator, {
      text: `${text} limit 2`,
      parameters: { day: '2026-11-22' },
    });
    expect(limited).toMatchObject({ answer: { total: 2, cursor: null } });
  });

  it('counts rights of whoever can be become when asked to', async () => {
    const all = await whatChanged(demo.environment, localAdministrator, {
      from: '2026-11-20',
      to: '2026-11-22',
      reach: 'all',
    });
    const lena = all.changes.filter(({ source, change }) => source.name === 'lena' && change === 'gained');
    // Lena may now become the administrator.
    expect(lena.map(({ grantedBy }) => grantedBy.policyName)).toContain('AdministratorAccess');
  });
});

describe('a policy that was not read', () => {
  it('is all that is unknown', async () => {
    const lost = `arn:aws:iam::${live}:policy/lost`;
    const edited = await editedDemo([
      [
        details(live),
        (dump) => user(dump, 'lena').AttachedManagedPolicies.push({ PolicyName: 'lost', PolicyArn: lost }),
      ],
    ]);
    try {
      const { changes } = await whatChanged(edited.environment, localAdministrator, {
        from: '2026-11-20',
        to: '2026-11-22',
      });
      expect(changes.map((one) => [...short(one), one.after])).toContainEqual([
        'gained',
        'lena',
        '*',
        'lost of lena',
        '*',
        'policy-attached',
        { verdict: 'unknown', residual: { missing: `policy ${lost}` } },
      ]);
      // It might deny as well: what she holds otherwise is no longer certain.
      const others = changes.filter(({ change }) => change === 'changed');
      expect(others.length).toBeGreaterThan(0);
      for (const { source, after } of changes) expect([source.name, after!.verdict]).toEqual(['lena', 'unknown']);
    } finally {
      await edited.close();
    }
  });
});

describe('changes above the identities', () => {
  it('follow a control policy to the accounts below, and a membership to the roles behind it', async () => {
    const edited = await editedDemo([
      [
        'organization.json',
        (dump) => {
          const sandbox = dump.Policies.find(
            (one: { PolicySummary: { Name: string } }) => one.PolicySummary.Name === 'sandbox-services',
          );
          const content = JSON.parse(sandbox.Content);
          content.Statement.push({ Sid: 'NoTopics', Effect: 'Deny', Action: 'sns:*', Resource: '*' });
          sandbox.Content = JSON.stringify(content);
        },
      ],
    ]);
    try {
      const changes = await whatChanged(edited.environment, localAdministrator, {
        from: '2026-11-20',
        to: '2026-11-22',
      });
      expect(changes.facts.map(({ text }) => text)).toEqual([
        'control policy sandbox-services edited: 1 statement added',
      ]);
      expect(new Set(changes.changes.map(({ change }) => change))).toEqual(new Set(['lost']));
      const actions = new Set(changes.changes.flatMap((one) => one.actions.map((action) => action.split(':')[0])));
      expect(actions).toEqual(new Set(['sns']));
      const builds = changes.changes.filter(
        ({ destination }) => destination.id === `arn:aws:sns:eu-west-1:${dev}:builds`,
      );
      expect(builds.map(({ source }) => source.name)).toContain('alice@larkfield.example');
      for (const { facts } of changes.changes) expect(facts.map(({ what }) => what)).toEqual(['control-policy-edited']);
    } finally {
      await edited.close();
    }
  });
});
