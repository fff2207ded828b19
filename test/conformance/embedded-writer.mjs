import { writeSync } from 'node:fs';
import { openEmbeddedStore } from '../../dist/src/store/embedded/index.js';

/**
 * A process that writes to a store, to be killed: `loop` ingests one generation after the other, each told by its number in every
 * fact; `hold` keeps one ingest open; `look` says what it may do. Lines on stdout tell how far it came.
 */
const [, , directory, mode, size = '300'] = process.argv;
const account = '111122223333';
const say = (line) => writeSync(1, `${line}\n`);

function contents(round, part) {
  return Array.from({ length: Number(size) }, (_, at) => ({
    ...{ id: `arn:aws:iam::${account}:user/${part}-${at}`, kind: 'user', name: `${part}-${at}`, account },
    props: at % 10 === 0 ? { stays: true } : { round, filler: 'x'.repeat(200) },
    ...{ aliases: [`round ${round}`], edges: [{ kind: 'member-of', to: `group ${round}` }] },
  }));
}

function index(round, part, members) {
  const grant = { local: 0, policy: `p${round}`, name: `p${round}`, type: 'Inline Policy', group: null };
  const body = { kind: 'user', account, grants: [grant], groups: [], props: { round } };
  return [
    { record: 'document', local: 0, json: { round } },
    { record: 'pattern', local: 0, actionKey: 's3:*', prefix: part },
    { record: 'class', body, members },
    { record: 'grantee', key: `key ${round}`, node: members[0], kind: 'user', name: part },
  ];
}

async function write(ingest, round) {
  for (const name of ['first', 'second']) {
    const part = { provider: 'aws', scope: account, part: name, source: 'x', digest: `${round}`, notCollected: [] };
    const facts = contents(round, name);
    say(`replace ${round}`);
    await ingest.replace(part, facts);
    say(`index ${round}`);
    ingest.index(
      part,
      index(
        round,
        name,
        facts.map(({ id }) => id),
      ),
    );
    ingest.problems(part, [{ code: 'round', round }]);
  }
}

async function loop(store) {
  const last = (await store.generations()).at(-1)?.number ?? 0;
  for (let round = last + 1; ; round++) {
    say(`begin ${round}`);
    const ingest = await store.ingest({ collectedAt: new Date(Date.UTC(2026, 0, round)).toISOString() });
    await write(ingest, round);
    say(`commit ${round}`);
    await ingest.commit();
    say(`done ${round}`);
  }
}

async function hold(store) {
  const ingest = await store.ingest({ collectedAt: '2026-01-01T00:00:00Z' });
  await write(ingest, 99);
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

const store = await openEmbeddedStore(directory, { create: mode !== 'look' });
await { loop, hold, look }[mode](store);
