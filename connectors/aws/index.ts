import type { Connector } from '../contract.js';
import { readAwsDump } from './read/dump.js';
import { awsSettings } from './settings.js';

/** AWS: reads dumps here; live collection and its SDK are loaded on use. */
export const awsConnector: Connector = {
  provider: 'aws',
  title: 'Amazon Web Services',
  read: readAwsDump,
  collect: async (options) => (await import('./collect/index.js')).collectAws(options),
  printPolicy: async () => (await import('./collect/index.js')).collectionPolicy(),
  settings: awsSettings,
};
