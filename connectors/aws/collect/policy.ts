import { awsCalls, type CallRow } from './calls.js';

/** The member-account role that the printed policy may assume; people who name theirs otherwise change that line. */
const collectorRole = 'grantgraph-collector';

/**
 * The least-privilege identity policy for a live collection: exactly the actions of the table of calls, as IAM policy JSON.
 * The role in the member accounts needs the same statements without the last.
 */
export function collectionPolicy(): string {
  const statements = Object.entries(awsCalls).map(([service, calls]) => {
    const actions = Object.values<CallRow>(calls).flatMap((row) => row.actions);
    return {
      Sid: `Read${service.charAt(0).toUpperCase()}${service.slice(1)}`,
      Effect: 'Allow',
      Action: [...new Set(actions)].filter((action) => action !== 'sts:AssumeRole').sort(),
      Resource:
        service === 'apiGateway' ? ['arn:aws:apigateway:*::/restapis', 'arn:aws:apigateway:*::/restapis/*'] : '*',
    };
  });
  const assume = {
    Sid: 'EnterMemberAccounts',
    Effect: 'Allow',
    Action: ['sts:AssumeRole'],
    Resource: `arn:aws:iam::*:role/${collectorRole}`,
  };
  return `${JSON.stringify({ Version: '2012-10-17', Statement: [...statements, assume] }, null, 2)}\n`;
}
