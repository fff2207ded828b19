/**
 * Resources that can carry a policy of their own, by service and resource part of the ARN. An inventory names them without
 * their policy, so their record has to say that it was not read. Source: the read calls of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const policied: Readonly<Record<string, RegExp>> = {
  'acm-pca': /^certificate-authority\//,
  backup: /^backup-vault:/,
  cloudtrail: /^(channel|dashboard|eventdatastore)\//,
  codeartifact: /^(domain|repository)\//,
  codebuild: /^(project|report-group)\//,
  dynamodb: /^table\//,
  ecr: /^repository\//,
  elasticfilesystem: /^file-system\//,
  es: /^domain\//,
  events: /^event-bus\//,
  glacier: /^vaults\//,
  kinesis: /^stream\//,
  kms: /^key\//,
  lambda: /^(function|layer):/,
  logs: /^log-group:/,
  'network-firewall': /^(firewall-policy|stateful-rulegroup|stateless-rulegroup)\//,
  'redshift-serverless': /^(namespace|snapshot)\//,
  'refactor-spaces': /^environment\//,
  rum: /^appmonitor\//,
  s3: /^[^:/]+$/,
  s3express: /^bucket\//,
  s3tables: /^bucket\//,
  s3vectors: /^bucket\//,
  sagemaker: /^(feature-group|hub|lineage-group|model-package-group)\//,
  schemas: /^registry\//,
  secretsmanager: /^secret:/,
  sns: /^[^:]+$/,
  sqs: /^[^:]+$/,
  ssm: /^parameter\//,
  'vpc-lattice': /^(service|servicenetwork)\//,
};

export function canCarryPolicy(arn: string): boolean {
  const [, , service = '', , , ...resource] = arn.split(':');
  return policied[service]?.test(resource.join(':')) ?? false;
}
