import { simulateLine } from '../../src/evaluators/simulate.js';
import { median } from '../measure.js';
import type { Section } from '../section.js';

const cases = 5000;

export const simulate: Section = {
  name: 'simulate',
  title: 'Simulating',
  run: async () => {
    const lines = Array.from({ length: cases }, (_, n) => JSON.stringify(simulation(n)));
    const took = await median(5, () => lines.forEach(simulateLine));
    const rate = Math.round((cases / took) * 1000).toLocaleString('en');
    return [{ what: 'two policies a case', 'cases per second': rate }];
  },
};

/** Names repeat as they do in real inputs, at different periods. */
function simulation(n: number): object {
  return {
    provider: 'aws',
    request: {
      principal: `arn:aws:iam::111122223333:user/u-${n % 97}`,
      action: 's3:GetObject',
      resource: `arn:aws:s3:::bench/home/u-${n % 89}/k`,
      resourceAccount: '111122223333',
      context: { 'aws:SourceIp': '203.0.113.9' },
    },
    identityPolicies: [
      policy('a', { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::bench/home/${aws:username}/*' }),
      policy('b', {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { NotIpAddress: { 'aws:SourceIp': `203.0.${n % 50}.0/24` } },
      }),
    ],
  };
}

function policy(name: string, statement: object): object {
  return { name, policy: { Version: '2012-10-17', Statement: [statement] } };
}
