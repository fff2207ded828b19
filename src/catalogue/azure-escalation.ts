/**
 * Operations by which a principal gains rights, or makes others gain them, although their last segment is no more than `write` or
 * `action`: handing out roles, reading out keys that open the data, running code as an identity that is already there, taking over
 * credentials. `*` is any run of characters; names compare without case. By resource provider.
 * https://learn.microsoft.com/azure/role-based-access-control/permissions-reference and the pages of the services.
 */
export const azureEscalation: Readonly<Record<string, string>> = {
  'Microsoft.App': 'containerApps/write containerApps/listSecrets/action jobs/write jobs/start/action',
  'Microsoft.Authorization':
    'roleAssignments/write roleDefinitions/write elevateAccess/action policyAssignments/write roleAssignmentScheduleRequests/write roleEligibilityScheduleRequests/write roleManagementPolicies/write denyAssignments/delete',
  'Microsoft.Automation':
    'automationAccounts/write automationAccounts/listKeys/action automationAccounts/jobs/write automationAccounts/runbooks/write automationAccounts/runbooks/draft/write automationAccounts/runbooks/publish/action automationAccounts/webhooks/write automationAccounts/schedules/write automationAccounts/jobSchedules/write automationAccounts/hybridRunbookWorkerGroups/write',
  'Microsoft.Batch': 'batchAccounts/listKeys/action batchAccounts/pools/write',
  'Microsoft.Cache': 'redis/listKeys/action redisEnterprise/databases/listKeys/action',
  'Microsoft.CognitiveServices': 'accounts/listKeys/action',
  'Microsoft.Compute':
    'virtualMachines/write virtualMachines/runCommand/action virtualMachines/runCommands/write virtualMachines/extensions/write virtualMachines/login/action virtualMachines/loginAsAdmin/action virtualMachineScaleSets/write virtualMachineScaleSets/extensions/write virtualMachineScaleSets/virtualMachines/runCommand/action virtualMachineScaleSets/virtualMachines/runCommands/write virtualMachineScaleSets/virtualMachines/extensions/write disks/beginGetAccess/action snapshots/beginGetAccess/action galleries/applications/versions/write',
  'Microsoft.ContainerInstance': 'containerGroups/write containerGroups/containers/exec/action',
  'Microsoft.ContainerRegistry':
    'registries/listCredentials/action registries/generateCredentials/action registries/tasks/write registries/scheduleRun/action registries/push/write',
  'Microsoft.ContainerService':
    'managedClusters/listClusterAdminCredential/action managedClusters/listClusterUserCredential/action managedClusters/accessProfiles/listCredential/action managedClusters/runCommand/action managedClusters/write',
  'Microsoft.DataFactory': 'factories/write factories/pipelines/write factories/linkedServices/write',
  'Microsoft.Databricks': 'workspaces/write',
  'Microsoft.Devices': 'iotHubs/listKeys/action IotHubs/iotHubKeys/listkeys/action',
  'Microsoft.DocumentDB':
    'databaseAccounts/listKeys/action databaseAccounts/listConnectionStrings/action databaseAccounts/regenerateKey/action databaseAccounts/sqlRoleAssignments/write databaseAccounts/sqlRoleDefinitions/write',
  'Microsoft.EventGrid': 'topics/listKeys/action domains/listKeys/action',
  'Microsoft.EventHub':
    'namespaces/authorizationRules/listKeys/action namespaces/authorizationRules/write namespaces/eventhubs/authorizationRules/listKeys/action namespaces/eventhubs/authorizationRules/write',
  'Microsoft.HybridCompute': 'machines/extensions/write machines/runCommands/write',
  'Microsoft.KeyVault': 'vaults/write vaults/accessPolicies/write managedHSMs/write',
  'Microsoft.Kubernetes': 'connectedClusters/listClusterUserCredential/action',
  'Microsoft.Logic': 'workflows/write workflows/triggers/listCallbackUrl/action',
  'Microsoft.MachineLearningServices':
    'workspaces/listKeys/action workspaces/computes/write workspaces/computes/applicationaccess/action workspaces/jobs/write',
  'Microsoft.ManagedIdentity':
    'userAssignedIdentities/assign/action userAssignedIdentities/*/assign/action userAssignedIdentities/federatedIdentityCredentials/write',
  'Microsoft.ManagedServices': 'registrationAssignments/write registrationDefinitions/write',
  'Microsoft.OperationalInsights': 'workspaces/sharedKeys/action workspaces/listKeys/action',
  'Microsoft.Relay': 'namespaces/authorizationRules/listKeys/action',
  'Microsoft.Resources': 'deployments/write deploymentScripts/write deploymentStacks/write',
  'Microsoft.Search': 'searchServices/listAdminKeys/action',
  'Microsoft.ServiceBus':
    'namespaces/authorizationRules/listKeys/action namespaces/authorizationRules/write namespaces/queues/authorizationRules/listKeys/action namespaces/queues/authorizationRules/write namespaces/topics/authorizationRules/listKeys/action namespaces/topics/authorizationRules/write',
  'Microsoft.SignalRService': 'SignalR/listKeys/action WebPubSub/listKeys/action',
  'Microsoft.Sql': 'servers/write servers/administrators/write',
  'Microsoft.Storage':
    'storageAccounts/write storageAccounts/listKeys/action storageAccounts/regenerateKey/action storageAccounts/listAccountSas/action storageAccounts/listServiceSas/action storageAccounts/localUsers/listKeys/action storageAccounts/localUsers/regeneratePassword/action storageAccounts/blobServices/containers/blobs/manageOwnership/action storageAccounts/blobServices/containers/blobs/modifyPermissions/action',
  'Microsoft.Synapse': 'workspaces/write workspaces/sqlPools/write workspaces/administrators/write',
  'Microsoft.Web':
    'sites/write sites/publish/action sites/publishxml/action sites/config/write sites/config/list/action sites/slots/publish/action sites/slots/publishxml/action sites/slots/config/list/action sites/functions/listkeys/action sites/host/listkeys/action sites/functions/write sites/sourcecontrols/write sites/extensions/write sites/basicPublishingCredentialsPolicies/write staticSites/listsecrets/action',
};

