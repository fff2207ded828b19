import type { AzureCase, Side, Term } from './input.js';
import { compared } from './operators.js';

export type Truth = 'yes' | 'no' | 'open';

/** What the caller's context and the resource's own id say of an attribute; undefined = unknown. */
export function valuesOf(asked: AzureCase, attribute: string): readonly string[] | null | undefined {
  const own = spelt(asked.scope, attribute);
  if (own !== undefined) return [own];
  const given = asked.context[attribute];
  if (given === undefined) return undefined;
  if (given === null) return null;
  if (typeof given !== 'object') return [String(given)];
  return given.length === 0 ? null : given.map(String);
}

/** https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes: names that stand in the id. */
function spelt(scope: string, attribute: string): string | undefined {
  const parts = scope.split('/');
  const after = (segment: string) => {
    const at = parts.findIndex((one) => one.toLowerCase() === segment.toLowerCase());
    return at < 0 ? undefined : parts[at + 1];
  };
  if (!/\/providers\/microsoft\.storage\/storageaccounts\//i.test(scope)) return undefined;
  if (attribute === '@Resource[Microsoft.Storage/storageAccounts:name]') return after('storageAccounts');
  if (attribute === '@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]')
    return after('containers');
  return undefined;
}

/** Three-valued: no decides AND, yes decides OR, whatever else is open. */
export function truth(term: Term, asked: AzureCase): Truth {
  switch (term.is) {
    case 'and': {
      const parts = term.terms.map((one) => truth(one, asked));
      return parts.includes('no') ? 'no' : parts.includes('open') ? 'open' : 'yes';
    }
    case 'or': {
      const parts = term.terms.map((one) => truth(one, asked));
      return parts.includes('yes') ? 'yes' : parts.includes('open') ? 'open' : 'no';
    }
    case 'not': {
      const inner = truth(term.term, asked);
      return inner === 'open' ? 'open' : inner === 'yes' ? 'no' : 'yes';
    }
    case 'action':
      return say(actionMatches(term.pattern, asked.action));
    case 'suboperation': {
      const given = asked.context['SubOperation'];
      if (given === undefined) return 'open';
      return say(typeof given === 'string' && given.toLowerCase() === term.name.toLowerCase());
    }
    case 'exists': {
      const values = valuesOf(asked, term.attribute);
      return values === undefined ? 'open' : say(values !== null);
    }
    case 'compare':
      return comparison(sideOf(term.left, asked), term.operator, sideOf(term.right, asked));
  }
}

type Values = readonly string[] | null | undefined;

function comparison(left: Values, operator: string, right: Values): Truth {
  if (left === null || right === null) return 'no';
  if (left === undefined || right === undefined) return 'open';
  return say(compared(operator, left, right));
}

function sideOf(side: Side, asked: AzureCase): Values {
  return 'attribute' in side ? valuesOf(asked, side.attribute) : side.values.map(String);
}

const say = (holds: boolean): Truth => (holds ? 'yes' : 'no');

/** https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format */
export function actionMatches(pattern: string, action: string): boolean {
  const source = pattern
    .split('*')
    .map((piece) => piece.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 'i').test(action);
}
