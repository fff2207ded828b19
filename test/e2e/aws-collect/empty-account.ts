import type { AwsRequest, AwsRule } from '../../servers/aws-fake.js';

export const account = '111122223333';

/** XML answer of the query protocol. */
export const queryXml = (operation: string, result: string) => ({
  xml: `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`,
});

/** Answers one operation of one service. */
export function on(service: string, operation: string, answer: (request: AwsRequest) => ReturnType<AwsRule>): AwsRule {
  return (request) => (request.service === service && request.operation === operation ? answer(request) : undefined);
}

const report = 'user,arn,user_creation_time\n<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00\n';

/** An account in no organization, with nothing in it, whose every call is allowed. */
export const emptyAccount: AwsRule = ({ service, operation, input }) => {
  if (operation === 'GetCallerIdentity') {
    const arn = `arn:aws:iam::${account}:user/collector`;
    return queryXml(operation, `<Arn>${arn}</Arn><UserId>AIDACOLLECTOR</UserId><Account>${account}</Account>`);
  }
  if (operation === 'DescribeOrganization') return { fault: 'AWSOrganizationsNotInUseException' };
  if (operation === 'GenerateCredentialReport') return queryXml(operation, '<State>COMPLETE</State>');
  if (operation === 'GetCredentialReport') {
    const content = Buffer.from(report).toString('base64');
    return queryXml(operation, `<Content>${content}</Content><ReportFormat>text/csv</ReportFormat>`);
  }
  if (service === 's3' && operation.startsWith('GET /v20180820/')) {
    return operation.endsWith('publicAccessBlock')
      ? { fault: 'NoSuchPublicAccessBlockConfiguration', status: 404 }
      : { xml: '<ListAccessPointsResult/>' };
  }
  if (service === 's3') return { xml: '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>' };
  if (service === 'glue') return { fault: 'EntityNotFoundException' };
  if (service === 'ec2') return { xml: `<${operation}Response/>` };
  if ('Action' in input) return queryXml(operation, '');
  return { json: {} };
};
