import { join } from 'node:path';
import { openEmbeddedStore } from '../../src/store/embedded/index.js';
import { storeConformance } from './store.js';
import { driversHere, temporary } from './temporary.js';

for (const driver of driversHere) {
  const open = (path: string, readOnly = false) => openEmbeddedStore(path, { create: true, driver, readOnly });
  storeConformance(`embedded (${driver})`, async (to) => ({
    store: await open(join(temporary(), to.data), to.readOnly),
  }));
}
