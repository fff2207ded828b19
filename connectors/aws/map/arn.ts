import { GrantgraphError } from '../../../src/base/errors.js';
import { placeOf, type Spot } from './record.js';

/** Parts of an ARN; fields may be empty. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  readonly text: string;
  readonly partition: string;
  readonly service: string;
  readonly region: string | undefined;
  /** Twelve digits, `aws` for what AWS owns, undefined where the ARN names none. */
  readonly account: string | undefined;
  readonly resource: string;
}

const shape = /^arn:([^:\s]+):([^:\s]+):([^:\s]*):([^:\s]*):(.+)$/s;

export function parseArn(text: string): Arn | null {
  const match = shape.exec(text);
  if (!match) return null;
  const [, partition, service, region, account, resource] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return { text, partition, service, region: region || undefined, account: account || undefined, resource };
}

/** The ARN that must stand under `keys` of a spot. Errors: `invalid-arn`, `missing-field`. */
export function requireArn(value: unknown, spot: Spot, ...keys: (string | number)[]): Arn {
  return (typeof value === 'string' ? parseArn(value) : null) ?? refuse(value, spot, keys);
}

/** The same where its parts do not matter. */
export function requireArnText(value: unknown, spot: Spot, ...keys: (string | number)[]): string {
  return typeof value === 'string' && shape.test(value) ? value : refuse(value, spot, keys);
}

function refuse(value: unknown, spot: Spot, keys: readonly (string | number)[]): never {
  const place = placeOf(spot, ...keys);
  const field = place.path?.slice(place.path.lastIndexOf('/') + 1) ?? 'Arn';
  if (value === undefined || value === null)
    throw new GrantgraphError('missing-field', `\`${field}\` is missing`, { place });
  const shown = typeof value === 'string' ? value.slice(0, 200) : JSON.stringify(value).slice(0, 200);
  throw new GrantgraphError('invalid-arn', `\`${shown}\` is not an ARN`, { place });
}

export function isAccountId(text: string | undefined): text is string {
  return text !== undefined && /^\d{12}$/.test(text);
}

/** Services whose ARNs end in a generated id after the name, or nest names under others: the name is the segment counted from the end. */
const nameFromEnd: Readonly<Record<string, readonly [pattern: RegExp, segment: number]>> = {
  ecs: [/^(?:service|task|container-instance|task-set)\//, 1],
  eks: [/^(?:nodegroup|addon|fargateprofile)\//, 2],
  elasticloadbalancing: [/^(?:loadbalancer\/(?:app|net|gwy)|targetgroup)\//, 2],
  events: [/^rule\//, 1],
  kafka: [/^cluster\//, 2],
};

/** What people call the resource: bucket, function, table, queue name; the id where there is no name. */
export function nameOf(arn: Arn): string {
  const special = nameFromEnd[arn.service];
  if (special?.[0].test(arn.resource)) return arn.resource.split('/').at(-special[1])!;
  if (arn.service === 's3' && !arn.region) return arn.resource;
  if (arn.service === 'secretsmanager') return arn.resource.replace(/^secret:/, '').replace(/-[A-Za-z0-9]{6}$/, '');
  const text = arn.resource.replace(/^\//, '');
  const cut = text.search(/[:/]/);
  const rest = cut < 0 ? text : text.slice(cut + 1);
  return rest.replace(/^\/(?!aws\/)/, '').replace(/:\*$/, '') || text;
}
