/** https://learn.microsoft.com/azure/role-based-access-control/conditions-format: the operators, one sentence of the page each. */
type Meets = (left: string, right: string) => boolean;

function wildcards(text: string): RegExp {
  const source = text.replace(/\\[*?]|[\s\S]/g, (piece) => {
    if (piece === '*') return '[\\s\\S]*';
    if (piece === '?') return '[\\s\\S]';
    return piece.slice(-1).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'u');
}

const texts: Readonly<Record<string, Meets>> = {
  Equals: (left, right) => left === right,
  StartsWith: (left, right) => left.slice(0, right.length) === right,
  Like: (left, right) => wildcards(right).test(left),
};
const numbers: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  Equals: (left, right) => left === right,
  NotEquals: (left, right) => left !== right,
  GreaterThan: (left, right) => left > right,
  GreaterThanEquals: (left, right) => left >= right,
  LessThan: (left, right) => left < right,
  LessThanEquals: (left, right) => left <= right,
};

/** One value against one; what is no number, date, boolean or GUID meets nothing. */
export function meets(operator: string, left: string, right: string): boolean {
  const [, family, verb] = /^(String|Numeric|DateTime|Bool|Guid)(.*)$/.exec(operator)!;
  switch (family) {
    case 'String': {
      const [, negated, base, fold] = /^(Not)?(.*?)(IgnoreCase)?$/.exec(verb!)!;
      const found = fold ? texts[base!]!(left.toLowerCase(), right.toLowerCase()) : texts[base!]!(left, right);
      return negated ? !found : found;
    }
    case 'Numeric':
      return whole(left) && whole(right) && numbers[verb!]!(Number(left), Number(right));
    case 'DateTime': {
      const [one, other] = [Date.parse(left), Date.parse(right)];
      return !Number.isNaN(one) && !Number.isNaN(other) && numbers[verb!]!(one, other);
    }
    case 'Bool': {
      const both = [left.toLowerCase(), right.toLowerCase()];
      return both.every((one) => one === 'true' || one === 'false') && (both[0] === both[1]) === (verb === 'Equals');
    }
    default: {
      const both = [left, right].map((one) => one.toLowerCase().split('-').join(''));
      return both.every((one) => /^[0-9a-f]{32}$/.test(one)) && (both[0] === both[1]) === (verb === 'Equals');
    }
  }
}

function whole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

/** Left and right are sets; an operator without `For…Of…Values:` has one value on each side. */
export function compared(operator: string, left: readonly string[], right: readonly string[]): boolean {
  const [, one, other, name] = /^(?:For(Any|All)Of(Any|All)Values:)?(.*)$/.exec(operator)!;
  const onRight = (value: string) =>
    other === 'All'
      ? right.every((each) => meets(name!, value, each))
      : right.some((each) => meets(name!, value, each));
  return one === 'All' ? left.every(onRight) : left.some(onRight);
}
