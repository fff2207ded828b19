import { writeSync } from 'node:fs';
import { openEmbeddedStore } from '../../dist/src/store/embedded/index.js';

/**
 * A process that adds to a log and counts up a document, two entries and one count a time: `append` so many times and no more, `loop` until
 * it is killed. Every acknowledged change is told on stdout.
 */
const [, , directory, who, mode, times = '0'] = process.argv;
const say = (line) => writeSync(1, `${line}\n`);
const store = await openEmbeddedStore(directory, { create: true });
const records = store.records();

async function count() {
  for (;;) {
    const standing = await records.get('counter', 'shared');
    const body = { n: Number(standing?.body.n ?? 0) + 1 };
    if ((await records.put('counter', 'shared', body, standing?.version ?? null)) !== null) return;
  }
}

for (let at = 0; mode === 'loop' || at < Number(times); at++) {
  await records.append('audit', (last) => [
    { who, at: 2 * at, before: last?.number ?? 0 },
    { who, at: 2 * at + 1, before: last?.number ?? 0 },
  ]);
  say(`entries ${2 * at + 2}`);
  await count();
  say(`counts ${at + 1}`);
}
await store.close();