/**
 * Operations of Entra directory roles of the same kind: credentials of applications and people, membership, roles, consent.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
export const entraEscalation: Readonly<Record<string, string>> = {
  'microsoft.directory':
    'applications/allProperties/allTasks applications/credentials/update applications/owners/update applications/appRoles/update servicePrincipals/allProperties/allTasks servicePrincipals/credentials/update servicePrincipals/owners/update servicePrincipals/appRoleAssignedTo/update servicePrincipals/appRoleAssignments/update servicePrincipals/managePermissionGrantsForAll.* oAuth2PermissionGrants/allProperties/allTasks users/password/update users/authenticationMethods/* users/userPrincipalName/update groups/members/update groups/owners/update groups/dynamicMembershipRule/update groupsAssignableToRoles/allProperties/allTasks groupsAssignableToRoles/members/update groupsAssignableToRoles/owners/update groupsAssignableToRoles/create roleAssignments/allProperties/allTasks roleDefinitions/allProperties/allTasks scopedRoleMemberships/allProperties/allTasks conditionalAccessPolicies/* domains/federation/update domains/federationConfiguration/* hybridAuthenticationPolicy/allProperties/allTasks privilegedIdentityManagement/allProperties/allTasks',
};

/**
 * Application permissions of Microsoft Graph that lead to control of the directory or of other identities.
 * https://learn.microsoft.com/graph/permissions-reference
 */
export const graphEscalation: readonly string[] = [
  'Application.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Directory.ReadWrite.All',
  'Domain.ReadWrite.All',
  'EntitlementManagement.ReadWrite.All',
  'Group.ReadWrite.All',
  'GroupMember.ReadWrite.All',
  'Policy.ReadWrite.PermissionGrant',
  'PrivilegedAccess.ReadWrite.AzureADGroup',
  'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
  'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
  'RoleAssignmentSchedule.ReadWrite.Directory',
  'RoleEligibilitySchedule.ReadWrite.Directory',
  'RoleManagement.ReadWrite.Directory',
  'RoleManagementPolicy.ReadWrite.Directory',
  'Synchronization.ReadWrite.All',
  'User.EnableDisableAccount.All',
  'User.ReadWrite.All',
  'User-PasswordProfile.ReadWrite.All',
  'UserAuthenticationMethod.ReadWrite.All',
];
