/**
 * Actions that return content in clear and therefore need `kms:Decrypt` on the customer key it is encrypted with; the service
 * calls the key with the caller's rights. Writing is left out: a writer may name another encryption for his object.
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html,
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export const decryptingActions: ReadonlyMap<string, { readonly via: string }> = new Map([
  ['s3:getobject', { via: 's3' }],
  ['s3:getobjectversion', { via: 's3' }],
  ['secretsmanager:getsecretvalue', { via: 'secretsmanager' }],
  ['sqs:receivemessage', { via: 'sqs' }],
]);
