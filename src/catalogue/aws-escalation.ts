/**
 * Actions by which a principal gains rights or makes others gain them although AWS publishes them as plain Write: taking over
 * credentials, passing roles, opening trust, running code under a role that is already there. Facts from the IAM user guide
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html) and the escalation catalogue of
 * pathfinding.cloud (Apache-2.0). Permissions management is administrative without being listed.
 */
export const escalation: Readonly<Record<string, string>> = {
  'account-access': 'CreateEntitlement',
  apprunner: 'UpdateService',
  cloudformation:
    'CreateStack UpdateStack CreateChangeSet ExecuteChangeSet CreateStackSet CreateStackInstances UpdateStackSet',
  codebuild: 'StartBuild StartBuildBatch',
  ec2: 'ModifyImageAttribute ModifyInstanceAttribute ModifySnapshotAttribute ModifyLaunchTemplate CreateLaunchTemplateVersion AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation',
  'ec2-instance-connect': 'SendSSHPublicKey SendSerialConsoleSSHPublicKey',
  ecs: 'ExecuteCommand',
  eks: 'CreateAccessEntry UpdateAccessEntry AssociateAccessPolicy CreatePodIdentityAssociation UpdatePodIdentityAssociation',
  glue: 'UpdateDevEndpoint',
  iam: 'PassRole CreateAccessKey UpdateAccessKey CreateLoginProfile UpdateLoginProfile ChangePassword AddUserToGroup AddRoleToInstanceProfile CreateSAMLProvider UpdateSAMLProvider CreateOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint AddClientIDToOpenIDConnectProvider AcceptDelegationRequest SendDelegationToken CreateServiceSpecificCredential ResetServiceSpecificCredential CreateVirtualMFADevice EnableMFADevice DeactivateMFADevice DeleteVirtualMFADevice ResyncMFADevice UploadSSHPublicKey UploadSigningCertificate',
  identitystore: 'CreateGroupMembership CreateUser',
  lambda: 'UpdateFunctionCode UpdateFunctionConfiguration AddPermission',
  organizations: 'LeaveOrganization AttachPolicy DetachPolicy',
  ram: 'CreateResourceShare AssociateResourceShare',
  rds: 'ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute',
  rolesanywhere: 'CreateTrustAnchor UpdateTrustAnchor CreateProfile UpdateProfile',
  sagemaker: 'CreatePresignedNotebookInstanceUrl UpdateNotebookInstanceLifecycleConfig',
  ssm: 'StartSession SendCommand StartAutomationExecution',
  sso: 'CreateAccountAssignment PutInlinePolicyToPermissionSet AttachManagedPolicyToPermissionSet AttachCustomerManagedPolicyReferenceToPermissionSet ProvisionPermissionSet',
  sts: 'AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot GetFederationToken',
};
