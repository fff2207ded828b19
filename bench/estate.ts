import { once } from 'node:events';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

/** Size and mix of a seeded estate. Every count is over all accounts. */
export interface EstateOptions {
  readonly accounts: number;
  readonly users: number;
  readonly roles: number;
  readonly groups: number;
  readonly buckets: number;
  /** Customer managed policies of one account, from which principals draw. */
  readonly policies: number;
  readonly policiesPerPrincipal: number;
  /** Share of principals that carry one of a few policy sets (one set for every ten principals), as provisioning makes them. */
  readonly templateShare: number;
  /** Share of policies with a tag condition, and of those with `${aws:username}`. */
  readonly abacShare: number;
  readonly usernameShare: number;
  /** Principals per account that can read the probe bucket, whatever the rest. */
  readonly readers: number;
  readonly seed: number;
}

export const defaults: EstateOptions = {
  accounts: 3,
  users: 1000,
  roles: 500,
  groups: 50,
  buckets: 1000,
  policies: 300,
  policiesPerPrincipal: 5,
  templateShare: 0.7,
  abacShare: 0.1,
  usernameShare: 0.05,
  readers: 20,
  seed: 7,
};

/** The resource every point question asks about; it stands in the first account. */
export const probeBucket = 'arn:aws:s3:::bench-probe';
export const accountId = (index: number): string => String(100_000_000_000 + index * 7);

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Out {
  private buffer = '';
  constructor(private readonly stream: WriteStream) {}

  async write(text: string): Promise<void> {
    this.buffer += text;
    if (this.buffer.length < 1 << 20) return;
    await this.flush();
  }

  private async flush(): Promise<void> {
    const text = this.buffer;
    this.buffer = '';
    if (!this.stream.write(text)) await once(this.stream, 'drain');
  }

  async end(): Promise<void> {
    await this.flush();
    this.stream.end();
    await once(this.stream, 'close');
  }
}

/** Writes dump files account by account; memory stays small whatever the size. */
export async function writeEstate(directory: string, given: Partial<EstateOptions>): Promise<void> {
  const options = { ...defaults, ...given };
  for (let index = 0; index < options.accounts; index++)
    await writeAccount(join(directory, accountId(index)), index, options);
}

async function writeAccount(directory: string, index: number, options: EstateOptions): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const random = randomOf(options.seed * 1000 + index);
  const account = accountId(index);
  const share = (count: number) => Math.ceil(count / options.accounts);
  const policies = share(options.policies);
  const out = new Out(createWriteStream(join(directory, 'authorization-details.json')));
  await out.write('{"UserDetailList":[');
  for (let n = 0; n < share(options.users); n++)
    await out.write(
      `${n ? ',' : ''}${JSON.stringify(user(account, n, policies, share(options.groups), options, random))}\n`,
    );
  await out.write('],"GroupDetailList":[');
  for (let n = 0; n < share(options.groups); n++)
    await out.write(`${n ? ',' : ''}${JSON.stringify(group(account, n, policies, random))}\n`);
  await out.write('],"RoleDetailList":[');
  for (let n = 0; n < share(options.roles); n++)
    await out.write(`${n ? ',' : ''}${JSON.stringify(role(account, n, policies, options, random))}\n`);
  await out.write('],"Policies":[');
  for (let n = 0; n < policies; n++)
    await out.write(`${n ? ',' : ''}${JSON.stringify(policy(account, n, share(options.buckets), options, random))}\n`);
  await out.write(
    `${policies ? ',' : ''}${JSON.stringify(managed(account, 'probe-reader', [statement(['s3:GetObject', 's3:ListBucket'], [`${probeBucket}/*`, probeBucket])]))}]}`,
  );
  await out.end();
  const resources = new Out(createWriteStream(join(directory, 'resources.ndjson')));
  for (let n = 0; n < share(options.buckets); n++)
    await resources.write(`${JSON.stringify(bucket(account, n, random))}\n`);
  if (index === 0)
    await resources.write(
      `${JSON.stringify({ Arn: probeBucket, ResourceType: 'AWS::S3::Bucket', Region: 'eu-west-1', Account: account, Tags: { team: 'blue' } })}\n`,
    );
  await resources.end();
}

const teams = ['blue', 'red', 'green', 'amber', 'grey'] as const;
const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)]!;
const statement = (Action: string[], Resource: string[], Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});
const managed = (account: string, name: string, statements: object[]) => ({
  PolicyName: name,
  PolicyId: `ANPA${account}${name}`,
  Arn: `arn:aws:iam::${account}:policy/${name}`,
  Path: '/',
  DefaultVersionId: 'v1',
  PolicyVersionList: [
    {
      VersionId: 'v1',
      IsDefaultVersion: true,
      CreateDate: '2025-01-01T00:00:00Z',
      Document: { Version: '2012-10-17', Statement: statements },
    },
  ],
});

/** A policy names buckets of its account one by one, or a few other services: none reaches the probe. */
function policy(account: string, n: number, buckets: number, options: EstateOptions, random: () => number): object {
  const target = `arn:aws:s3:::${bucketName(account, Math.floor(random() * buckets))}`;
  const kind = random();
  const team = { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } };
  if (kind < options.abacShare)
    return managed(account, `p-${n}`, [
      statement(['dynamodb:GetItem', 'dynamodb:Query'], [`arn:aws:dynamodb:eu-west-1:${account}:table/t-${n}-*`], team),
    ]);
  if (kind < options.abacShare + options.usernameShare)
    return managed(account, `p-${n}`, [
      statement(['s3:GetObject', 's3:PutObject'], [`${target}/home/\${aws:username}/*`]),
    ]);
  const extra = pick(
    [['sqs:SendMessage'], ['kms:Decrypt', 'kms:Encrypt'], ['ec2:StartInstances'], ['logs:PutLogEvents']],
    random,
  );
  return managed(account, `p-${n}`, [
    statement(pick([['s3:GetObject'], ['s3:GetObject', 's3:PutObject'], ['s3:*']], random), [`${target}/*`]),
    statement(extra, [`arn:aws:${extra[0]!.split(':')[0]}:eu-west-1:${account}:*`]),
  ]);
}

