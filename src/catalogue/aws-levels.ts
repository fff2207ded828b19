import { escalation } from './aws-escalation.js';
import type { AccessLevel } from './contract.js';

/**
 * Which AWS actions touch customer content. AWS publishes List, Read, Write, Tagging and Permissions management
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html);
 * the query language has Data/Metadata × Read/Write. An action is of the data plane when CloudTrail logs it as a data event
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html) or when it plainly
 * returns or changes content. Everything else is metadata: List and Read -> Metadata Read, all others -> Metadata Write.
 * Names may end in `*`. The compiler refuses a name that no longer stands for any action.
 */
export interface DataPlane {
  /** Returns content: Data Read, whatever the published level says (`kms:Decrypt` is published as Write). */
  readonly read?: string;
  /** Changes content: Data Write. */
  readonly write?: string;
  /** Runs what the caller sends (SQL, HTTP): both. */
  readonly both?: string;
}

export const dataPlane: Readonly<Record<string, DataPlane>> = {
  airflow: { both: 'InvokeRestApi' },
  aoss: { both: 'APIAccessAll DashboardsAccessAll' },
  appconfig: {
    read: 'GetConfiguration GetLatestConfiguration GetHostedConfigurationVersion',
    write: 'StartConfigurationSession CreateHostedConfigurationVersion DeleteHostedConfigurationVersion',
  },
  appsync: { read: 'EventSubscribe', write: 'EventPublish EventConnect', both: 'GraphQL SourceGraphQL' },
  aps: { read: 'QueryMetrics GetSeries GetLabels GetMetricMetadata', write: 'RemoteWrite' },
  athena: {
    read: 'GetQueryResults GetQueryResultsStream ExportNotebook GetCalculationExecutionCode',
    write: 'ImportNotebook',
    both: 'StartQueryExecution RunQuery StartCalculationExecution',
  },
  backup: { read: 'CopyFromBackupVault', write: 'CopyIntoBackupVault DeleteRecoveryPoint' },
  'backup-storage': { read: 'GetChunk GetObjectMetadata', write: 'PutChunk PutObject DeleteObjects' },
  bedrock: {
    read: 'Retrieve RetrieveAndGenerate AgenticRetrieveStream GetKnowledgeBaseDocuments GetDocumentContent GetAgentMemory GetInvocationStep Rerank GenerateQuery',
    write: 'IngestKnowledgeBaseDocuments DeleteKnowledgeBaseDocuments DeleteAgentMemory PutInvocationStep',
    both: 'InvokeModel* InvokeAgent InvokeInlineAgent InvokeFlow InvokeDataAutomation InvokeDataAutomationAsync InvokeTool',
  },
  cassandra: { read: 'Select SelectMultiRegionResource GetRecords', write: 'Modify ModifyMultiRegionResource' },
  'cloudfront-keyvaluestore': { read: 'GetKey ListKeys', write: 'PutKey DeleteKey UpdateKeys' },
  'cloudtrail-data': { write: 'PutAuditEvents' },
  cloudwatch: { read: 'GetMetricData GetMetricStatistics', write: 'PutMetricData' },
  codeartifact: {
    read: 'ReadFromRepository GetPackageVersionAsset GetPackageVersionReadme',
    write: 'PublishPackageVersion CopyPackageVersions DeletePackageVersions DisposePackageVersions PutPackageMetadata',
  },
  codecommit: {
    read: 'GitPull GetBlob GetFile GetFolder GetTree GetDifferences GetBlobDifferences',
    write:
      'GitPush PutFile CreateCommit DeleteFile UploadArchive MergeBranchesBy* MergePullRequestBy* CreateUnreferencedMergeCommit',
  },
  'cognito-identity': {
    read: 'GetCredentialsForIdentity GetOpenIdToken GetOpenIdTokenForDeveloperIdentity',
    write: 'GetId',
  },
  'cognito-idp': {
    read: 'AdminGetUser GetUser ListUsers ListUsersInGroup',
    write:
      'AdminCreateUser AdminDeleteUser AdminDeleteUserAttributes AdminUpdateUserAttributes SignUp UpdateUserAttributes DeleteUser DeleteUserAttributes',
  },
  'cognito-sync': { read: 'ListRecords', write: 'UpdateRecords DeleteDataset' },
  comprehend: { read: 'BatchDetect* Detect* ClassifyDocument ContainsPiiEntities' },
  connect: {
    read: 'GetContactAttributes GetAttachedFile GetPromptFile',
    write: 'UpdateContactAttributes DeleteAttachedFile',
  },
  dataexchange: { read: 'GetAsset', write: 'SendApiAsset CreateAsset DeleteAsset' },
  dax: {
    read: 'GetItem BatchGetItem Query Scan ConditionCheckItem',
    write: 'PutItem UpdateItem DeleteItem BatchWriteItem',
  },
  dsql: { both: 'DbConnect DbConnectAdmin' },
  dynamodb: {
    read: 'GetItem BatchGetItem Query Scan ConditionCheckItem PartiQLSelect GetRecords SearchVectors ReadDataForReplication ExportTableToPointInTime',
    write:
      'PutItem UpdateItem DeleteItem BatchWriteItem PartiQLInsert PartiQLUpdate PartiQLDelete ImportTable WriteDataForReplication',
  },
  ebs: {
    read: 'GetSnapshotBlock ListSnapshotBlocks ListChangedBlocks',
    write: 'PutSnapshotBlock StartSnapshot CompleteSnapshot',
  },
  ec2: { read: 'GetConsoleOutput GetConsoleScreenshot GetPasswordData' },
  ec2messages: { read: 'GetMessages', write: 'SendReply AcknowledgeMessage DeleteMessage FailMessage' },
  ecr: {
    read: 'BatchGetImage GetDownloadUrlForLayer',
    write:
      'PutImage BatchDeleteImage InitiateLayerUpload UploadLayerPart CompleteLayerUpload ReplicateImage BatchImportUpstreamImage',
  },
  'ecr-public': { write: 'PutImage BatchDeleteImage InitiateLayerUpload UploadLayerPart CompleteLayerUpload' },
  eks: { both: 'AccessKubernetesApi' },
  elasticache: { both: 'Connect' },
  elasticfilesystem: { read: 'ClientMount ReplicationRead', write: 'ClientWrite ClientRootAccess ReplicationWrite' },
  es: {
    read: 'ESHttpGet ESHttpHead ESCrossClusterGet',
    write: 'ESHttpPut ESHttpDelete ESHttpPatch',
    both: 'ESHttpPost',
  },
  events: { write: 'PutEvents PutPartnerEvents PutRawEvents', read: 'RetrieveConnectionCredentials' },
  evidently: { read: 'EvaluateFeature BatchEvaluateFeature', write: 'PutProjectEvents' },
  'execute-api': { both: 'Invoke ManageConnections' },
  firehose: { write: 'PutRecord PutRecordBatch' },
  'finspace-api': { read: 'GetProgrammaticAccessCredentials' },
  geo: {
    read: 'GetDevicePosition GetDevicePositionHistory BatchGetDevicePosition ListDevicePositions',
    write: 'BatchUpdateDevicePosition BatchDeleteDevicePositionHistory',
  },
  glacier: { read: 'GetJobOutput', write: 'UploadArchive DeleteArchive UploadMultipartPart CompleteMultipartUpload' },
  glue: { read: 'GetEntityRecords', both: 'RunStatement' },
  healthlake: {
    read: 'ReadResource SearchWithGet SearchWithPost SearchEverything GetCapabilities StartFHIRExportJob',
    write: 'CreateResource UpdateResource DeleteResource StartFHIRImportJob',
  },
  identitystore: { read: 'DescribeUser ListUsers' },
  iot: {
    read: 'GetThingShadow GetRetainedMessage Receive Subscribe',
    write: 'Publish RetainPublish UpdateThingShadow DeleteThingShadow Connect',
  },
  iotsitewise: {
    read: 'GetAssetPropertyValue GetAssetPropertyValueHistory GetAssetPropertyAggregates GetInterpolatedAssetPropertyValues BatchGetAssetPropertyValue* BatchGetAssetPropertyAggregates ExecuteQuery',
    write: 'BatchPutAssetPropertyValue DeleteTimeSeries',
  },
  'kafka-cluster': { read: 'ReadData Connect', write: 'WriteData WriteDataIdempotently' },
  kendra: { read: 'Query Retrieve', write: 'BatchPutDocument BatchDeleteDocument' },
  kinesis: { read: 'GetRecords SubscribeToShard', write: 'PutRecord PutRecords' },
  kinesisvideo: {
    read: 'GetMedia GetMediaForFragmentList GetClip GetImages GetHLSStreamingSessionURL GetDASHStreamingSessionURL ConnectAsViewer',
    write: 'PutMedia ConnectAsMaster',
  },
  // Decrypt returns plaintext; the other cryptographic operations turn the caller's data under the key.
  kms: {
    read: 'Decrypt DeriveSharedSecret Verify VerifyMac',
    write:
      'Encrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac Sign',
  },
  lakeformation: {
    read: 'GetTableObjects GetWorkUnitResults GetDataAccess GetTemporaryGlue*',
    write: 'UpdateTableObjects DeleteObjectsOnCancel',
  },
  lambda: { read: 'GetFunction GetLayerVersion', write: 'InvokeFunction InvokeAsync InvokeFunctionUrl' },
  lex: {
    both: 'RecognizeText RecognizeUtterance PostText PostContent StartConversation',
    read: 'GetSession',
    write: 'PutSession DeleteSession',
  },
  logs: {
    read: 'GetLogEvents FilterLogEvents GetLogRecord GetQueryResults StartQuery StartLiveTail Unmask CreateExportTask',
    write: 'PutLogEvents DeleteLogStream DeleteLogGroup',
  },
  managedblockchain: { both: 'POST GET Invoke' },
  mediastore: { read: 'GetObject', write: 'PutObject DeleteObject' },
  memorydb: { both: 'Connect' },
  'medical-imaging': {
    read: 'GetImageFrame GetImageSetMetadata',
    write: 'UpdateImageSetMetadata DeleteImageSet CopyImageSet',
  },
  mobiletargeting: {
    read: 'GetEndpoint GetUserEndpoints',
    write: 'PutEvents SendMessages SendUsersMessages UpdateEndpoint DeleteEndpoint',
  },
  'neptune-db': {
    read: 'ReadDataViaQuery GetStreamRecords',
    write: 'WriteDataViaQuery DeleteDataViaQuery StartLoaderJob ResetDatabase',
    both: 'connect',
  },
  'neptune-graph': { read: 'ReadDataViaQuery', write: 'WriteDataViaQuery DeleteDataViaQuery ResetGraph' },
  opensearch: { read: 'GetDirectQueryResult', both: 'StartDirectQuery' },
  personalize: {
    read: 'GetRecommendations GetPersonalizedRanking GetActionRecommendations',
    write: 'PutEvents PutUsers PutItems PutActions PutActionInteractions',
  },
  qbusiness: {
    both: 'Chat ChatSync',
    write: 'BatchPutDocument BatchDeleteDocument',
    read: 'ListMessages SearchRelevantContent',
  },
  qldb: { both: 'SendCommand PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete' },
  rds: { read: 'DownloadDBLogFilePortion DownloadCompleteDBLogFile StartExportTask' },
  'rds-data': {
    both: 'ExecuteStatement ExecuteSql BatchExecuteStatement',
    write: 'BeginTransaction CommitTransaction RollbackTransaction',
  },
  'rds-db': { both: 'connect' },
  redshift: { read: 'FetchResults', both: 'ExecuteQuery GetClusterCredentials GetClusterCredentialsWithIAM' },
  'redshift-data': { read: 'GetStatementResult', both: 'ExecuteStatement BatchExecuteStatement' },
  'redshift-serverless': { both: 'GetCredentials' },
  rekognition: {
    read: 'CompareFaces DetectFaces DetectLabels DetectText SearchFaces SearchFacesByImage SearchUsers SearchUsersByImage',
    write: 'IndexFaces DeleteFaces',
  },
  rum: { write: 'PutRumEvents' },
  s3: {
    read: 'GetObject GetObjectVersion GetObjectAttributes GetObjectVersionAttributes GetObjectTorrent GetObjectVersionTorrent GetObjectVersionForReplication GetObjectAnnotation GetObjectVersionAnnotation GetObjectVersionAnnotationForReplication GetDataAccess',
    write:
      'PutObject DeleteObject DeleteObjectVersion AbortMultipartUpload RestoreObject ReplicateObject ReplicateDelete InitiateReplication PutObjectAnnotation PutObjectVersionAnnotation ReplicateObjectAnnotation',
  },
  's3-object-lambda': {
    read: 'GetObject GetObjectVersion',
    write: 'PutObject DeleteObject DeleteObjectVersion AbortMultipartUpload RestoreObject WriteGetObjectResponse',
  },
  's3-outposts': {
    read: 'GetObject GetObjectVersion GetObjectVersionForReplication',
    write: 'PutObject DeleteObject DeleteObjectVersion AbortMultipartUpload ReplicateObject ReplicateDelete',
  },
  s3express: { both: 'CreateSession' },
  s3tables: { read: 'GetTableData', write: 'PutTableData' },
  s3vectors: { read: 'GetVectors QueryVectors ListVectors', write: 'PutVectors DeleteVectors' },
  sagemaker: {
    read: 'GetRecord BatchGetRecord',
    write: 'PutRecord DeleteRecord BatchWriteRecord',
    both: 'InvokeEndpoint InvokeEndpointAsync InvokeEndpointWithResponseStream',
  },
  sdb: {
    read: 'GetAttributes Select',
    write: 'PutAttributes BatchPutAttributes DeleteAttributes BatchDeleteAttributes',
  },
  secretsmanager: {
    read: 'GetSecretValue BatchGetSecretValue',
    write: 'PutSecretValue UpdateSecret CreateSecret DeleteSecret',
  },
  servicediscovery: { read: 'DiscoverInstances DiscoverInstancesRevision' },
  ses: {
    read: 'GetArchiveMessage GetArchiveMessageContent GetArchiveSearchResults',
    write:
      'SendEmail SendRawEmail SendTemplatedEmail SendBulkEmail SendBulkTemplatedEmail SendBounce SendCustomVerificationEmail',
  },
  sns: { write: 'Publish' },
  sqs: {
    read: 'ReceiveMessage',
    write: 'SendMessage DeleteMessage ChangeMessageVisibility PurgeQueue StartMessageMoveTask',
  },
  ssm: {
    read: 'GetParameter GetParameters GetParametersByPath GetParameterHistory GetCommandInvocation',
    write: 'PutParameter DeleteParameter DeleteParameters',
    both: 'SendCommand StartSession ResumeSession',
  },
  ssmmessages: { both: 'OpenDataChannel OpenControlChannel' },
  states: {
    read: 'GetExecutionHistory DescribeExecution GetActivityTask RevealSecrets',
    write: 'StartExecution StartSyncExecution SendTaskSuccess SendTaskFailure',
  },
  storagegateway: { read: 'RetrieveTapeArchive' },
  swf: {
    read: 'GetWorkflowExecutionHistory',
    write: 'StartWorkflowExecution SignalWorkflowExecution RespondActivityTaskCompleted',
  },
  textract: {
    read: 'AnalyzeDocument AnalyzeExpense AnalyzeID DetectDocumentText GetDocumentAnalysis GetDocumentTextDetection GetExpenseAnalysis GetLendingAnalysis',
  },
  timestream: { read: 'Select SelectValues Unload', write: 'WriteRecords' },
  transcribe: { read: 'GetTranscriptionJob GetMedicalTranscriptionJob GetCallAnalyticsJob' },
  translate: { read: 'TranslateText TranslateDocument' },
  verifiedpermissions: { read: 'IsAuthorized IsAuthorizedWithToken' },
  workdocs: {
    read: 'DownloadDocumentVersion GetDocument GetDocumentVersion',
    write: 'InitiateDocumentVersionUpload DeleteDocument UpdateDocumentVersion',
  },
  workmailmessageflow: { read: 'GetRawMessageContent', write: 'PutRawMessageContent' },
  xray: { read: 'BatchGetTraces GetTraceSummaries', write: 'PutTraceSegments PutTelemetryRecords' },
};

