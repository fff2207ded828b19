import { plain } from './operator.js';

/** Bytes, written as base64 on both sides. */
export const binaryEquals = plain('BinaryEquals', (request, policy) =>
  Buffer.from(request, 'base64').equals(Buffer.from(policy, 'base64')),
);
