import { describe, expect, it } from 'vitest';
import { rowsPlanOf } from './binding.js';

const providers = (where: string) => rowsPlanOf(`config from iam where ${where}`).beyond.providers;
const asked = (question: string) => rowsPlanOf(question).beyond.providers;

describe('providers that a query speaks of', () => {
  it.each([
    ["source.cloud.type = 'Azure'", ['AZURE']],
    ["dest.cloud.type IN ('aws', 'GCP', 'KUBERNETES')", ['GCP', 'KUBERNETES']],
    ["source.idp.service = 'okta'", ['Okta']],
    ["source.idp.domain = 'freight.okta.com'", ['Okta']],
    ["dest.cloud.service.name = 'Microsoft.Storage'", ['AZURE']],
    ["dest.cloud.service.name = 'bigquery'", ['GCP']],
    ["dest.cloud.region = 'europe-west3'", ['GCP']],
    ["grantedby.cloud.policy.type = 'Predefined Role'", ['GCP']],
    ["grantedby.cloud.policy.type = 'Microsoft Graph'", ['Azure Active Directory']],
    ["grantedby.level.type = 'Azure Subscription'", ['AZURE']],
    ["grantedby.level.name = 'retail'", ['AZURE', 'GCP']],
    ["grantedby.cloud.entity.type = 'user assigned'", ['AZURE']],
    ["source.cloud.resource.type = 'ServiceAccount'", ['KUBERNETES']],
    [
      "action.name IN ('Microsoft.Web/sites/write', 'storage.objects.get', 'get:core/secrets')",
      ['AZURE', 'GCP', 'KUBERNETES'],
    ],
    ["dest.cloud.resource.id STARTS WITH '//storage.googleapis.com/'", ['GCP']],
    ["source.public = true OR dest.cloud.resource.id = '/subscriptions/1/x'", ['AZURE']],
  ])('%s', (where, expected) => {
    expect(providers(where)).toEqual(expected);
  });

  it.each([
    "source.cloud.type = 'AWS'",
    "dest.cloud.type != 'GCP'",
    "NOT source.cloud.type = 'AZURE'",
    "action.name NOT IN ('storage.objects.get')",
    "action.name IN ('s3:GetObject', 'iam:PassRole')",
    "dest.cloud.service.name = 's3' AND dest.cloud.region = 'eu-west-2'",
    "source.cloud.resource.type IN ('user', 'instance', 'function', 'task-definition')",
    "dest.cloud.resource.id = 'arn:aws:s3:::b'",
    "source.idp.service = 'AWS Identity Center'",
  ])('none in %s', (where) => {
    expect(providers(where)).toEqual([]);
  });

  it('questions name them by id and action', () => {
    expect(asked("who can storage.objects.get on '//storage.googleapis.com/rates'")).toEqual(['GCP']);
    expect(asked("what can 'okta:freight/user/00u1' access")).toEqual(['Okta']);
    expect(asked("which users have access to 'k8s:prod/pay/Secret/db'")).toEqual(['KUBERNETES']);
    expect(asked("who can s3:GetObject on 'payroll'")).toEqual([]);
  });
});
