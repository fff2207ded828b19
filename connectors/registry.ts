import type { Connector } from './contract.js';

/** Literal import paths, so that the architecture test sees them; nothing is loaded before it is used. */
export const connectors: Readonly<Record<string, () => Promise<Connector>>> = {
  aws: async () => (await import('./aws/index.js')).awsConnector,
};