function attached(
  account: string,
  policies: number,
  n: number,
  options: EstateOptions,
  random: () => number,
): object[] {
  const names = new Set<string>();
  if (random() < options.templateShare) {
    const set = randomOf(
      Math.floor(random() * Math.max(1, (options.users + options.roles) / options.accounts / 10)) + options.seed,
    );
    while (names.size < Math.min(options.policiesPerPrincipal, policies))
      names.add(`p-${Math.floor(set() * policies)}`);
  }
  while (names.size < Math.min(options.policiesPerPrincipal, policies))
    names.add(`p-${Math.floor(random() * policies)}`);
  if (n < Math.ceil(options.readers / 2)) names.add('probe-reader');
  return [...names].map((name) => ({ PolicyName: name, PolicyArn: `arn:aws:iam::${account}:policy/${name}` }));
}

function user(
  account: string,
  n: number,
  policies: number,
  groups: number,
  options: EstateOptions,
  random: () => number,
): object {
  return {
    Path: '/',
    UserName: `u-${n}`,
    UserId: `AIDA${account}${n}`,
    Arn: `arn:aws:iam::${account}:user/u-${n}`,
    CreateDate: '2025-01-01T00:00:00Z',
    GroupList: groups > 0 && random() < 0.3 ? [`g-${Math.floor(random() * groups)}`] : [],
    AttachedManagedPolicies: attached(account, policies, n, options, random),
    Tags: [{ Key: 'team', Value: pick(teams, random) }],
  };
}

function role(account: string, n: number, policies: number, options: EstateOptions, random: () => number): object {
  return {
    Path: '/',
    RoleName: `r-${n}`,
    RoleId: `AROA${account}${n}`,
    Arn: `arn:aws:iam::${account}:role/r-${n}`,
    CreateDate: '2025-01-01T00:00:00Z',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    InstanceProfileList: [],
    AttachedManagedPolicies: attached(account, policies, n, options, random),
    Tags: [{ Key: 'team', Value: pick(teams, random) }],
  };
}

function group(account: string, n: number, policies: number, random: () => number): object {
  const name = `p-${Math.floor(random() * policies)}`;
  return {
    Path: '/',
    GroupName: `g-${n}`,
    GroupId: `AGPA${account}${n}`,
    Arn: `arn:aws:iam::${account}:group/g-${n}`,
    GroupPolicyList: [],
    AttachedManagedPolicies: [{ PolicyName: name, PolicyArn: `arn:aws:iam::${account}:policy/${name}` }],
  };
}

const bucketName = (account: string, n: number): string => `b-${account.slice(-4)}-${n}`;

function bucket(account: string, n: number, random: () => number): object {
  return {
    Arn: `arn:aws:s3:::${bucketName(account, n)}`,
    ResourceType: 'AWS::S3::Bucket',
    Region: pick(['eu-west-1', 'eu-west-2', 'us-east-1'], random),
    Account: account,
    Tags: { team: pick(teams, random) },
  };
}
