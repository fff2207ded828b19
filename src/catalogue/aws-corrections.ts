/**
 * What the service authorization reference leaves out of resource types. Keys are `service:type`.
 */

/** Further ARN shapes by which the same resource is known. */
export const furtherFormats: Readonly<Record<string, readonly string[]>> = {
  // The form that DescribeLogGroups returns and that policies must use:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
  'logs:log-group': ['arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:*'],
  // The catalogue of the account itself has no name: https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
  'glue:catalog': ['arn:${Partition}:glue:${Region}:${Account}:catalog'],
};