export interface Classified {
  readonly levels: readonly AccessLevel[];
  readonly administrative: boolean;
}

/** `published` = the access level as AWS writes it, combined ones included (`Permissions management, Write`). */
export function classify(service: string, name: string, published: string): Classified {
  const administrative =
    published.startsWith('Permissions management') || names(escalation[service]).some((entry) => matches(entry, name));
  return { levels: levelsOf(service, name, published), administrative };
}

function levelsOf(service: string, name: string, published: string): readonly AccessLevel[] {
  const plane = dataPlane[service];
  if (plane) {
    const listed = (text: string | undefined) => names(text).some((entry) => matches(entry, name));
    if (listed(plane.both)) return ['Data Read', 'Data Write'];
    if (listed(plane.read)) return ['Data Read'];
    if (listed(plane.write)) return ['Data Write'];
  }
  return published === 'List' || published === 'Read' ? ['Metadata Read'] : ['Metadata Write'];
}

/** Listed names that stand for no action in `known` (lower-case `service:name`): stale data, which the compiler refuses. */
export function staleNames(known: ReadonlySet<string>): string[] {
  const lists = [
    ...Object.entries(escalation),
    ...Object.entries(dataPlane).flatMap(([service, plane]) =>
      Object.values(plane).map((text): [string, string] => [service, text]),
    ),
  ];
  return lists
    .flatMap(([service, text]) => names(text).map((name) => `${service}:${name}`))
    .filter((entry) => !stands(entry, known));
}

function stands(entry: string, known: ReadonlySet<string>): boolean {
  if (!entry.endsWith('*')) return known.has(entry.toLowerCase());
  const prefix = entry.slice(0, -1).toLowerCase();
  for (const name of known) if (name.startsWith(prefix)) return true;
  return false;
}

function names(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(' ');
}

function matches(entry: string, name: string): boolean {
  return entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : entry === name;
}
