import type { Statement } from '../connection.js';
import { storeName } from './names.js';

/**
 * Who may write. Setting a property first takes the lock of the node, so that what is read after it is what others have committed.
 * Times are the database's own, so that clocks of clients do not matter.
 */
export const locked = 'MATCH (s:Store {name: $name}) SET s.asked = timestamp() WITH s';

/** One row for who got it, however often it is asked. */
export function takeLease(lease: string, milliseconds: number): Statement {
  return {
    text: `${locked} WHERE s.lease IS NULL OR s.lease = $lease OR s.leaseUntil < timestamp()
           SET s.lease = $lease, s.leaseUntil = timestamp() + $milliseconds, s.batch = 0
           RETURN s.head AS head, s.lastPid AS lastPid, s.lastVersion AS lastVersion`,
    parameters: { name: storeName, lease, milliseconds },
  };
}

/** How long the holder has still got, in milliseconds. */
export const leaseLeft: Statement = {
  text: 'MATCH (s:Store {name: $name}) RETURN s.leaseUntil - timestamp() AS left',
  parameters: { name: storeName },
};

export function renewLease(lease: string, milliseconds: number): Statement {
  return {
    text: `${locked} WHERE s.lease = $lease SET s.leaseUntil = timestamp() + $milliseconds RETURN s.batch AS batch`,
    parameters: { name: storeName, lease, milliseconds },
  };
}

/** The first statement of a batch: a row where the lease is still ours and the batch was not written yet. */
export function beginBatch(lease: string, milliseconds: number, batch: number): Statement {
  return {
    text: `${locked} WHERE s.lease = $lease AND s.batch < $batch
           SET s.leaseUntil = timestamp() + $milliseconds, s.batch = $batch RETURN s.batch AS batch`,
    parameters: { name: storeName, lease, milliseconds, batch },
  };
}

export function releaseLease(lease: string): Statement {
  return {
    text: `${locked} WHERE s.lease = $lease REMOVE s.lease, s.leaseUntil RETURN s.head AS head`,
    parameters: { name: storeName, lease },
  };
}
