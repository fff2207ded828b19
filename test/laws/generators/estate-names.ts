import { below, chance, pick, type Random } from './random.js';

/** The names of a small estate, chosen before any policy is written, so that policies can speak of them. */
export interface Names {
  readonly accounts: readonly string[];
  readonly users: readonly NamedUser[];
  readonly roles: readonly NamedRole[];
  readonly buckets: readonly NamedResource[];
  readonly keys: readonly NamedResource[];
  readonly queues: readonly NamedResource[];
  readonly secrets: readonly NamedResource[];
  readonly workloads: readonly NamedResource[];
}

export interface NamedUser {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
}

export interface NamedRole extends NamedUser {
  /** Service that may assume it. */
  readonly service: string | null;
}

export interface NamedResource {
  readonly account: string;
  readonly arn: string;
  readonly type: string;
}

export const MANAGEMENT = '100000000001';
export const ACCOUNTS: readonly string[] = [MANAGEMENT, '111122223333', '444455556666'];
export const STRANGER = '999988887777';
export const ORGANIZATION_ID = 'o-aaaa1111';

const letter = (account: string) => 'mab'[ACCOUNTS.indexOf(account)]!;

export function generateNames(random: Random): Names {
  const accounts = chance(random, 0.5) ? ACCOUNTS : ACCOUNTS.slice(1);
  const each = <T>(make: (account: string) => readonly T[]): readonly T[] => accounts.flatMap(make);
  return {
    accounts,
    users: each((account) =>
      ['alice', 'bob'].slice(0, 1 + below(random, 2)).map((name) => userOf(random, account, name)),
    ),
    roles: each((account) => rolesOf(random, account)),
    buckets: each((account) => some(random, ['reports', 'logs'], (name) => bucketOf(account, name))),
    keys: each((account) => some(random, ['1a'], (name) => keyOf(account, name))),
    queues: each((account) => some(random, ['orders'], (name) => queueOf(account, name))),
    secrets: each((account) => some(random, ['db-AbCdEf'], (name) => secretOf(account, name))),
    workloads: each((account) => some(random, ['resize', 'i-0abc'], (name) => workloadOf(account, name))),
  };
}

function some<T>(random: Random, names: readonly string[], make: (name: string) => T): readonly T[] {
  return names.filter(() => chance(random, 0.7)).map(make);
}

function userOf(random: Random, account: string, name: string): NamedUser {
  const path = chance(random, 0.15) ? '/team/' : '/';
  const id = `AIDA${letter(account).toUpperCase()}${name.toUpperCase()}0000000000`.slice(0, 20);
  return { account, name, path, arn: `arn:aws:iam::${account}:user${path}${name}`, id };
}

function rolesOf(random: Random, account: string): readonly NamedRole[] {
  const services = ['lambda.amazonaws.com', 'ec2.amazonaws.com', null];
  return ['app', 'runner', 'reader'].map((name, at) => {
    const path = chance(random, 0.15) ? '/ops/' : '/';
    const id = `AROA${letter(account).toUpperCase()}${name.toUpperCase()}0000000000`.slice(0, 20);
    return { account, name, path, arn: `arn:aws:iam::${account}:role${path}${name}`, id, service: services[at]! };
  });
}

function bucketOf(account: string, name: string): NamedResource {
  return { account, arn: `arn:aws:s3:::${name}-${letter(account)}`, type: 'AWS::S3::Bucket' };
}

function keyOf(account: string, name: string): NamedResource {
  return {
    account,
    arn: `arn:aws:kms:eu-west-1:${account}:key/${name}2b3c4d-0000-4000-8000-000000000000`,
    type: 'AWS::KMS::Key',
  };
}

function queueOf(account: string, name: string): NamedResource {
  return { account, arn: `arn:aws:sqs:eu-west-1:${account}:${name}`, type: 'AWS::SQS::Queue' };
}

function secretOf(account: string, name: string): NamedResource {
  return {
    account,
    arn: `arn:aws:secretsmanager:eu-west-1:${account}:secret:${name}`,
    type: 'AWS::SecretsManager::Secret',
  };
}

function workloadOf(account: string, name: string): NamedResource {
  return name.startsWith('i-')
    ? { account, arn: `arn:aws:ec2:eu-west-1:${account}:instance/${name}`, type: 'AWS::EC2::Instance' }
    : { account, arn: `arn:aws:lambda:eu-west-1:${account}:function:${name}`, type: 'AWS::Lambda::Function' };
}

/** Actions a resource of the type is asked about. */
export const actionsOfType: Readonly<Record<string, readonly string[]>> = {
  'AWS::S3::Bucket': ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
  'AWS::KMS::Key': ['kms:Decrypt', 'kms:DescribeKey'],
  'AWS::SQS::Queue': ['sqs:SendMessage', 'sqs:ReceiveMessage'],
  'AWS::SecretsManager::Secret': ['secretsmanager:GetSecretValue'],
  'AWS::Lambda::Function': ['lambda:InvokeFunction'],
  'AWS::IAM::Role': ['sts:AssumeRole', 'iam:PassRole'],
};

export interface Asked {
  readonly action: string;
  readonly resource: string;
}

/** One pair of an action and a resource of the estate, now and then an object of a bucket. */
export function generateAsked(random: Random, names: Names): Asked {
  const roles = names.roles.map(({ account, arn }) => ({ account, arn, type: 'AWS::IAM::Role' }));
  const tables = [names.buckets, names.buckets, names.queues, names.keys, names.secrets, names.workloads, roles];
  const usable = tables.map((table) => table.filter((one) => actionsOfType[one.type] !== undefined));
  const target = pick(
    random,
    pick(
      random,
      usable.filter((table) => table.length > 0),
    ),
  );
  const action = pick(random, actionsOfType[target.type]!);
  const object = /^s3:(Get|Put)Object$/.test(action) && chance(random, 0.6);
  return { action, resource: object ? `${target.arn}/${pick(random, objectNames)}` : target.arn };
}

export const objectNames: readonly string[] = ['2026/q1.csv', 'home/alice/a.csv', 'home/blue/a.txt'];
