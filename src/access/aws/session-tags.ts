import type { Json } from '../../graph/fact.js';

/**
 * Can whoever assumes the role pass session tags? They override the role's own tags, and it takes `sts:TagSession` (or a SAML
 * or OIDC token that carries tags) in the trust policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export function allowsSessionTags(trust: Json | undefined): boolean {
  return (
    trust !== undefined && trust !== null && /sts:(TagSession|Tag\*|\*)|"Action":"\*"/i.test(JSON.stringify(trust))
  );
}
