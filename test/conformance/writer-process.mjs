import { writeSync } from 'node:fs';
import { openEmbeddedStore } from '../../dist/src/store/embedded/index.js';
import { openNeo4jStore } from '../../dist/src/store/neo4j/index.js';
import { isNeo4jUrl, neo4jSettings } from '../../dist/src/store/neo4j/settings.js';
import { dayOf, writeRound } from './rounds.mjs';

/**
 * A process that writes to a store, to be killed: `loop` ingests one generation after the other, each told by its number in every
 * fact; `hold` keeps one ingest open; `look` says what it may do. Lines on stdout tell how far it came.
 */
const [, , where, mode, size = '300'] = process.argv;
const say = (line) => writeSync(1, `${line}\n`);

function open(options) {
  return isNeo4jUrl(where)
    ? openNeo4jStore(neo4jSettings(where, process.env), options)
    : openEmbeddedStore(where, options);
}

async function loop(store) {
  const last = (await store.generations()).at(-1)?.number ?? 0;
  for (let round = last + 1; ; round++) {
    say(`begin ${round}`);
    const ingest = await store.ingest({ collectedAt: dayOf(round) });
    await writeRound(ingest, round, Number(size), (word) => say(`${word} ${round}`));
    say(`commit ${round}`);
    await ingest.commit();
    say(`done ${round}`);
  }
}

async function hold(store) {
  const ingest = await store.ingest({ collectedAt: '2026-01-01T00:00:00Z' });
  await writeRound(ingest, 99, Number(size));
  say('holding');
  setInterval(() => {}, 1000);
}

async function look(store) {
  const set = await store.workingSet({ ask: 'estate' });
  say(`sees ${[...set.nodesOfKind('user')].length}`);
  await store.ingest({ collectedAt: '2026-01-01T00:00:00Z' }).then(
    () => say('may write'),
    (error) => say(`refused ${error.code}`),
  );
  await store.close();
}

const store = await open({ create: mode !== 'look' });
await { loop, hold, look }[mode](store);
