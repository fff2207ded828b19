import { type BaseOperator, plain } from './operator.js';

/** Bytes, written as base64 on both sides; what is no base64 equals nothing. */
export const binaryEquals: BaseOperator = {
  ...plain('BinaryEquals', (request, policy) => {
    const [left, right] = [bytes(request), bytes(policy)];
    return left !== null && right !== null && left.equals(right);
  }),
  sensible: (policy) => bytes(policy) !== null,
};

function bytes(text: string): Buffer | null {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;
}
