/**
 * Generations that say their number in every fact and index row, so that anything of another one would show. Plain JavaScript, as a
 * process of its own writes them as well.
 */
export const account = '111122223333';
export const partNames = ['first', 'second'];

function facts(round, part, size) {
  return Array.from({ length: size }, (_, at) => ({
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

/** Writes two parts of `size` facts each; `say` hears what comes next. */
export async function writeRound(ingest, round, size, say = () => {}) {
  for (const name of partNames) {
    const part = {
      provider: 'aws',
      scope: account,
      part: name,
      source: 'x',
      digest: `${round}`,
      notCollected: [],
    };
    const written = facts(round, name, size);
    await say('replace');
    await ingest.replace(part, written);
    await say('index');
    const ids = written.map(({ id }) => id);
    await ingest.index(part, index(round, name, ids));
    ingest.problems(part, [{ code: 'round', round }]);
  }
}

/** The day a round was collected. */
export const dayOf = (round) => new Date(Date.UTC(2026, 0, round)).toISOString();
