/** Parts of an ARN; fields may be empty. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

export function parseArn(text: string): Arn | null {
  if (!text.startsWith('arn:')) return null;
  const parts = text.split(':');
  if (parts.length < 6) return null;
  return {
    partition: parts[1]!,
    service: parts[2]!,
    region: parts[3]!,
    account: parts[4]!,
    resource: parts.slice(5).join(':'),
  };
}

export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/** What stands after the last slash: the name of a user, role or policy without its path. */
export function withoutPath(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** The last meaningful part: `user/people/alice` -> `alice`. */
export function shortName(id: string): string {
  const arn = parseArn(id);
  if (!arn) return id;
  const tail = arn.resource.split(/[/:]/).filter(Boolean);
  return tail.at(-1) ?? id;
}
