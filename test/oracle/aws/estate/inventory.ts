import { parseArn } from '../caller.js';
import { listOf, type PolicyDocument, statementsOf } from '../input.js';
import { actorsOf, personId } from './actors.js';
import { type Estate, parseDocument } from './dump.js';

/** Everything that can act: users, roles, workloads, people, everyone, and whomever a resource's own policy names. */
export function identitiesOf(estate: Estate): readonly string[] {
  const center = estate.identityCenter;
  return [
    ...new Set([
      'public',
      'authenticated',
      ...estate.accounts.flatMap((account) => account.authorizationDetails.UserDetailList.map((one) => one.Arn)),
      ...estate.accounts.flatMap((account) => account.authorizationDetails.RoleDetailList.map((one) => one.Arn)),
      ...estate.accounts.flatMap((account) =>
        account.resources.filter((one) => one.RunsAs !== undefined).map((one) => one.Arn),
      ),
      ...(center === undefined ? [] : center.Users.map((person) => personId(center, person))),
      ...namedOutsiders(estate),
    ]),
  ].filter((id) => actorsOf(estate, id).length > 0);
}

/** Services, and principals of accounts nobody collected, that some resource policy, trust policy or grant lets in. */
function namedOutsiders(estate: Estate): readonly string[] {
  const documents = estate.accounts.flatMap((account) => [
    ...account.resources.flatMap((one) => (one.Policy === undefined ? [] : [one.Policy])),
    ...account.authorizationDetails.RoleDetailList.map((one) => parseDocument(one.AssumeRolePolicyDocument)),
  ]);
  const grantees = estate.accounts.flatMap((account) =>
    account.resources.flatMap((one) => (one.Grants ?? []).map((grant) => grant.GranteePrincipal)),
  );
  return [...documents.flatMap((one) => namesIn(one)), ...grantees]
    .map(withoutRoot)
    .filter((id) => !isCollected(estate, id));
}

function namesIn(document: PolicyDocument): readonly string[] {
  return statementsOf(document)
    .filter((statement) => statement.Effect === 'Allow' && typeof statement.Principal === 'object')
    .flatMap((statement) => {
      const principal = statement.Principal as Readonly<Record<string, string | readonly string[]>>;
      return [...listOf(principal['AWS']), ...listOf(principal['Service'])];
    })
    .filter((name) => name !== '*' && !/^(AIDA|AROA)[A-Z0-9]+$/.test(name));
}

/** An account is its id. */
export function withoutRoot(name: string): string {
  return /^arn:aws:iam::(\d{12}):root$/.exec(name)?.[1] ?? name;
}

function isCollected(estate: Estate, id: string): boolean {
  const account = /^\d{12}$/.test(id) ? id : parseArn(id)?.account;
  return estate.accounts.some((one) => one.id === account);
}

/** CloudFormation types an action can be asked of; roles stand apart. Service authorization reference, resource types. */
const appliesTo: Readonly<Record<string, string>> = {
  's3:getobject': 'AWS::S3::Bucket',
  's3:putobject': 'AWS::S3::Bucket',
  's3:listbucket': 'AWS::S3::Bucket',
  'kms:decrypt': 'AWS::KMS::Key',
  'kms:describekey': 'AWS::KMS::Key',
  'sqs:sendmessage': 'AWS::SQS::Queue',
  'sqs:receivemessage': 'AWS::SQS::Queue',
  'secretsmanager:getsecretvalue': 'AWS::SecretsManager::Secret',
  'lambda:invokefunction': 'AWS::Lambda::Function',
};

export function resourcesFor(estate: Estate, action: string): readonly string[] {
  if (/^(sts:AssumeRole|iam:PassRole)$/i.test(action)) {
    return estate.accounts.flatMap((account) => account.authorizationDetails.RoleDetailList.map((one) => one.Arn));
  }
  const type = appliesTo[action.toLowerCase()];
  return estate.accounts.flatMap((account) =>
    account.resources.filter((one) => one.ResourceType === type).map((one) => one.Arn),
  );
}
