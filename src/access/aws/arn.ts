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

/** The account a principal key names as a whole: `111122223333` or its root ARN. */
export function wholeAccount(text: string): string | null {
  if (isAccountId(text)) return text;
  const match = /^arn:[^:]*:iam::(\d{12}):root$/.exec(text);
  return match ? match[1]! : null;
}

/** The last meaningful part: `user/people/alice` -> `alice`. */
export function shortName(id: string): string {
  const arn = parseArn(id);
  if (!arn) return id;
  const tail = arn.resource.split(/[/:]/).filter(Boolean);
  return tail.at(-1) ?? id;
}
