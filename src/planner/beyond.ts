import type { Attribute } from './attributes.js';
import type { Beyond, BoundExpression, BoundPredicate, GroupKey, Seed } from './plan.js';
import { literals, positives } from './predicates.js';

/** Values by which a provider is recognised: ids and spellings of its own. AWS is recognised by nothing else being so. */
type Signs = readonly (readonly [provider: string, sign: RegExp])[];

const ids: Signs = [
  ['AZURE', /^\/(subscriptions|providers\/Microsoft)/i],
  ['Azure Active Directory', /^entra:/i],
  ['GCP', /^\/\/[a-z0-9.-]+\.googleapis\.com\/|^(user|group|domain|serviceAccount):|gserviceaccount\.com$/i],
  ['KUBERNETES', /^k8s:/i],
  ['Okta', /^okta:|\.okta(preview|-emea)?\.com$/i],
];
const clouds: Signs = [
  ['AZURE', /^azure$/i],
  ['GCP', /^gcp$/i],
  ['KUBERNETES', /^kubernetes$/i],
];
const services: Signs = [
  ['AZURE', /^microsoft\./i],
  ['Azure Active Directory', /^azure active directory$/i],
  [
    'GCP',
    /^(appengine|bigquery|bigtable|cloudfunctions|cloudkms|cloudresourcemanager|cloudsql|compute|container|dataproc|pubsub|run|secretmanager|spanner|storage)$/i,
  ],
];
const types: Signs = [
  ['KUBERNETES', /^(ServiceAccount|ClusterRole(Binding)?|RoleBinding|Pod|Namespace|ConfigMap)$/],
  [
    'AZURE',
    /^(virtualMachines|virtualMachineScaleSets.*|sites|servers|storageAccounts|vaults|workflows|app registration|system assigned|user assigned|service principal)$/i,
  ],
  ['GCP', /^(buckets|datasets|instances|functions|services|applications|serviceaccounts?|service account)$/i],
];
const policyTypes: Signs = [
  ['AZURE', /^(built-in role|azure )/i],
  ['Azure Active Directory', /^microsoft graph$/i],
  ['GCP', /^(gcp |predefined role)/i],
  ['KUBERNETES', /^(cluster)?role$/i],
];
const levels: Signs = [
  ['AZURE', /^azure |^tenant root/i],
  ['GCP', /^gcp /i],
];
/** AWS spells `service:Action`, Kubernetes `verb:group/resource`. */
const actions: Signs = [
  ['AZURE', /^microsoft\./i],
  ['KUBERNETES', /^[a-z]+:([a-z0-9.-]+\/|\/)/],
  ['GCP', /^[a-z]+(\.[a-zA-Z]+){2,}$/],
  ['Azure Active Directory', /^[A-Z][A-Za-z]+\.[A-Za-z.]+$/],
];
const directories: Signs = [
  ['Okta', /^okta$/i],
  ['Azure Active Directory', /^azure active directory$/i],
];
const regions: Signs = [['GCP', /^(africa|asia|australia|europe|me|northamerica|southamerica|us)-[a-z]+\d+$/i]];

const signsOf: readonly (readonly [attribute: RegExp, signs: Signs])[] = [
  [/\.cloud\.type$/, clouds],
  [/\.cloud\.service\.name$/, services],
  [/\.cloud\.region$/, regions],
  [/\.(resource|entity)\.type$/, types],
  [/\.policy\.type$/, policyTypes],
  [/^action\.name$/, actions],
  [/^source\.idp\.service$/, directories],
  [/^grantedby\.level\.(type|name)$/, [...levels, ...ids]],
  [/\.id$|^source\.idp\.domain$|\.resource\.name$/, ids],
];

/**
 * What the comparisons ask for: providers where they are not negated, and attributes that nothing fills. Filled, those would
 * give rows to comparisons that want a value, and take them from those that exclude one.
 */
export function beyondOf(where: BoundExpression, columns: readonly GroupKey[] = []): Beyond {
  const wanted = positives(where);
  const unfilled = new Map<string, 'gain' | 'lose'>();
  const note = (attribute: Attribute, direction: 'gain' | 'lose') => {
    if (attribute.unfilled && unfilled.get(attribute.name) !== 'gain') unfilled.set(attribute.name, direction);
  };
  for (const { attribute } of columns) note(attribute, 'gain');
  for (const predicate of every(where))
    for (const attribute of attributesOf(predicate))
      note(attribute, wanted.includes(predicate) && !excludes(predicate) ? 'gain' : 'lose');
  return {
    providers: [...new Set(wanted.flatMap(providersOf))],
    attributes: [...unfilled].map(([name, direction]) => ({ name, direction })),
  };
}

function every(expression: BoundExpression): readonly BoundPredicate[] {
  if (expression.kind === 'not') return every(expression.part);
  return expression.kind === 'predicate' ? [expression] : expression.parts.flatMap(every);
}

function attributesOf({ attribute, values }: BoundPredicate): readonly Attribute[] {
  return [attribute, ...values.flatMap((value) => (value.kind === 'attribute' ? [value.attribute] : []))];
}

function excludes({ operator }: BoundPredicate): boolean {
  return operator === '!=' || operator.startsWith('NOT') || operator.startsWith('DOES NOT');
}

function providersOf(predicate: BoundPredicate): string[] {
  const { attribute } = predicate;
  if (excludes(predicate)) return [];
  const signs = signsOf.find(([name]) => name.test(attribute.name))?.[1] ?? [];
  const recognised = literals(predicate).flatMap((text) => providerBy(signs, text) ?? []);
  // AWS binds policies to no level of a hierarchy: whoever asks for one means a cloud that does.
  if (recognised.length === 0 && attribute.name.startsWith('grantedby.level.')) return ['AZURE', 'GCP'];
  return recognised;
}

function providerBy(signs: Signs, text: string): string | undefined {
  return signs.find(([, sign]) => sign.test(text))?.[0];
}

/** Questions name things by id. */
export function beyondOfSeed({ sources = [], actions: named = [], inventory }: Seed): Beyond {
  const texts = [...sources, ...(inventory?.resources ?? [])];
  const providers = [...texts.map(providerOfId), ...named.map((text) => providerBy(actions, text))].filter(
    (one) => one !== undefined,
  );
  return { providers: [...new Set(providers)], attributes: [] };
}

/** The provider whose ids look like this; undefined for AWS and for plain names. */
export function providerOfId(text: string): string | undefined {
  return providerBy(ids, text);
}
