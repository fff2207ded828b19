import type { Statement } from '../../store/neo4j/connection.js';
import { lockName } from './names.js';

/** Setting a property first takes the lock of the node. Times are the database's own. */
const locked = 'MATCH (lock:PublishLock {name: $name}) SET lock.asked = timestamp() WITH lock';

/** One row for who got it. */
export function takeLock(token: string, milliseconds: number): Statement {
  return {
    text: `MERGE (lock:PublishLock {name: $name}) SET lock.asked = timestamp() WITH lock
           WHERE lock.token IS NULL OR lock.token = $token OR lock.until < timestamp()
           SET lock.token = $token, lock.until = timestamp() + $milliseconds, lock.batch = 0
           RETURN lock.token AS token`,
    parameters: { name: lockName, token, milliseconds },
  };
}

/** A row where the lock is ours, with the last batch that was written. */
export function renewLock(token: string, milliseconds: number): Statement {
  return {
    text: `${locked} WHERE lock.token = $token SET lock.until = timestamp() + $milliseconds RETURN lock.batch AS batch`,
    parameters: { name: lockName, token, milliseconds },
  };
}

/** The first statement of a batch: a row where the lock is ours and the batch was not written yet. */
export function beginBatch(token: string, milliseconds: number, batch: number): Statement {
  return {
    text: `${locked} WHERE lock.token = $token AND lock.batch < $batch
           SET lock.until = timestamp() + $milliseconds, lock.batch = $batch RETURN lock.batch AS batch`,
    parameters: { name: lockName, token, milliseconds, batch },
  };
}

export function giveUpLock(token: string): Statement {
  return {
    text: 'MATCH (lock:PublishLock {name: $name}) WHERE lock.token = $token DELETE lock',
    parameters: { name: lockName, token },
  };
}
